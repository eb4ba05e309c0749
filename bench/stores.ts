/**
 * How fast do files go to an SFTP server and come back, beside `rclone copy` with as many files at once, and with the four
 * that it takes by itself? A real sshd on this machine, memory to memory, programs in turn, whole processes, medians; `x` says
 * how many times as long the faster rclone took. longhaul has its backlog, audit log, blake3 and fsync in it; rclone compares
 * sizes, because asking the server for an MD5 starts a shell for each file.
 *
 *   npm run bench -- stores [--write] [--rounds 3] [--scale 1] [--only NAME] [--place /dev/shm]     needs 2 GiB in the place
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sftpServer } from '../test/node/stores/sftp-server.ts';
import { type Cost, costOf } from './measure/cost.ts';
import { makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';
import { installMissing } from './peers/debian.ts';
import type { Move } from './stores/move.ts';

const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    place: { type: 'string', default: '/dev/shm' },
  },
});
const rounds = Number(asked.rounds);
const scale = Number(asked.scale);
const goal = 0.9;
/** As many as a store lane has in flight. */
const filesAtOnce = 64;

const trees: Readonly<Record<string, Tree>> = {
  '1 x 1 GiB': { files: 1, bytes: Math.round(scale * 2 ** 30) },
  '2,000 x 16 KiB': { files: Math.max(1, Math.round(scale * 2000)), bytes: 16 * 1024 },
};

if (installMissing(['rclone']).length > 0) process.exit(2);
const place = mkdtempSync(join(asked.place, 'longhaul-bench-'));
await using server = await sftpServer();
const [source, there, back, state] = ['source', 'there', 'back', 'state'].map((name) => join(place, name)) as [
  string,
  string,
  string,
  string,
];
const key = join(place, 'key');
writeFileSync(key, server.privateKey, { mode: 0o600 });
const store = server.setting('', { root: there });
const remote = `:sftp,host=127.0.0.1,port=${server.port},user=${store.user},key_file=${key},disable_hashcheck=true:${there}`;
const rclone = (transfers: number): Readonly<Record<'up' | 'down', readonly string[]>> => {
  const copy = ['rclone', 'copy', '--config', '/dev/null', '--transfers', String(transfers)];
  return { up: [...copy, source, remote], down: [...copy, remote, back] };
};

function longhaul(move: Pick<Move, 'direction' | 'folder'>): string[] {
  const file = join(place, `${move.direction}.json`);
  writeFileSync(file, JSON.stringify({ ...move, store, state } satisfies Move), { mode: 0o600 });
  return ['env', 'UV_THREADPOOL_SIZE=128', process.execPath, join(import.meta.dirname, 'stores', 'move.ts'), file];
}

const programs = {
  'longhaul': {
    up: longhaul({ direction: 'up', folder: source }),
    down: longhaul({ direction: 'down', folder: back }),
  },
  'rclone, 64': rclone(filesAtOnce),
  'rclone, 4': rclone(4),
} as const;
type Program = keyof typeof programs;

const costs = new Map<string, Cost[]>();
const keep = (name: string, cost: Cost): void => void costs.set(name, [...(costs.get(name) ?? []), cost]);
const remove = (...folders: readonly string[]): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
};

/** What the one has brought there the same one fetches: there is room for no more. */
function runOnce(name: Program, title: string): void {
  remove(there, back, state);
  for (const folder of [there, back, state]) mkdirSync(folder);
  keep(`${title} up ${name}`, costOf(programs[name].up));
  remove(source, state);
  mkdirSync(state);
  keep(`${title} down ${name}`, costOf(programs[name].down));
}

let isMissed = false;
try {
  for (const [title, tree] of Object.entries(trees)) {
    if (asked.only?.includes(title) === false) continue;
    for (let round = 0; round < rounds; round += 1) {
      for (const name of Object.keys(programs) as Program[]) {
        remove(source, there, back);
        makeTree(tree, source);
        runOnce(name, title);
      }
    }
    for (const way of ['up', 'down'] as const) {
      const middle = (name: string, of: keyof Cost) =>
        median((costs.get(`${title} ${way} ${name}`) ?? []).map((cost) => cost[of]));
      const ratio = Math.min(middle('rclone, 64', 'wall'), middle('rclone, 4', 'wall')) / middle('longhaul', 'wall');
      isMissed ||= ratio < goal;
      const shown = Object.keys(programs).map(
        (name) => `${name} ${middle(name, 'wall').toFixed(2)} s, CPU ${middle(name, 'processor').toFixed(2)} s`,
      );
      console.log(`${title.padEnd(16)} ${way.padEnd(5)} ${shown.join('   ')}   ${ratio.toFixed(2)} x`);
    }
  }
} finally {
  remove(place);
}
process.exitCode = isMissed ? 1 : 0;
