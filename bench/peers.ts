/**
 * `longhaul sync` beside rsync, rclone and cp on the same data, whole processes in turn, so that all meet the same
 * noise; medians and ratios. longhaul runs as people run it: backlog, audit log and blake3 on, which the others have not.
 *
 *   npm run bench:peers -- [--rounds 5] [--only NAME] [--place /dev/shm] [--write]
 *
 * `--write` puts what was measured into docs/benchmarks.md. Needs about 10 GiB in the place, which is in memory.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Case, cases, memoryCase, programs } from './peers/cases.ts';
import { makeTree } from './peers/make-tree.ts';

const root = join(import.meta.dirname, '..');
const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true },
    place: { type: 'string', default: '/dev/shm' },
    write: { type: 'boolean', default: false },
  },
});
const known = [...cases, memoryCase];
const unknown = asked.only?.find((only) => known.every(({ name }) => name !== only));
if (unknown !== undefined) {
  console.error(`bench: nothing is called '${unknown}'; there are ${known.map(({ name }) => `'${name}'`).join(', ')}`);
  process.exit(2);
}
const chosen = known.filter(({ name }) => asked.only?.includes(name) ?? true);
const absent = ['rsync', 'rclone'].filter((name) => spawnSync(name, ['--version']).error !== undefined);
if (absent.length > 0) {
  console.error(`bench: ${absent.join(' and ')} missing; apt-get install ${absent.join(' ')}, or it is left out`);
}
const place = mkdtempSync(join(asked.place, 'longhaul-peers-'));
const [source, target, backlog] = [join(place, 'source'), join(place, 'target'), join(place, 'backlog.db')];

interface Cost {
  readonly wall: number;
  /** User and system: firmer than the clock on a machine that others use too. */
  readonly processor: number;
}

function run(command: readonly string[]): Cost {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', ...command];
  const { status, stderr } = spawnSync('bash', timed, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const [wall, user, system] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || wall === undefined || user === undefined || system === undefined) {
    throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  }
  return { wall, processor: user + system };
}

function clear(): void {
  rmSync(target, { recursive: true, force: true });
  for (const end of ['.db', '.db-wal', '.db-shm', '.db.lock', '.audit.jsonl'])
    rmSync(join(place, `backlog${end}`), { force: true });
}

/** Costs by program; of a second run when the case is one. */
function measure({ peers, isSecondRun }: Case): ReadonlyMap<string, readonly Cost[]> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < Number(asked.rounds); round += 1) {
    for (const name of ['longhaul', ...Object.keys(peers), 'cp -a']) {
      if (absent.includes(name.split(' ')[0] ?? '') || (isSecondRun && name === 'cp -a')) continue;
      const command = programs[name]?.({ longhaul: join(root, 'bin', 'longhaul'), source, target, backlog }) ?? [];
      if (isSecondRun) run(command);
      costs.set(name, [...(costs.get(name) ?? []), run(command)]);
      clear();
    }
  }
  return costs;
}

function rows(one: Case, costs: ReadonlyMap<string, readonly Cost[]>): string[] {
  const middle = (name: string, of: keyof Cost) => median((costs.get(name) ?? []).map((cost) => cost[of]));
  return [...costs].map(([name, each]) => {
    const ratio = middle(name, 'wall') / middle('longhaul', 'wall');
    const goal = one.peers[name];
    const cells = [
      one.name,
      name,
      middle(name, 'wall').toFixed(2),
      middle(name, 'processor').toFixed(2),
      name === 'longhaul' ? '' : ratio.toFixed(2),
      goal === undefined ? '' : `${goal.toFixed(1)} ${ratio >= goal ? 'met' : 'missed'}`,
      each.map(({ wall }) => wall.toFixed(2)).join(' '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** The highest resident size of a first run, in MB, looked at while it runs. */
async function peakMemory(): Promise<number> {
  const [command = '', ...args] =
    programs['longhaul']?.({ longhaul: join(root, 'bin', 'longhaul'), source, target, backlog }) ?? [];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let peakKb = 0;
  while (child.exitCode === null) {
    const [, high] = /VmHWM:\s+(\d+)/.exec(statusOf(child.pid ?? 0)) ?? [];
    peakKb = Math.max(peakKb, Number(high ?? 0));
    await Promise.race([ended, wait(50)]);
  }
  if (child.exitCode !== 0) throw new Error(`longhaul ended with ${child.exitCode}`);
  return peakKb / 1000;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Of an even number, the higher of the two in the middle. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const version = (command: string, ...args: string[]) =>
  (spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '').split('\n')[0]?.trim() ?? '';

const lines: string[] = [];
const say = (line: string) => {
  lines.push(line);
  console.log(line);
};

say(
  `Measured on ${new Date().toISOString().slice(0, 16)}Z with \`npm run bench:peers -- --rounds ${asked.rounds}\`, in ${asked.place}:`,
);
say(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node};`,
);
say(`${version('rsync', '--version')}; ${version('rclone', '--version')}; ${version('cp', '--version')}.`);
say(
  `Load of the machine before it began: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')} (1, 5, 15 minutes).`,
);
say('');
say('| data | program | wall s | CPU s | x longhaul | goal | each round |');
say('| --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const one of chosen) {
    makeTree(one.tree, source);
    if (one === memoryCase)
      say(`| ${one.name} | longhaul | | | peak ${Math.round(await peakMemory())} MB | under 350 MB | |`);
    else for (const row of rows(one, measure(one))) say(row);
    clear();
    rmSync(source, { recursive: true });
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
if (asked.write) {
  const about = readFileSync(join(root, 'bench', 'peers', 'about.md'), 'utf8');
  writeFileSync(join(root, 'docs', 'benchmarks.md'), `${about}\n${lines.join('\n')}\n`);
}
