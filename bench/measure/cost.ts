/** What a run of a program costs, from its start to its end. */
import { spawnSync } from 'node:child_process';

export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** User and system, seconds: firmer than the clock on a machine that others use too. */
  readonly processor: number;
}

/** Throws what it says on standard error when it fails. What it prints is not kept. */
export function costOf(command: readonly string[]): Cost {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', ...command];
  const { status, stderr } = spawnSync('bash', timed, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const [wall, user, system] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || wall === undefined || user === undefined || system === undefined) {
    throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  }
  return { wall, processor: user + system };
}

export interface CostAndMemory extends Cost {
  /** Of memory that was resident, bytes. */
  readonly peak: number;
}

/** The same with GNU time, which Debian's package `time` brings. */
export function costAndMemoryOf(command: readonly string[]): CostAndMemory {
  const [timed, ...args] = ['time', '-f', '%e %U %S %M', ...command] as const;
  const { status, stderr } = spawnSync(timed, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const words = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN, kibibytes = Number.NaN] = words;
  if (status !== 0 || Number.isNaN(kibibytes)) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return { wall, processor: user + system, peak: kibibytes * 1024 };
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}
