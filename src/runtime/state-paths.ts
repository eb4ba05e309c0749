/** Where longhaul keeps things for an account: the folders of the XDG Base Directory Specification. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Fault } from './fault.ts';
import { shownName } from './names.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Databases, keys, backlogs: `$XDG_STATE_HOME/longhaul` or `~/.local/state/longhaul`. */
export function stateFolder(env: Environment): string {
  return join(baseFolder(env['XDG_STATE_HOME']) ?? join(homedir(), '.local', 'state'), 'longhaul');
}

/** The console's profiles: `$XDG_CONFIG_HOME/longhaul` or `~/.config/longhaul`. */
export function configFolder(env: Environment): string {
  return join(baseFolder(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config'), 'longhaul');
}

/** Makes the folder and those above it, for its owner alone; one that is there stays as it is. */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Fault('state-unusable', `cannot make the folder ${shownName(path)}: ${code}`, { cause });
  }
}

/** The specification: a relative path is to be ignored. */
function baseFolder(value: string | undefined): string | undefined {
  return value !== undefined && isAbsolute(value) ? value : undefined;
}
