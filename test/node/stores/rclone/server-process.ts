/** A server that a test has started: known to listen, and gone with its owner. */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { until } from '../../../harness/until.ts';

export async function serverProcess(command: string, args: readonly string[], port: number): Promise<AsyncDisposable> {
  // In a group of its own: Samba ends all of its group with itself.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text));
  const server = { [Symbol.asyncDispose]: () => ended(child) };
  const isUp = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${said}`);
    return await isListening(port);
  };
  await until(isUp, { what: `${command} listens`, withinMs: 60_000 });
  return server;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}
