/** The console with real Ink on a terminal inside this process. */
import { PassThrough, Writable } from 'node:stream';
import type { Profile } from '../../src/link/profile.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Command, Console } from '../../tui/keys/command.ts';
import { commands as keyTable } from '../../tui/keys/command-table.ts';
import { runConsole } from '../../tui/run-console.tsx';
import type { Wishes } from '../../tui/store/ui-state.ts';
import type { TerminalAbility } from '../../tui/theme/theme.ts';
import { type Size, TerminalScreen } from './terminal-screen.ts';

export interface ConsoleStart extends Wishes {
  readonly profile: Profile;
  readonly size?: Size;
  readonly ability?: TerminalAbility;
  readonly keepPreference?: Console['keepPreference'];
  readonly commands?: readonly Command[];
  readonly keepView?: Console['keepView'];
  readonly isScreenReader?: boolean;
  readonly clock?: Clock;
}

export interface ConsoleRun extends AsyncDisposable {
  readonly screen: TerminalScreen;
  /** One read of the terminal each. */
  press(...inputs: readonly string[]): void;
  resize(size: Size): void;
  /** Resolves when the console has ended by itself. */
  readonly ended: Promise<void>;
}

class TerminalInput extends PassThrough {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

class TerminalOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #screen: TerminalScreen;

  constructor(screen: TerminalScreen, { columns, rows }: Size) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#screen = screen;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    // What the line discipline of a terminal does.
    void this.#screen.write(String(chunk).replaceAll(/\r?\n/g, '\r\n')).then(done);
  }
}

export const keys = {
  enter: '\r',
  esc: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  left: '\u001b[D',
  right: '\u001b[C',
  f5: '\u001b[15~',
  ctrlC: '\u0003',
  ctrlS: '\u0013',
};

export function startConsole({
  profile,
  size = { columns: 120, rows: 36 },
  ability = { colourDepth: 8, isUnicode: true, isUtf8: true },
  keepPreference = async () => undefined,
  commands = keyTable,
  keepView = async () => undefined,
  isScreenReader = false,
  clock,
  ...wishes
}: ConsoleStart): ConsoleRun {
  const screen = new TerminalScreen(size);
  const stdin = new TerminalInput();
  const stdout = new TerminalOutput(screen, size);
  const stop = new AbortController();
  const ended = runConsole({
    profile,
    saveIdentity: async () => undefined,
    program: 'console test',
    wishes,
    keepPreference,
    commands,
    about: { version: '0.0.0', profile: 'default', hub: profile.hub, paths: [] },
    terminal: 'test',
    writeKeys: async () => 'keymap.example.yaml',
    keepView,
    isScreenReader,
    hasAlternateScreen: true,
    ability,
    stdin,
    stdout,
    ...(clock !== undefined && { clock }),
    signal: stop.signal,
  });
  ended.catch(() => undefined);
  return {
    screen,
    press: (...inputs) => {
      for (const input of inputs) stdin.write(input);
    },
    resize: (next) => {
      screen.resize(next);
      Object.assign(stdout, next);
      stdout.emit('resize');
    },
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}
