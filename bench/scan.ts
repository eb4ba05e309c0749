/**
 * How many files a second does a scan see, as for a destination and with what the backlog records of a source, beside
 * `find -printf`, `ls -lR` and (where it is installed) `rsync --list-only`? In turn, whole processes but for the scan, which
 * is a thread. The tree is in memory, so that none of them waits for a disk.
 *
 *   npm run build && node bench/scan.ts [FILES] [ROUNDS] [FOLDER]     200,000 files in /dev/shm by default
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type * as ScanTreeModule from '../src/engine/scan/scan-tree.ts';
import { costOf, isInstalled } from './measure/cost.ts';
import { makeTree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';

const files = Number(process.argv[2] ?? 200_000);
const rounds = Number(process.argv[3] ?? 5);
const place = mkdtempSync(join(process.argv[4] ?? '/dev/shm', 'longhaul-bench-'));
const built = join(import.meta.dirname, '..', 'dist', 'src', 'engine', 'scan', 'scan-tree.js');
const { scanTree }: typeof ScanTreeModule = await import(built);

async function scanSeconds(withDetails: boolean): Promise<number> {
  const start = performance.now();
  let seen = 0;
  const { signal } = new AbortController();
  const root = Buffer.from(place);
  const listings = scanTree({
    root,
    onlyName: undefined,
    withDetails,
    filter: undefined,
    leftovers: undefined,
    signal,
  });
  for await (const { kinds, count } of listings) seen += kinds.subarray(0, count).filter((kind) => kind === 0).length;
  if (seen !== files) throw new Error(`the scan saw ${seen} files of ${files}`);
  return (performance.now() - start) / 1000;
}

const walkers: Readonly<Record<string, () => number | Promise<number>>> = {
  'scan, of a destination': () => scanSeconds(false),
  'scan, of a source': () => scanSeconds(true),
  'find -printf': () => costOf(['find', place, '-printf', '%y %s %T@ %p\\n']).wall,
  'ls -lR': () => costOf(['ls', '-lR', place]).wall,
  ...(isInstalled('rsync') && { 'rsync --list-only': () => costOf(['rsync', '-r', '--list-only', `${place}/`]).wall }),
};

try {
  makeTree({ files, bytes: 0 }, place);
  const seconds = new Map(Object.keys(walkers).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, walk] of Object.entries(walkers)) seconds.get(name)?.push(await walk());
  const ofFind = median(seconds.get('find -printf') ?? []);
  for (const [name, each] of seconds) {
    const wall = median(each);
    const shown = each.map((one) => one.toFixed(2)).join(' ');
    console.log(
      `${name.padEnd(22)} ${wall.toFixed(2)} s  ${Math.round(files / wall)} files/s  ${(wall / ofFind).toFixed(2)} x find  (${shown})`,
    );
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
