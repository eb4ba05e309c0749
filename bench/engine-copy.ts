/**
 * How fast does `longhaul sync` copy from memory to memory, beside cp -a and (where it is installed) rsync -a? Programs
 * run in turn, so that all meet the same noise. With backlog, audit log and blake3, which the others do not have.
 *
 *   node bench/engine-copy.ts [ROUNDS] [FOLDER]     needs about 3 GiB in FOLDER, by default /dev/shm
 */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 5);
const place = mkdtempSync(join(process.argv[3] ?? '/dev/shm', 'longhaul-bench-'));
const engine = join(import.meta.dirname, '..', 'dist', 'src', 'sync', 'main.js');

interface Tree {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly filesInFolder: number;
}

const trees: readonly Tree[] = [
  { name: '4 x 256 MiB', files: 4, bytes: 256 * 1024 * 1024, filesInFolder: 4 },
  { name: '20,000 x 16 KiB', files: 20_000, bytes: 16 * 1024, filesInFolder: 500 },
  { name: '50,000 x 1 KiB', files: 50_000, bytes: 1024, filesInFolder: 500 },
];

const programs: Readonly<Record<string, (source: string, target: string) => [string, string[]]>> = {
  'cp -a': (source, target) => ['cp', ['-a', source, target]],
  'longhaul': (source, target) => [
    process.execPath,
    [engine, '--quiet', '--db', join(place, 'backlog.db'), source, target],
  ],
  'longhaul, no hash': (source, target) => [
    process.execPath,
    [engine, '--quiet', '--checksum', 'none', '--db', join(place, 'backlog.db'), source, target],
  ],
  'rsync -a': (source, target) => ['rsync', ['-a', `${source}/`, target]],
};

function makeTree({ files, bytes, filesInFolder }: Tree, folder: string): void {
  const content = randomFillSync(Buffer.alloc(bytes));
  for (let file = 0; file < files; file += 1) {
    const inside = join(folder, `d${Math.floor(file / filesInFolder)}`);
    if (file % filesInFolder === 0) mkdirSync(inside, { recursive: true });
    content.writeUInt32LE(file);
    writeFileSync(join(inside, `f${file}`), content);
  }
}

interface Cost {
  readonly wall: number;
  /** User and system: firmer than the clock on a machine that others use too. */
  readonly processor: number;
}

function costOf(program: string, source: string): Cost {
  const [command, args] = programs[program]?.(source, join(place, 'target')) ?? ['false', []];
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', command, ...args];
  const { status, stderr } = spawnSync('bash', timed, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const [wall, user, system] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || wall === undefined || user === undefined || system === undefined) {
    throw new Error(`${program} ended with ${status}: ${stderr}`);
  }
  for (const name of [
    'target',
    'backlog.db',
    'backlog.db-wal',
    'backlog.db-shm',
    'backlog.audit.jsonl',
    'backlog.db.lock',
  ]) {
    rmSync(join(place, name), { recursive: true, force: true });
  }
  return { wall, processor: user + system };
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

try {
  const present = Object.keys(programs).filter(
    (name) => !name.startsWith('rsync') || spawnSync('rsync', ['--version']).status === 0,
  );
  for (const tree of trees) {
    const source = join(place, 'source');
    makeTree(tree, source);
    const costs = new Map(present.map((name) => [name, [] as Cost[]]));
    for (let round = 0; round < rounds; round += 1)
      for (const name of present) costs.get(name)?.push(costOf(name, source));
    const middle = (name: string, of: keyof Cost) => median((costs.get(name) ?? []).map((cost) => cost[of]));
    for (const name of present) {
      const [wall, processor] = [middle(name, 'wall'), middle(name, 'processor')];
      const shown = (costs.get(name) ?? []).map((cost) => cost.wall.toFixed(2)).join(' ');
      const ratios = `${(wall / middle('cp -a', 'wall')).toFixed(2)} x and ${(processor / middle('cp -a', 'processor')).toFixed(2)} x cp`;
      console.log(
        `${tree.name.padEnd(17)} ${name.padEnd(18)} ${wall.toFixed(2)} s, CPU ${processor.toFixed(2)} s  ${ratios}  (${shown})`,
      );
    }
    rmSync(source, { recursive: true });
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
