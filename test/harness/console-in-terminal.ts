/** The console as it ships, started as people start it, as a process of its own in a real pseudo terminal. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import type { Profile } from '../../src/link/profile.ts';
import { type Size, TerminalScreen } from './terminal-screen.ts';

export interface TerminalStart {
  /** Becomes the account's configuration folder. */
  readonly folder: string;
  /** Undefined starts without any profile. */
  readonly profile: Profile | undefined;
  readonly size?: Size;
  readonly args?: readonly string[];
  /** Instead of the console: a shell, in which it is `$LONGHAUL`. */
  readonly command?: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

export interface TerminalRun extends AsyncDisposable {
  readonly screen: TerminalScreen;
  readonly pid: number;
  press(...inputs: readonly string[]): void;
  /** Reads nothing of what is written to the terminal until the function is called that this returns. */
  stall(): () => void;
  resize(size: Size): void;
  kill(signal: string): void;
  readonly exit: Promise<{ readonly exitCode: number; readonly signal?: number }>;
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'longhaul');

export async function saveProfileFile(folder: string, profile: Profile): Promise<void> {
  await mkdir(join(folder, 'longhaul', 'profiles'), { recursive: true });
  await writeFile(join(folder, 'longhaul', 'profiles', 'default.json'), JSON.stringify(profile), { mode: 0o600 });
}

export async function startInTerminal({
  folder,
  profile,
  size = { columns: 120, rows: 36 },
  args = [],
  command = [program, 'tui', ...args],
  env = {},
}: TerminalStart): Promise<TerminalRun> {
  if (profile !== undefined) await saveProfileFile(folder, profile);
  const screen = new TerminalScreen(size);
  const [file, ...words] = command;
  const process_: IPty = spawn(file, words, {
    name: 'xterm-256color',
    cols: size.columns,
    rows: size.rows,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      LONGHAUL: program,
      ...env,
    },
  });
  process_.onData((text) => void screen.write(text));
  screen.onAnswer((text) => process_.write(text));
  const ended = new Promise<{ exitCode: number; signal?: number }>((resolve) => process_.onExit(resolve));
  // The screen has taken what was written last.
  const exit = ended.then(async (end) => {
    await screen.write('');
    return end;
  });
  return {
    screen,
    pid: process_.pid,
    stall: () => {
      process_.pause();
      return () => process_.resume();
    },
    press: (...inputs) => {
      for (const input of inputs) process_.write(input);
    },
    resize: (next) => {
      screen.resize(next);
      process_.resize(next.columns, next.rows);
    },
    kill: (signal) => process_.kill(signal),
    exit,
    async [Symbol.asyncDispose]() {
      try {
        process_.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
      await exit;
    },
  };
}
