/**
 * The console as it ships, `bin/longhaul` in a pseudo terminal of 120x36. On a real hub with 1,000 nodes and 10,000 running transfers
 * (the processes of `hub-scale`): from its start to the first frame that shows transfers, compiled code kept between
 * runs; and from a key to the end of the frame that shows what it did. On a hub in memory with as many, whose rows all change with
 * every picture: its processor time and what it writes to the terminal, at two pictures a second and at four, and its memory
 * over ten minutes (`--minutes`). Fails where a goal is missed. `--realtime`: while keys are pressed the console and the meter,
 * and while it starts the console and the hub, go before everything else (`chrt -r`, needs root); hub and nodes do not while
 * keys are pressed, and all else is measured in processor time. `--only start`, `keys`, `load` or `memory`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Profile } from '../src/link/profile.ts';
import { attachUser } from '../test/harness/open-hub.ts';
import { freePort } from '../test/harness/running-fleet.ts';
import { RunningProgram } from '../test/harness/running-program.ts';
import { until } from '../test/harness/until.ts';
import { startConsoleProcess } from './console/console-process.ts';
import { pressKeys, type Walk } from './console/key-latency.ts';
import type { ScriptedHubOrder } from './console/scripted-hub.ts';
import { fillHub, profileOf } from './hub-scale/fleet.ts';
import { cpuSeconds, goFirst, residentBytes } from './measure/process-figures.ts';

const { values: options } = parseArgs({
  options: {
    realtime: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string', multiple: true },
  },
});
const folder = `/dev/shm/longhaul-bench-${process.pid}`;
const starts = 9;
const perWalk = 110;
const loadMs = 30_000;
const firstTransfers = /T-\d{4}/;

/** What the issue asks for. */
const goals = { startMs: 500, p50Ms: 15, p95Ms: 30, p99Ms: 50, bytesEachSecond: 10_000, residentBytes: 190e6 };
const cpuGoals: ReadonlyMap<string, number> = new Map([
  ['2', 0.08],
  ['4', 0.12],
]);
/** Above it memory is not flat: an hour would take more than this. */
const mostGrowthEachHour = 20e6;

const walks: readonly Walk[] = [
  { name: 'Transfers', way: ['2'], keys: ['j', 'j', 'k', '\u001b[6~', '\u0004', '\u0015', '\u001b[5~', 'G', 'g', 'j'] },
  { name: 'Nodes', way: ['6'], keys: ['j', 'j', 'k', '\u001b[6~', '\u0004', '\u0015', '\u001b[5~', 'G', 'g', 'j'] },
  { name: 'Browse', way: ['3'], keys: ['j', 'j', 'k', '\u001b[6~', '\u0004', '\u0015', '\u001b[5~', 'j'] },
  { name: 'one transfer', way: ['2', '\r'], keys: ['j', 'j', 'k', '\u001b[6~', '\u0004', '\u0015', '\u001b[5~', 'j'] },
  { name: 'typing a filter', way: ['2', '/'], keys: ['n', '1', '2', '\u007f', '\u007f', '\u007f'] },
  { name: 'views', way: ['\r', '6'], keys: ['2', '3', '1', '6'] },
];

let isMissed = false;
function judge(text: string, isMet: boolean): void {
  console.log(`${text}  ${isMet ? 'met' : 'MISSED'}`);
  if (!isMet) isMissed = true;
}

interface Target {
  readonly profile: Profile;
  /** Its process. */
  readonly hub: number;
}

const share = (figures: readonly number[], part: number): number =>
  figures.toSorted((one, other) => one - other)[Math.min(figures.length - 1, Math.floor(figures.length * part))] ?? 0;

async function measureStart({ profile, hub }: Target): Promise<void> {
  if (options.realtime) goFirst([hub], true);
  const figures: { readonly ms: number; readonly cpu: number }[] = [];
  for (let run = 0; run <= starts; run += 1) {
    const from = performance.now();
    await using started = await startConsoleProcess(join(folder, 'home'), profile);
    if (options.realtime) goFirst([started.pid], true);
    const ms = (await started.see(firstTransfers)) - from;
    // The first one finds nothing compiled.
    if (run > 0) figures.push({ ms, cpu: cpuSeconds(started.pid) });
  }
  if (options.realtime) goFirst([hub], false);
  const ms = figures.map((one) => one.ms);
  const cpu = share(
    figures.map((one) => one.cpu),
    0.5,
  );
  judge(
    `start to first frame with data   median ${share(ms, 0.5).toFixed(0)}  max ${Math.max(...ms).toFixed(0)} ms; CPU ${cpu.toFixed(2)} s`,
    share(ms, 0.5) < goals.startMs,
  );
}

async function measureKeys({ profile }: Target): Promise<void> {
  await using run = await startConsoleProcess(join(folder, 'home'), profile);
  await run.see(firstTransfers);
  const both = [run.pid, process.pid];
  // Others measure at 50, and would take turns with it.
  if (options.realtime) goFirst(both, true, 60);
  const found = await pressKeys(run, { walks, perWalk });
  if (options.realtime) goFirst([process.pid], false);
  const line = (name: string, ms: readonly number[]): string => {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => share(ms, part).toFixed(1));
    return `key to frame, ${name.padEnd(18)} p50 ${p50}  p95 ${p95}  p99 ${p99} ms  (${ms.length} keys)`;
  };
  for (const [name, ms] of found) console.log(line(name, ms));
  const all = [...found.values()].flat();
  judge(
    line('all', all),
    share(all, 0.5) < goals.p50Ms && share(all, 0.95) < goals.p95Ms && share(all, 0.99) < goals.p99Ms,
  );
}

/** Every row changes with every picture, exactly. */
async function scriptedHub(everyMs: number): Promise<{ readonly profile: Profile } & Disposable> {
  const child = fork(join(import.meta.dirname, 'console/scripted-hub.ts'));
  child.send({ folder, everyMs } satisfies ScriptedHubOrder);
  const [profile] = (await once(child, 'message')) as [Profile];
  return { profile, [Symbol.dispose]: () => child.disconnect() };
}

async function measureLoad(refresh: string): Promise<void> {
  using hub = await scriptedHub(1000 / Number(refresh));
  const { profile } = hub;
  await using run = await startConsoleProcess(join(folder, 'home'), profile, { args: ['--refresh', refresh] });
  await run.see(firstTransfers);
  run.press('2');
  await delay(5000);
  const [from, cpu, bytes, frames] = [performance.now(), cpuSeconds(run.pid), run.bytes, run.frames.length];
  await delay(loadMs);
  const seconds = (performance.now() - from) / 1000;
  const cores = (cpuSeconds(run.pid) - cpu) / seconds;
  const rate = (run.bytes - bytes) / seconds;
  const pictures = ((run.frames.length - frames) / seconds).toFixed(1);
  judge(
    `${refresh} pictures a second, every row changing: ${(100 * cores).toFixed(1)} % of a core, ${(rate / 1000).toFixed(1)} kB/s in ${pictures} frames/s`,
    cores < (cpuGoals.get(refresh) ?? 1) && rate < goals.bytesEachSecond,
  );
}

async function measureMemory(): Promise<void> {
  using hub = await scriptedHub(500);
  const { profile } = hub;
  await using run = await startConsoleProcess(join(folder, 'home'), profile);
  await run.see(firstTransfers);
  const samples: { readonly hours: number; readonly bytes: number }[] = [];
  const from = performance.now();
  const passed = (): number => (performance.now() - from) / 60_000;
  for (let step = 0; passed() < Number(options.minutes); step += 1) {
    run.press(['2', 'j', '\u001b[6~', '6', 'j', '1', 'j', '3', 'j', 'G', 'g'][step % 11] ?? '');
    await delay(1000);
    samples.push({ hours: passed() / 60, bytes: residentBytes(run.pid) });
  }
  // What is compiled and kept is there after the first half.
  const later = samples.slice(samples.length / 2);
  const most = Math.max(...samples.map(({ bytes }) => bytes));
  const growth = slope(later);
  judge(
    `memory over ${options.minutes} minutes, a key a second: at most ${(most / 1e6).toFixed(0)} MB, at the end ${((later.at(-1)?.bytes ?? 0) / 1e6).toFixed(0)} MB, ${(growth / 1e6).toFixed(0)} MB an hour in the second half`,
    most < goals.residentBytes && growth < mostGrowthEachHour,
  );
}

/** Of the straight line nearest to all, bytes an hour. */
function slope(samples: readonly { readonly hours: number; readonly bytes: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [hours, bytes] = [mean(samples.map((one) => one.hours)), mean(samples.map((one) => one.bytes))];
  const above = samples.reduce((sum, one) => sum + (one.hours - hours) * (one.bytes - bytes), 0);
  return above / samples.reduce((sum, one) => sum + (one.hours - hours) ** 2, 0);
}

const measures: Readonly<Record<string, (target: Target) => Promise<void>>> = {
  start: measureStart,
  keys: measureKeys,
};

const isAsked = (name: string): boolean => options.only?.includes(name) ?? true;

async function measureFleet(target: Target): Promise<void> {
  for (const [name, measure] of Object.entries(measures)) if (isAsked(name)) await measure(target);
}

async function measureFilledHub(): Promise<void> {
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
  const hubFolder = join(folder, 'hub');
  const flags = ['--data', hubFolder, '--listen', `127.0.0.1:${await freePort()}`, '--log-level', 'warn'];
  const children: ChildProcess[] = [];
  await using hub = new RunningProgram('hub', flags, env);
  try {
    const profile = await profileOf(hubFolder);
    await using admin = await until(() => attachUser(profile.hub, profile.identity).catch(() => undefined));
    children.push(...(await fillHub(admin, profile)));
    await measureFleet({ profile, hub: hub.pid });
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

mkdirSync(folder, { recursive: true });
try {
  if (Object.keys(measures).some(isAsked)) await measureFilledHub();
  if (isAsked('load')) for (const refresh of cpuGoals.keys()) await measureLoad(refresh);
  if (isAsked('memory')) await measureMemory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (isMissed) process.exitCode = 1;
