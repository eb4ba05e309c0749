/** How much lies below folders, counted on the node while the browser shows it growing. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

async function browsing() {
  const opened = await open({ fleet: quietFleet() });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('manifest.json');
  return opened;
}

const counted = { files: 18_442, bytes: 405e9, folders: 120, unreadable: 0, isDone: true };

test('the folder under the cursor is counted as it grows, and is forgotten when it is left', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  let looks = 0;
  const ended = Promise.withResolvers<void>();
  hub.measure = async () => {
    looks += 1;
    if (looks === 2) await ended.promise;
    return looks < 2 ? { ...counted, files: 7, bytes: 88e9, isDone: false } : counted;
  };
  run.press('j', '\0');
  await run.screen.see(/> {3}2026-11-18\/ +88\.0 GB\+/);
  ended.resolve();
  await run.screen.see(/> {3}2026-11-18\/ +405 GB 11-20/);
  await run.screen.see('2026-11-18: 405 GB, 18,442 files in 120 folders');
  run.press('h');
  await run.screen.see(/> {3}\/data\//);
  run.press(keys.enter);
  await run.screen.see('manifest.json');
  expect(run.screen.text).not.toContain('405 GB');
});

test('of what is marked the folders are counted, the files are known, and sending says the total', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  hub.measure = async (_path, entries) => ({ ...counted, bytes: entries[0] === '2026-11-18' ? 1e9 : 2e9, files: 10 });
  run.press('j', ' ', ' ');
  await run.screen.see('2 marked');
  run.press('#');
  await run.screen.see('2 marked, 3.0 GB in 20 files');
  run.press('t');
  await run.screen.see('3.0 GB in all');
  run.press(keys.esc);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('in all'));
  run.press('/', 'manifest', keys.enter);
  await run.screen.see('1 of 12 items');
  run.press('j', ' ');
  await run.screen.see('3 marked, 3.0 GB in 21 files');
});

test('Esc stops counting before it leaves, and a folder that cannot be counted says why', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  hub.measure = async () => ({ ...counted, isDone: false });
  run.press('j', '#');
  await run.screen.see('405 GB+');
  run.press(keys.esc);
  await run.screen.until('the size to be gone', () => !run.screen.text.includes('405 GB'));
  const asked = (): number => hub.asked.filter((each) => each.startsWith('measure')).length;
  await run.screen.until('the hub to be told', () => hub.enough > 0);
  const before = asked();
  run.press('.');
  await run.screen.see('[3 Browse]');
  expect(asked()).toBe(before);
  run.press(keys.esc);
  await run.screen.see('[1 Overview]');
  run.press('3');
  await run.screen.see('manifest.json');
  hub.measure = async () => {
    throw new Error('not to be shown');
  };
  run.press('#');
  await run.screen.see(/2026-11-18\/ +failed/);
});
