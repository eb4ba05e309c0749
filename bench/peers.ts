/**
 * `longhaul sync` beside rsync, rclone and cp on the same data, whole processes in turn, so that all meet the same
 * noise; medians and ratios. longhaul runs as people run it: backlog, audit log and blake3 on, which the others have not.
 * `x longhaul` says how many times as long a program took.
 *
 *   npm run bench:peers -- [--write] [--rounds 5] [--only NAME] [--place /dev/shm]
 *
 * Needs about 10 GiB in the place, which is in memory. What is missing is installed from Debian where that is allowed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Cost, costOf } from './measure/cost.ts';
import { makeTree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';
import { type Case, cases, memoryCase, programs } from './peers/cases.ts';
import { installMissing } from './peers/debian.ts';

const root = join(import.meta.dirname, '..');
const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true },
    place: { type: 'string', default: '/dev/shm' },
  },
});
const known = [...cases, memoryCase];
const unknown = asked.only?.find((only) => known.every(({ name }) => name !== only));
if (unknown !== undefined) {
  console.error(`bench: nothing is called '${unknown}'; there are ${known.map(({ name }) => `'${name}'`).join(', ')}`);
  process.exit(2);
}
const chosen = known.filter(({ name }) => asked.only?.includes(name) ?? true);
const absent = installMissing(['rsync', 'rclone']);
const place = mkdtempSync(join(asked.place, 'longhaul-peers-'));
const [source, target, backlog] = [join(place, 'source'), join(place, 'target'), join(place, 'backlog.db')];

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
      if (isSecondRun) costOf(command);
      costs.set(name, [...(costs.get(name) ?? []), costOf(command)]);
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

const version = (command: string, ...args: string[]) =>
  (spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '').split('\n')[0]?.trim() ?? '';

console.log(`${version('rsync', '--version')}; ${version('rclone', '--version')}; ${version('cp', '--version')}.\n`);
console.log('| data | program | wall s | CPU s | x longhaul | goal | each round |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const one of chosen) {
    makeTree(one.tree, source);
    if (one === memoryCase)
      console.log(`| ${one.name} | longhaul | | | peak ${Math.round(await peakMemory())} MB | under 350 MB | |`);
    else for (const row of rows(one, measure(one))) console.log(row);
    clear();
    rmSync(source, { recursive: true });
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
