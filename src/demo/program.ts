/** Starts the programs of this package as the processes they are, through the same launcher that users have. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Fault } from '../runtime/fault.ts';

function packageRoot(folder = import.meta.dirname): string {
  return folder.endsWith(join('dist', 'src', 'demo')) ? dirname(dirname(dirname(folder))) : dirname(dirname(folder));
}

const launcher = join(packageRoot(), 'bin', 'longhaul');

/** A program that runs until it is disposed: asked to stop, and killed if it does not. */
export interface Service extends AsyncDisposable {
  readonly process: ChildProcess;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export function startService({ args, env }: ProgramOptions): Service {
  // Its own process group: Ctrl-C in the terminal is for the console, which decides when all of this ends.
  const child = spawn(launcher, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + String(chunk)).slice(-4000);
  });
  const exited = once(child, 'exit');
  const failed = exited.then(([code]) => {
    if (code !== 0 && code !== 130 && code !== null) process.stderr.write(complaints);
  });
  return {
    process: child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await failed;
      clearTimeout(timer);
    },
  };
}

/** Runs to the end and returns what it printed; a failure is a fault with what it complained of. */
export async function runProgram({ args, env }: ProgramOptions): Promise<string> {
  const child = spawn(launcher, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0)
    throw new Fault('internal', `longhaul ${args.join(' ')} ended with ${String(code)}: ${complaint.trim()}`);
  return printed;
}

/** Runs in this terminal: what it draws and what is typed is its own. Resolves with its exit code. */
export async function runAttached({ args, env }: ProgramOptions): Promise<number> {
  const child = spawn(launcher, args, { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
