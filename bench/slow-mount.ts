/**
 * How fast does `longhaul sync` copy small files from and to a mount on which every operation takes long, beside rsync -a and
 * rclone copy (where they are installed)? Programs run in turn, so that all meet the same noise.
 *
 *   node bench/slow-mount.ts --slow-mount DIR [--rounds N] [--files N] [--without rsync]
 *
 * DIR is a folder on such a mount: NFS over a distance, or a FUSE file system that sleeps 2 ms in every operation. Source and
 * destination are both made there. The backlog is on a fast disk.
 */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'slow-mount': { type: 'string' },
    'rounds': { type: 'string', default: '3' },
    'files': { type: 'string', default: '2000' },
    'without': { type: 'string', multiple: true, default: [] },
  },
});
const slowMount = values['slow-mount'];
if (slowMount === undefined) {
  console.error('slow-mount: nothing was measured; it needs --slow-mount DIR, a folder on a slow mount (NFS, FUSE)');
  process.exit(2);
}
const rounds = Number(values.rounds);
const files = Number(values.files);
const filesInFolder = 50;
const place = mkdtempSync(join(slowMount, 'longhaul-bench-'));
const state = mkdtempSync(join(tmpdir(), 'longhaul-bench-'));
const [source, target] = [join(place, 'source'), join(place, 'target')];
const launcher = join(import.meta.dirname, '..', 'bin', 'longhaul');

const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'longhaul': [launcher, 'sync', '--quiet', '--db', join(state, 'backlog.db'), source, target],
  'rclone --transfers 64': ['rclone', 'copy', '--transfers', '64', '--checkers', '64', source, target],
  'rsync -a': ['rsync', '-a', `${source}/`, target],
};

function isPresent(program: string): boolean {
  const [command] = programs[program] ?? ['false'];
  if (values.without.some((name) => program.startsWith(name))) return false;
  return command === launcher || spawnSync(command, ['--version']).status === 0;
}

function makeFiles(): void {
  const content = randomFillSync(Buffer.alloc(16 * 1024));
  for (let file = 0; file < files; file += 1) {
    const folder = join(source, `d${Math.floor(file / filesInFolder)}`);
    if (file % filesInFolder === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `f${file}`), content);
  }
}

function secondsOf(program: string): number {
  const [command, ...args] = programs[program] ?? ['false'];
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const seconds = (performance.now() - startedAt) / 1000;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  rmSync(target, { recursive: true });
  rmSync(state, { recursive: true });
  mkdirSync(state);
  return seconds;
}

const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

try {
  makeFiles();
  const present = Object.keys(programs).filter(isPresent);
  const seconds = new Map(present.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) for (const name of present) seconds.get(name)?.push(secondsOf(name));
  const ours = median(seconds.get('longhaul') ?? []);
  console.log(`${files} x 16 KiB in folders of ${filesInFolder}, from and to ${slowMount}`);
  for (const name of present) {
    const all = seconds.get(name) ?? [];
    const wall = median(all);
    const shown = all.map((one) => one.toFixed(2)).join(' ');
    const ratio = name === 'longhaul' ? '' : `  longhaul is ${(wall / ours).toFixed(1)} x as fast`;
    console.log(`${name.padEnd(22)} ${wall.toFixed(2)} s  ${Math.round(files / wall)} files/s${ratio}  (${shown})`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
}
