/**
 * A program from its first line to its exit code. The first SIGINT, SIGTERM or SIGHUP aborts the signal that `main`
 * was given, and `main` drains; a second one ends the process at once, and so does a drain that outlasts its bound.
 * Otherwise the process ends by having nothing left to do. What went wrong is one line on standard error.
 */
import { asFault, Fault } from './fault.ts';
import { shownMessage } from './names.ts';
import { openedLog } from './opened-log.ts';

export interface Lifetime {
  /** How long the end may take, counted from the first signal or from the return of `main`; milliseconds. */
  readonly drainMs: number;
}

/** Of a program that was asked to end before it was done. */
export const interruptedExitCode = 130;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `name` is as typed (`longhaul sync`). `main` resolves to the exit code; what it throws is shown and gives the code
 * of its fault, which is 130 when it is the signal's own reason. Once a process.
 */
export async function runProgram(
  name: string,
  main: (signal: AbortSignal) => Promise<number>,
  { drainMs }: Lifetime = { drainMs: 10_000 },
): Promise<void> {
  const stop = new AbortController();
  const endInTime = () => {
    setTimeout(() => {
      report(name, new Fault('interrupted', `was not done with stopping after ${drainMs / 1000} s and was ended`));
      process.exit(process.exitCode ?? interruptedExitCode);
    }, drainMs).unref();
  };

  for (const signal of signals) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(interruptedExitCode);
      stop.abort(new Fault('interrupted', `interrupted by ${signal}`, { cause: signal }));
      endInTime();
    });
  }

  // Whoever read our output has gone (`longhaul hub --list | head -1`): nobody wants to hear about it.
  let isReaderGone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isReaderGone = true;
    stop.abort(new Fault('interrupted', 'the reader of the output has gone', { cause: error }));
  });
  process.stderr.on('error', () => {});

  // Nothing is known about the state any more, so there is nothing to drain either. A wait that nobody looked at and
  // that the signal ended is not that: it belongs to the drain.
  const endUnexpectedly = (thrown: unknown) => {
    const fault = asFault(thrown);
    if (stop.signal.aborted && fault.code === 'interrupted') return;
    report(name, fault);
    process.exit(fault.exitCode);
  };
  process.on('uncaughtException', endUnexpectedly);
  process.on('unhandledRejection', endUnexpectedly);

  try {
    process.exitCode = await main(stop.signal);
  } catch (thrown) {
    const fault = asFault(thrown);
    process.exitCode = fault.exitCode;
    if (!(isReaderGone && fault.code === 'interrupted')) report(name, fault);
  }
  endInTime();
}

/** Of a service that has drained: being asked to end (SIGTERM, SIGHUP) is its normal end, being interrupted is not. */
export function serviceExitCode(stopped: AbortSignal): number {
  const { cause } = stopped.reason instanceof Error ? stopped.reason : {};
  return cause === 'SIGTERM' || cause === 'SIGHUP' ? 0 : interruptedExitCode;
}

/** `longhaul sync: message (code). hint`: one line, no stack, no control character. The stack is for the log. */
function report(name: string, fault: Fault): void {
  openedLog()?.debug({ err: fault }, 'ended by a fault');
  process.stderr.write(`${name}: ${oneLine(fault.message)} (${fault.code}). ${fault.hint}\n`);
}

function oneLine(message: string): string {
  return shownMessage(message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, ''));
}
