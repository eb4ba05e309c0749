/** A long line on this machine: two namespaces of the network with a simulator (link.c) between them. Root only. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Ends } from './nodes.ts';

export interface LinkWish {
  /** Where the simulator is compiled. */
  readonly folder: string;
  readonly roundTripMs: number;
  readonly megabits: number;
  /** Of 10,000 packets, in either direction. */
  readonly lost: number;
}

export interface Link extends AsyncDisposable {
  readonly ends: Ends;
}

/** Throws what the tool that is missing, or may not be used, says. */
export async function openLink({ folder, roundTripMs, megabits, lost }: LinkWish): Promise<Link> {
  const program = join(folder, 'link');
  run('cc', '-O2', '-o', program, join(import.meta.dirname, 'link.c'));
  const tag = `lh${process.pid}`;
  const sides = [
    { space: `${tag}a`, tap: `${tag}wa`, address: '10.211.7.1' },
    { space: `${tag}b`, tap: `${tag}wb`, address: '10.211.7.2' },
  ] as const;
  const [from, to] = sides;
  await using parts = new AsyncDisposableStack();
  const args = [from.tap, to.tap, roundTripMs / 2, megabits, lost].map(String);
  const simulator = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(simulator, 'exit');
  parts.defer(async () => {
    simulator.kill();
    await exited;
  });
  await Promise.race([once(simulator.stdout, 'data'), exited.then(() => Promise.reject(new Error('no such link')))]);
  // A line does not wait for the processors of its ends.
  run('chrt', '--fifo', '--pid', '60', String(simulator.pid));
  for (const { space, tap, address } of sides) {
    run('ip', 'netns', 'add', space);
    parts.defer(() => run('ip', 'netns', 'del', space));
    run('ip', 'link', 'set', tap, 'netns', space);
    run('ip', '-n', space, 'address', 'add', `${address}/24`, 'dev', tap);
    run('ip', '-n', space, 'link', 'set', tap, 'mtu', '1500', 'up');
  }
  const into = ({ space }: (typeof sides)[number]) => ['ip', 'netns', 'exec', space];
  const owned = parts.move();
  return {
    ends: { host: to.address, sender: into(from), receiver: into(to) },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
