/**
 * How fast do files go to an outside store and come back, beside `rclone copy` with as many files at once, and with the four
 * that it takes by itself? A real sshd and a real Swift (with its S3 interface) on this machine, which take their part of its
 * processors; programs in turn, whole processes, medians; `x` says how many times as long the faster rclone took. longhaul has
 * its backlog, its audit log and blake3 in it, and each file is fsynced where it arrives, on a disk and over SFTP: rclone
 * fsyncs nothing. In memory, where this runs by itself, an fsync costs a system call or a round trip, and no waiting for a disk.
 *
 *   npm run bench -- stores [--write] [--rounds 3] [--scale 1] [--only NAME] [--place /dev/shm]
 *
 * Needs 3 GiB in the place and in TMPDIR, where the servers keep their files, and root for Swift.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type CostAndMemory, costAndMemoryOf } from './measure/cost.ts';
import { makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';
import { benchOptions } from './measure/options.ts';
import { installMissing } from './peers/debian.ts';
import type { Move } from './stores/move.ts';
import { type BenchPlace, type BenchServer, openS3, openSftp } from './stores/servers.ts';

const { rounds, scale, isAsked, place: above } = benchOptions();
const goal = 0.9;
const trees: Readonly<Record<string, Tree>> = {
  '2 x 1 GiB': { files: 2, bytes: Math.round(scale * 2 ** 30) },
  '10,000 x 16 KiB': { files: Math.max(1, Math.round(scale * 10_000)), bytes: 16 * 1024 },
};

if (installMissing(['rclone', 'time']).length > 0) process.exit(2);
const place = mkdtempSync(join(above, 'longhaul-bench-'));
const [source, back, state] = ['source', 'back', 'state'].map((name) => join(place, name)) as [string, string, string];
const ways = ['up', 'down'] as const;
type Way = (typeof ways)[number];
type Commands = Readonly<Record<Way, readonly string[]>>;

/** One transfer as it is installed: to strip the types of what it loads takes as long as a small transfer. */
const dist = join(import.meta.dirname, '..', 'dist');
const move = join(dist, 'bench', 'move.js');
await build({
  entryPoints: [join(import.meta.dirname, 'stores', 'move.ts')],
  outfile: move,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
});

function longhaul({ setting }: BenchPlace): Commands {
  const command = (way: Pick<Move, 'direction' | 'folder'>): string[] => {
    const file = join(place, `${way.direction}.json`);
    const programs = join(dist, 'programs', 'node');
    writeFileSync(file, JSON.stringify({ ...way, store: setting, state, programs } satisfies Move), { mode: 0o600 });
    // As bin/longhaul starts a node.
    const node = ['env', 'UV_THREADPOOL_SIZE=128', process.execPath, '--no-incremental-marking'];
    return [...node, move, file];
  };
  return { up: command({ direction: 'up', folder: source }), down: command({ direction: 'down', folder: back }) };
}

/** It takes settings from the environment, too, and some of them end it. */
const bare = ['env', '-i', `PATH=${process.env['PATH']}`, 'HOME=/', 'rclone', '--config', '/dev/null'];
const rclone =
  (transfers: number) =>
  ({ remote }: BenchPlace): Commands => {
    const copy = [...bare, 'copy', '--transfers', `${transfers}`, '--checkers', `${transfers}`];
    return { up: [...copy, source, remote], down: [...copy, remote, back] };
  };

async function measure(title: string, tree: Tree, server: BenchServer): Promise<boolean> {
  const programs = { 'longhaul': longhaul, 'rclone, as many': rclone(server.filesAtOnce), 'rclone, 4': rclone(4) };
  const costs = new Map<string, CostAndMemory[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [program, commandsAt] of Object.entries(programs)) {
      makeTree(tree, source);
      const there = server.place();
      const commands = commandsAt(there);
      for (const way of ways) {
        mkdirSync(back, { recursive: true });
        mkdirSync(state);
        const key = `${program} ${way}`;
        costs.set(key, [...(costs.get(key) ?? []), costAndMemoryOf(commands[way])]);
        rmSync(state, { recursive: true });
        // What the one has brought there the same one fetches: there is room for no more.
        rmSync(source, { recursive: true, force: true });
      }
      rmSync(back, { recursive: true });
      costAndMemoryOf([...bare, 'purge', there.remote]);
    }
  }
  const middle = (program: string, way: Way, of: keyof CostAndMemory): number =>
    median((costs.get(`${program} ${way}`) ?? []).map((cost) => cost[of]));
  let isMet = true;
  for (const way of ways) {
    const theirs = Math.min(middle('rclone, as many', way, 'wall'), middle('rclone, 4', way, 'wall'));
    const ratio = theirs / middle('longhaul', way, 'wall');
    isMet &&= ratio >= goal;
    for (const program of Object.keys(programs)) {
      const [wall, cpu, peak] = (['wall', 'processor', 'peak'] as const).map((of) => middle(program, way, of));
      const reached = program === 'longhaul' ? `x ${ratio.toFixed(2)}` : '';
      const cells = [title, way, program, wall?.toFixed(2), cpu?.toFixed(2), ((peak ?? 0) / 1e6).toFixed(0), reached];
      const isGoalMet = reached === '' ? '' : `${goal} ${ratio >= goal ? 'met' : 'missed'}`;
      const each = (costs.get(`${program} ${way}`) ?? []).map((cost) => cost.wall.toFixed(2)).join(' ');
      console.log(`| ${[...cells, isGoalMet, each].join(' | ')} |`);
    }
  }
  return isMet;
}

try {
  const isMet: boolean[] = [];
  console.log('| data | way | program | wall s | CPU s | peak MB | faster rclone | goal | each round |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const open of [openSftp, openS3]) {
    await using server = await open(place);
    for (const [name, tree] of Object.entries(trees)) {
      const title = `${server.kind} ${name}`;
      const shown = scale === 1 ? title : `${title}, times ${scale}`;
      if (isAsked(title)) isMet.push(await measure(shown, tree, server));
    }
  }
  process.exitCode = isMet.every(Boolean) ? 0 : 1;
} finally {
  rmSync(place, { recursive: true, force: true });
}
