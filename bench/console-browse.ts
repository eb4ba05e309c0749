/**
 * A folder of 100,000 files in the console's browser: `bin/longhaul` in a pseudo terminal of 120x36, on a real hub with a
 * real node whose folder it is. From Enter on the folder to its first rows; from a key (one row, a page, the end, the
 * begin, a letter of a filter) to the frame that shows all that it asked for, node and hub asked on the way; the
 * same for another order, which has no goal; and the console's memory while all of it is paged through. Fails where a goal is
 * missed. `--realtime`: console, hub, node and the meter go before everything else (`chrt -r`, needs root).
 *
 * `--entries N`, `--place DIR` for the folder (default: the system's, 100,000 files of no bytes).
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { adminProfileFile } from '../hub/store/state-files.ts';
import { readProfile } from '../src/link/profile.ts';
import { RunningFleet } from '../test/harness/running-fleet.ts';
import { startConsoleProcess } from './console/console-process.ts';
import { PaneWatch } from './console/pane-watch.ts';
import { goFirst, residentBytes } from './measure/process-figures.ts';

const { values: options } = parseArgs({
  options: {
    realtime: { type: 'boolean', default: false },
    entries: { type: 'string', default: '100000' },
    place: { type: 'string', default: tmpdir() },
  },
});
const entries = Number(options.entries);
const goals = { firstRowsMs: 300, keyMs: 50, growthBytes: 20e6 };
const openings = 9;
const perKey = 40;
const pages = 250;
const rounds = 6;
const keys = { pageDown: '\u001b[6~', pageUp: '\u001b[5~', backspace: '\u007f', enter: '\r', escape: '\u001b' };

let isMissed = false;
function report(name: string, ms: readonly number[], goal?: number): void {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const isMet = goal === undefined || at(0.95) < goal;
  if (!isMet) isMissed = true;
  const verdict = goal === undefined ? '' : `  ${isMet ? 'met' : 'MISSED'}`;
  console.log(
    `${name.padEnd(34)} median ${at(0.5).toFixed(0).padStart(4)}  p95 ${at(0.95).toFixed(0).padStart(4)} ms  (${ms.length})${verdict}`,
  );
}

const folder = mkdtempSync(join(options.place, 'longhaul-bench-'));
try {
  await using fleet = await RunningFleet.start({ folder, nodes: ['fs1'] });
  const big = join(fleet.root('fs1'), 'big');
  mkdirSync(big);
  for (let index = 0; index < entries; index += 1)
    closeSync(openSync(join(big, `shot_${String((index * 7919) % entries).padStart(6, '0')}.dng`), 'w'));
  const profile = await readProfile(adminProfileFile(join(folder, 'hub')));
  if (profile === undefined) throw new Error('the hub has no admin');
  await using run = await startConsoleProcess(join(folder, 'home'), profile);
  const pane = new PaneWatch(run);
  const all = [run.pid, fleet.process('hub').pid, fleet.process('fs1').pid, process.pid];
  await pane.until(/> fs1 /);
  run.press('3');
  await pane.until(/big\//);
  run.press('j');
  await pane.until(/> {3}big\//);
  if (options.realtime) goFirst(all, true);

  const opened: number[] = [];
  for (let round = 0; round < openings; round += 1) {
    opened.push(await pane.press(keys.enter, (text) => text.includes('shot_000000')));
    if (round === openings - 1) break;
    await pane.press('h', (text) => /> {3}big\//.test(text));
  }
  report('Enter to the first rows', opened, goals.firstRowsMs);

  const moves: readonly (readonly [string, string])[] = [
    ['one row down', 'j'],
    ['a page down', keys.pageDown],
    ['the end', 'G'],
    ['a page up', keys.pageUp],
    ['the begin', 'g'],
  ];
  const figures = new Map<string, number[]>();
  const note = (name: string, ms: number): void => void figures.set(name, [...(figures.get(name) ?? []), ms]);
  for (let round = 0; round < perKey; round += 1) {
    for (const [name, key] of moves) {
      note(name, await pane.press(key));
      await delay(20);
    }
  }
  for (const [name] of moves) report(name, figures.get(name) ?? [], goals.keyMs);
  const letters: number[] = [];
  for (let round = 0; round < perKey; round += 1) {
    run.press('/');
    await pane.quiet();
    for (const letter of String(12_345 + round * 1717).slice(0, 4)) letters.push(await pane.press(letter));
    for (let back = 0; back < 3; back += 1) letters.push(await pane.press(keys.backspace));
    await pane.press(keys.escape, (text) => !/ of 100,000/.test(text));
  }
  report('a letter of a filter', letters, goals.keyMs);
  const orders: number[] = [];
  for (let round = 0; round < 2; round += 1)
    for (const key of ['s', 's', 'S', 's', 's']) orders.push(await pane.press(key));
  report('another order', orders);
  const resident: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let page = 0; page < pages; page += 1) await pane.press(page % 100 === 99 ? 'g' : keys.pageDown);
    resident.push(residentBytes(run.pid));
  }
  if (options.realtime) goFirst(all, false);
  // Above the least of each half is what the next cleaning takes away.
  const [earlier, later] = [resident.slice(0, rounds / 2), resident.slice(rounds / 2)];
  const growth = Math.min(...later) - Math.min(...earlier);
  if (growth > goals.growthBytes) isMissed = true;
  console.log(
    `memory of the console after each ${pages} pages: ${resident.map((bytes) => (bytes / 1e6).toFixed(0)).join(' ')} MB  ${growth > goals.growthBytes ? 'MISSED' : 'met'}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (isMissed) process.exitCode = 1;
