/** A hub and two nodes on this machine, each a real process with its own state, all below one folder. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../runtime/fault.ts';
import { runProgram, startService } from './program.ts';

export interface Fleet extends AsyncDisposable {
  /** The environment in which `longhaul` and `longhaul hub` find this fleet. */
  readonly env: NodeJS.ProcessEnv;
  /** Flags that address the hub. */
  readonly hubFlags: readonly string[];
}

export interface FleetOptions {
  readonly folder: string;
  /** Name and shared folder of each node. */
  readonly nodes: readonly { readonly name: string; readonly root: string }[];
  /** `--bwlimit` of every node. */
  readonly rate: string;
  readonly signal: AbortSignal;
}

export async function startFleet({ folder, nodes, rate, signal }: FleetOptions): Promise<Fleet> {
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') };
  const hubFlags = ['--data', join(folder, 'hub'), '--listen', `127.0.0.1:${await freePort()}`];
  await using services = new AsyncDisposableStack();
  services.use(startService({ args: ['hub', ...hubFlags], env }));
  await until(() => runProgram({ args: ['hub', ...hubFlags, '--nodes', '--json'], env }).then(() => true), signal);
  for (const { name, root } of nodes) {
    await mkdir(root, { recursive: true });
    const token = (await runProgram({ args: ['hub', ...hubFlags, '--invite', 'node', '--name', name], env })).trim();
    const listen = `127.0.0.1:${await freePort()}`;
    const args = [
      'node',
      '--join',
      token,
      '--name',
      name,
      '--root',
      root,
      '--data',
      join(folder, name),
      '--listen',
      listen,
    ];
    services.use(startService({ args: [...args, '--bwlimit', rate], env }));
  }
  await until(async () => {
    const lines = (await runProgram({ args: ['hub', ...hubFlags, '--nodes', '--json'], env })).trim().split('\n');
    return lines.filter((line) => line.includes('"online"')).length === nodes.length;
  }, signal);
  const running = services.move();
  return { env, hubFlags, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Fault('internal', 'no free port');
  return address.port;
}

async function until(holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const outcome = await holds().catch((thrown: unknown) => thrown);
    if (outcome === true) return;
    if (performance.now() > deadline)
      throw outcome instanceof Error ? outcome : new Fault('timeout', 'the sample fleet did not come up');
    await delay(100, undefined, { signal });
  }
}
