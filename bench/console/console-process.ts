/** `bin/longhaul` in a pseudo terminal that writes down what comes and when, and looks at it later: watching costs nothing. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import type { Profile } from '../../src/link/profile.ts';
import { saveProfileFile } from '../../test/harness/console-in-terminal.ts';
import { until } from '../../test/harness/until.ts';

export const size = { columns: 120, rows: 36 };

export interface Frame {
  /** When its last byte came, `performance.now()`. */
  readonly at: number;
  readonly text: string;
}

export interface ConsoleProcess extends AsyncDisposable {
  readonly pid: number;
  readonly frames: readonly Frame[];
  readonly bytes: number;
  press(key: string): void;
  /** Resolves with the time of the frame that first has it. */
  see(wanted: RegExp, from?: number): Promise<number>;
}

const frameEnd = '\u001b[?2026l';
const program = join(import.meta.dirname, '..', '..', 'bin', 'longhaul');

export async function startConsoleProcess(
  folder: string,
  profile: Profile,
  { args = [] }: { readonly args?: readonly string[] } = {},
): Promise<ConsoleProcess> {
  await mkdir(folder, { recursive: true });
  await saveProfileFile(folder, profile);
  const terminal = spawn(program, ['tui', ...args], {
    name: 'xterm-256color',
    cols: size.columns,
    rows: size.rows,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CONFIG_HOME: folder, LANG: 'C.UTF-8' },
  });
  const frames: Frame[] = [];
  let bytes = 0;
  let rest = '';
  terminal.onData((text) => {
    bytes += Buffer.byteLength(text);
    const parts = (rest + text).split(frameEnd);
    rest = parts.pop() ?? '';
    const at = performance.now();
    for (const part of parts) frames.push({ at, text: part + frameEnd });
  });
  const ended = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  return {
    pid: terminal.pid,
    frames,
    get bytes() {
      return bytes;
    },
    press: (key) => terminal.write(key),
    see: async (wanted, from = 0) =>
      (await until(async () => frames.slice(from).find(({ text }) => wanted.test(text)), { what: String(wanted) })).at,
    async [Symbol.asyncDispose]() {
      terminal.kill('SIGTERM');
      await ended;
    },
  };
}
