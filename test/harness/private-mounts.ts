/** Mounts that nobody else sees and that are gone with the process, where the kernel allows them to this account. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { cleanEnvironment } from './clean-environment.ts';
import { commandOf } from './command-of.ts';

const unshare = ['unshare', '--user', '--map-root-user', '--mount'] as const;

export const mayMount = spawnSync('unshare', [...unshare.slice(1), 'true']).status === 0;

/** Runs a shell script that may mount; `sync` in it is `longhaul sync`. Rejects when it fails. */
export async function withMounts(
  script: string,
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const program = commandOf('sync').map((word) => `'${word}'`);
  const whole = `set -eu; sync() { ${program.join(' ')} "$@"; }; ${script}`;
  const [command, ...args] = unshare;
  return await promisify(execFile)(command, [...args, 'bash', '-c', whole], {
    cwd,
    env: { ...cleanEnvironment(), HOME: cwd, XDG_STATE_HOME: `${cwd}/state`, ...env },
  });
}
