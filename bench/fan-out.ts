/**
 * What does it save to read a source once for three destinations? A fan-out beside three transfers that are started at the
 * same time, in turn: time, and the bytes that were read of the mount, which must be slow enough to be what limits.
 *
 *   node bench/fan-out.ts --slow-mount DIR --served-by PID [--rounds N] [--files N] [--mebibytes N]
 *
 * DIR is a folder on a FUSE file system whose process is PID: what that has read (/proc/PID/io) is what was asked of it. A hub
 * and four nodes run from the sources on this machine; destinations are on a fast disk.
 */
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RunningFleet } from '../test/harness/running-fleet.ts';
import { median } from './measure/median.ts';

const { values } = parseArgs({
  options: {
    'slow-mount': { type: 'string' },
    'served-by': { type: 'string' },
    'rounds': { type: 'string', default: '3' },
    'files': { type: 'string', default: '2000' },
    'mebibytes': { type: 'string', default: '128' },
  },
});
const { 'slow-mount': slowMount, 'served-by': server } = values;
if (slowMount === undefined || server === undefined) {
  console.error('fan-out: nothing was measured; it needs --slow-mount DIR and --served-by PID, a slow FUSE mount');
  process.exit(2);
}
const [rounds, files, mebibytes] = [Number(values.rounds), Number(values.files), Number(values.mebibytes)];
const place = mkdtempSync(join(slowMount, 'longhaul-bench-'));
const folder = mkdtempSync(join(tmpdir(), 'longhaul-bench-'));
/** What a file must rest before it is shared, and the time of a look at the nodes. */
const settlingMs = 7000;
const destinations = ['fs2', 'fs3', 'fs4'];

interface Measured {
  readonly seconds: number;
  readonly readBytes: number;
}

function makeSource(kind: string): { readonly path: string; readonly bytes: number } {
  const path = join(place, kind);
  const [count, bytes] = kind === 'large' ? [mebibytes / 16, 16 * 1024 * 1024] : [files, 16 * 1024];
  for (let file = 0; file < count; file += 1) {
    const at = join(path, `d${Math.floor(file / 50)}`);
    if (file % 50 === 0) mkdirSync(at, { recursive: true });
    writeFileSync(join(at, `f${file}`), randomFillSync(Buffer.alloc(bytes)));
  }
  return { path, bytes: count * bytes };
}

const readBytes = (): number => Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${server}/io`, 'utf8'))?.[1]);

async function measured(fleet: RunningFleet, starts: readonly (readonly string[])[]): Promise<Measured> {
  const [before, startedAt] = [readBytes(), performance.now()];
  const ends = await Promise.all(starts.map((places) => fleet.hub(...places, '--wait')));
  const failed = ends.find(({ code }) => code !== 0);
  if (failed !== undefined) throw new Error(failed.stderr);
  return { seconds: (performance.now() - startedAt) / 1000, readBytes: readBytes() - before };
}

try {
  const sources = ['large', 'small'].map((kind) => ({ kind, ...makeSource(kind) }));
  await using fleet = await RunningFleet.start({
    folder,
    nodes: ['fs1', ...destinations],
    nodeFlags: ['--root', `${slowMount}:ro`],
  });
  await delay(settlingMs);
  for (const { kind, path, bytes } of sources) {
    const together: Measured[] = [];
    const apart: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const to = (way: string) => destinations.map((node) => ['--to', `${node}:${fleet.root(node)}/${way}`]);
      const from = ['--from', `fs1:${path}`];
      together.push(await measured(fleet, [[...from, ...to(`${kind} together ${round}`).flat()]]));
      apart.push(
        await measured(
          fleet,
          to(`${kind} apart ${round}`).map((each) => [...from, ...each]),
        ),
      );
      for (const node of destinations)
        for (const way of ['together', 'apart'])
          rmSync(join(fleet.root(node), `${kind} ${way} ${round}`), { recursive: true });
    }
    console.log(`${kind === 'large' ? `${mebibytes} MiB in files of 16 MiB` : `${files} x 16 KiB`}, to 3 nodes`);
    for (const [name, all] of [
      ['fan-out', together],
      ['three transfers', apart],
    ] as const) {
      const [seconds, read] = [median(all.map((one) => one.seconds)), median(all.map((one) => one.readBytes))];
      const shown = all.map((one) => one.seconds.toFixed(1)).join(' ');
      console.log(
        `${name.padEnd(16)} ${seconds.toFixed(1)} s  ${(read / bytes).toFixed(2)} x its bytes read  (${shown})`,
      );
    }
    const ratio = median(apart.map((one, round) => one.seconds / (together[round]?.seconds ?? Number.NaN)));
    console.log(`${' '.repeat(16)} the fan-out is ${ratio.toFixed(2)} x as fast`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
