/** Runs `longhaul sync` as the process it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { TemporaryFolder } from '../engine/temporary-folder.ts';
import { cleanEnvironment } from '../harness/clean-environment.ts';
import { commandOf, fromSource } from '../harness/command-of.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Standard output has this text in it. */
  readonly saw: (text: string) => Promise<void>;
}

/** State lies in `state` of the test's folder; `env` adds to an environment that is otherwise clean. */
export function startSync(place: TemporaryFolder, args: readonly string[], env: Record<string, string> = {}): Started {
  const [program, ...before] = 'NODE_OPTIONS' in env ? fromSource('sync') : commandOf('sync');
  const child = spawn(program, [...before, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: place.path,
    env: { ...cleanEnvironment(), HOME: place.path, XDG_STATE_HOME: place.at('state'), ...env },
  });
  const output = { stdout: '', stderr: '' };
  let arrived = Promise.withResolvers<void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      arrived.resolve();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...output });
      arrived.promise.catch(() => {});
      arrived.reject(new Error(`the program ended: ${output.stdout}${output.stderr}`));
    });
  });
  const saw = async (text: string) => {
    while (!output.stdout.includes(text)) {
      arrived = Promise.withResolvers();
      await arrived.promise;
    }
  };
  return { child, ended, saw };
}

export async function sync(
  place: TemporaryFolder,
  args: readonly string[],
  env?: Record<string, string>,
): Promise<Ended> {
  return await startSync(place, args, env).ended;
}
