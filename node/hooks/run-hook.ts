/** One run of a hook: no shell, no arguments, an environment of its own, and an end to what it may take and say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

export interface RunHookOptions {
  readonly program: string;
  /** Besides PATH and LANG. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What it has said, when it has ended: the last lines. */
  readonly onOutput: (lines: readonly string[]) => void;
  /** Ends it, and whatever it has started. */
  readonly signal: AbortSignal;
}

/** EX_TEMPFAIL of sysexits.h: try again later. */
const laterExitCode = 75;
const basicEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
const mostBytes = 8 * 1024;
const mostLines = 20;
const longestShown = 200;
/** Between being asked to end and being ended. */
const graceMs = 700;
/** Something that it has left behind may keep its output open. */
const lastWordsMs = 500;

/** Throws `hook-failed`, `hook-postponed` when it asks for that, and the signal's reason. */
export async function runHook(options: RunHookOptions): Promise<void> {
  const { program, timeoutMs, onOutput, signal } = options;
  signal.throwIfAborted();
  const shown = shownName(program);
  const timeout = AbortSignal.timeout(timeoutMs);
  const { ended, output } = start(options, AbortSignal.any([signal, timeout]));
  const end = await ended;
  const lines = lastLines(output());
  onOutput(lines);
  signal.throwIfAborted();
  const said = lines.length === 0 ? '' : `: ${lines.at(-1)?.slice(0, longestShown)}`;
  if (end.kind === 'not-started') throw new Fault('hook-failed', `${shown} cannot be started (${end.code})`);
  if (timeout.aborted) throw new Fault('hook-failed', `${shown} did not end within ${timeoutMs / 1000} s${said}`);
  if (end.code === 0) return;
  if (end.code === laterExitCode) throw new Fault('hook-postponed', `${shown} asks to try again later${said}`);
  throw new Fault('hook-failed', `${shown} ended with ${end.code ?? end.signal}${said}`);
}

type End =
  | { readonly kind: 'not-started'; readonly code: string | undefined }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null };

interface Started {
  /** Never rejects. */
  readonly ended: Promise<End>;
  readonly output: () => Buffer;
}

function start({ program, environment }: RunHookOptions, signal: AbortSignal): Started {
  const child = spawn(program, [], {
    cwd: '/',
    env: { ...basicEnvironment, ...Object.fromEntries(Object.entries(environment).map(withoutZeros)) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, which ends as a whole.
    detached: true,
  });
  let output = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output = Buffer.concat([output, bytes]).subarray(-mostBytes);
    });
  const ended = new Promise<End>((resolve) => {
    child.once('error', ({ code }: NodeJS.ErrnoException) => resolve({ kind: 'not-started', code }));
    child.once('exit', (code, by) => {
      const end = () => resolve({ kind: 'ended', code, signal: by });
      child.once('close', end);
      setTimeout(end, lastWordsMs).unref();
    });
  });
  const stop = () => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  void ended.then(() => {
    signal.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
  });
  return { ended, output: () => output };
}

/** No variable can hold one, and a path of another machine may. */
function withoutZeros([name, value]: [string, string]): [string, string] {
  return [name, value.replaceAll('\0', '\\x00')];
}

function endGroup(child: ChildProcess): void {
  kill(child, 'SIGTERM');
  const timer = setTimeout(() => kill(child, 'SIGKILL'), graceMs);
  child.once('exit', () => {
    clearTimeout(timer);
    // What it has started and did not end with it.
    kill(child, 'SIGKILL');
  });
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

function lastLines(output: Buffer): string[] {
  const lines = output.toString().split('\n').map(shownName);
  return lines.filter((line) => line !== '').slice(-mostLines);
}
