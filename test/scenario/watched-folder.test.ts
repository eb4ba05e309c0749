/** The full size: LONGHAUL_DROPS=5000 npx vitest run test/scenario/watched-folder.test.ts */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { auditFile } from '../../node/audit-file.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { until } from '../harness/until.ts';

const drops = Number(process.env['LONGHAUL_DROPS'] ?? 500);
const writers = 5;
const withinMs = 120_000 + drops * 60;
const settleSeconds = 3;
const slowPieces = 60;
const piece = Buffer.alloc(20_000, 'slow');

const declared = (from: string, to: string): string => `
templates:
  - name: ingest
    from: fs1:${from}
    to: fs2:${to}
triggers:
  - name: incoming
    kind: watch
    template: ingest
    node: fs1
    folder: ${from}
    settleSeconds: ${settleSeconds}
`;

const contentOf = (index: number): Buffer =>
  Buffer.alloc(100 + ((index * 7919) % 30_000), createHash('sha256').update(String(index)).digest('hex'));

it(`${drops} files that several programs drop into a watched folder arrive once each, none of them half written, also those of a slow one, with the hub away and the node started anew meanwhile`, {
  timeout: 2 * withinMs,
}, async () => {
  using folder = temporaryFolder();
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
  const [source, target] = [join(fleet.root('fs1'), 'in'), join(fleet.root('fs2'), 'out')];
  mkdirSync(source, { recursive: true });
  const file = join(folder.path, 'automation.yaml');
  writeFileSync(file, declared(source, target));
  expect(await fleet.hub('--apply', file)).toMatchObject({ code: 0 });

  const sizes = new Map<string, number>([['slow.mov', slowPieces * piece.length]]);
  /** Some write in place, some beside it and rename, as programs do. */
  const drop = async (writer: number): Promise<void> => {
    for (let index = writer; index < drops; index += writers) {
      const name = `writer ${writer}/${Math.floor(index / 100)}/file ${index}`;
      const content = contentOf(index);
      sizes.set(name, content.length);
      const path = join(source, name);
      mkdirSync(join(path, '..'), { recursive: true });
      if (writer % 2 === 0) await writeFile(path, content);
      else {
        await writeFile(join(fleet.root('fs1'), `unfinished ${index}`), content);
        await rename(join(fleet.root('fs1'), `unfinished ${index}`), path);
      }
      await delay(1);
    }
  };
  let longestPauseMs = 0;
  const writeSlowly = async (): Promise<void> => {
    let before = performance.now();
    for (let written = 0; written < slowPieces; written += 1) {
      await appendFile(join(source, 'slow.mov'), piece);
      longestPauseMs = Math.max(longestPauseMs, performance.now() - before);
      before = performance.now();
      await delay(100);
    }
  };
  const arrived = (): string[] =>
    existsSync(target)
      ? readdirSync(target, { recursive: true, encoding: 'utf8' }).filter(
          (name) => !name.endsWith('.partial') && statSync(join(target, name)).isFile(),
        )
      : [];
  const wrong: string[] = [];
  const look = (): number => {
    const names = arrived();
    // A file that paused for longer than it was said to may well be taken for whole.
    const isToldApart = longestPauseMs < settleSeconds * 1000;
    for (const name of names)
      if ((isToldApart || name !== 'slow.mov') && statSync(join(target, name)).size !== sizes.get(name))
        wrong.push(name);
    return names.length;
  };

  const slow = writeSlowly();
  const dropping = Promise.all(Array.from({ length: writers }, (_, writer) => drop(writer)));
  await until(() => look() > 0, { what: () => `the first file; ${fleet.said}`, withinMs });
  await fleet.process('hub').end('SIGKILL');
  await fleet.process('fs1').end('SIGTERM');
  writeFileSync(join(source, 'while it was away'), 'x');
  sizes.set('while it was away', 1);
  fleet.startNode('fs1');
  await fleet.startHub();
  await Promise.all([slow, dropping]);
  await until(() => look() === sizes.size, { what: () => `all files; ${fleet.said}`, withinMs });
  await until(async () => (await fleet.active()) === 0, { what: 'every transfer ends', withinMs });

  expect(wrong).toEqual([]);
  for (const name of arrived())
    expect(readFileSync(join(target, name)).equals(readFileSync(join(source, name)))).toBe(true);
  const synced = readFileSync(auditFile(fleet.data('fs1')), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { event: string; source: string } => JSON.parse(line))
    .flatMap((line) => (line.event === 'synced' ? [line.source] : []));
  const once = longestPauseMs < settleSeconds * 1000 ? synced : synced.filter((path) => !path.endsWith('slow.mov'));
  expect(new Set(synced).size).toBe(sizes.size);
  expect(once).toHaveLength(new Set(once).size);
});
