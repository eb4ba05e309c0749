/**
 * Attempts with the hooks of this node around each of them: what a hook prepares (a mount, a snapshot) is not held while a
 * transfer waits for hours, and nothing is to be remembered when the node starts anew.
 *
 *   before ── all end with 0 ──▶ the attempt ──▶ after
 *     └────── one does not ─────────────────────▶ after, and the transfer fails, or waits where the hook asks for it
 */
import { formatLocation } from '../../src/model/location.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { shownName } from '../../src/runtime/names.ts';
import { pathOf } from '../data/source-folder.ts';
import type { AttemptEnd, AttemptObserver, AttemptOptions, RunAttempt } from '../runs/attempt.ts';
import { noteOf } from '../runs/run.ts';
import { EarlyHands } from './early-hands.ts';
import { type Hook, type Hooks, isFor } from './hook.ts';
import { runHook } from './run-hook.ts';

export interface HookedAttemptsOptions {
  readonly hooks: Hooks;
  readonly log: Logger;
}

/** Once somebody wants the transfer stopped, or the node itself stops, what comes after it has so long. */
const afterStopMs = 20_000;
const hurried = `it was ended ${afterStopMs / 1000} s after the transfer was stopped`;

export function hookedAttempts(run: RunAttempt, { hooks, log }: HookedAttemptsOptions): RunAttempt {
  return async (options) => {
    const places = placesHere(options);
    const [before, after] = [hooks.before, hooks.after].map((all) => all.filter((hook) => isFor(hook, places)));
    if (before?.length === 0 && after?.length === 0) return await run(options);
    const around = new HooksAround({ hooks, log, options });
    const hands = new EarlyHands();
    const observer: AttemptObserver = { ...options.observer, onStarted: (given) => hands.giveWay(given) };
    options.observer.onStarted(hands);
    const kept = await around.before(before ?? []);
    const end = kept ?? (await run({ ...options, order: hands.renewed(options.order), observer }));
    await around.after(after ?? [], end);
    return end;
  };
}

/** Absolute paths of the ends that are folders of this node. */
function placesHere({ source, destination }: AttemptOptions): string[] {
  return [source, destination].flatMap((place) => (place?.kind === 'folder' ? pathOf(place.path) : []));
}

class HooksAround {
  readonly #hooks: Hooks;
  readonly #log: Logger;
  readonly #options: AttemptOptions;

  constructor({ hooks, log, options }: HookedAttemptsOptions & { readonly options: AttemptOptions }) {
    this.#hooks = hooks;
    this.#log = log;
    this.#options = options;
  }

  /** What keeps the attempt from being made; undefined when nothing does. */
  async before(hooks: readonly Hook[]): Promise<AttemptEnd | undefined> {
    const { signal } = this.#options;
    try {
      for (const { program } of hooks)
        await this.#run(program, { LONGHAUL_HOOK: 'before', LONGHAUL_STATE: 'starting' }, signal);
      return undefined;
    } catch (thrown) {
      if (signal.aborted) return { kind: 'stopped' };
      const fault = asFault(thrown);
      return { kind: 'fault', reason: noteOf(fault), isRetryable: fault.isRetryable };
    }
  }

  /** What was copied stays copied, whatever becomes of them. */
  async after(hooks: readonly Hook[], end: AttemptEnd): Promise<void> {
    const { observer, signal } = this.#options;
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const hurry = () => {
      timer = setTimeout(() => late.abort(new Fault('hook-failed', hurried)), afterStopMs);
    };
    signal.addEventListener('abort', hurry, { once: true });
    if (signal.aborted) hurry();
    for (const { program } of hooks) {
      try {
        await this.#run(program, { LONGHAUL_HOOK: 'after', ...factsOf(end) }, late.signal);
      } catch (thrown) {
        observer.onFinding({ path: program, code: 'hook-failed', message: asFault(thrown).message });
      }
    }
    signal.removeEventListener('abort', hurry);
    clearTimeout(timer);
  }

  async #run(program: string, facts: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const { order } = this.#options;
    const hook = facts['LONGHAUL_HOOK'];
    this.#log.info({ transfer: order.id, hook, program }, `${order.id} runs ${program}`);
    await runHook({
      program,
      environment: { ...placesOf(order), ...facts },
      timeoutMs: this.#hooks.timeoutSeconds * 1000,
      onOutput: (output) => {
        if (output.length > 0) this.#log.info({ transfer: order.id, hook, program, output }, `${program} said`);
      },
      signal,
    });
  }
}

function placesOf({ id, name, source, destination }: TransferOrder): Record<string, string> {
  return {
    LONGHAUL_TRANSFER: id,
    LONGHAUL_NAME: shownName(name),
    LONGHAUL_FROM: formatLocation(source),
    LONGHAUL_TO: formatLocation(destination),
  };
}

function factsOf(end: AttemptEnd): Record<string, string> {
  if (end.kind === 'stopped') return { LONGHAUL_STATE: 'stopped' };
  if (end.kind === 'fault')
    return { LONGHAUL_STATE: end.isRetryable ? 'waiting' : 'failed', LONGHAUL_REASON: end.reason.code };
  const { copied, failed } = end.totals;
  return {
    LONGHAUL_STATE: failed.files === 0 ? 'completed' : 'completed-with-errors',
    LONGHAUL_FILES: String(copied.files),
    LONGHAUL_BYTES: String(copied.bytes),
    LONGHAUL_FAILED: String(failed.files),
  };
}
