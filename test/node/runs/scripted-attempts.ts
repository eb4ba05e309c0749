/** Attempts that end when and how a test says: what `Runs` does around them is real, their work is not. */
import type { AttemptEnd, AttemptOptions, RunAttempt } from '../../../node/runs/attempt.ts';
import type { Progress } from '../../../src/model/progress.ts';
import type { TransferTotals } from '../../../src/model/transfer.ts';
import { until } from '../../harness/until.ts';

const none = { files: 0, bytes: 0 };
export const totals: TransferTotals = {
  copied: { files: 1, bytes: 5 },
  skipped: none,
  failed: none,
  deleted: none,
  durationMs: 7,
};

export interface ScriptedAttempt extends AttemptOptions {
  end(end: AttemptEnd): void;
}

export class ScriptedAttempts {
  /** Every attempt that was ever made. */
  readonly made: ScriptedAttempt[] = [];
  readonly #under = new Set<ScriptedAttempt>();

  readonly run: RunAttempt = async (options) => {
    const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
    const attempt = { ...options, end: resolve };
    options.signal.addEventListener('abort', () => resolve({ kind: 'stopped' }), { once: true });
    this.made.push(attempt);
    this.#under.add(attempt);
    const end = await promise;
    this.#under.delete(attempt);
    return end;
  };

  /** The ids of those under way. */
  get underWay(): string[] {
    return [...this.#under].map(({ order }) => order.id);
  }

  /** The attempt of this transfer that is under way, as soon as it is. */
  of(id: string): Promise<ScriptedAttempt> {
    return until(() => [...this.#under].find(({ order }) => order.id === id), { what: `an attempt of ${id}` });
  }
}

export function progressOf(copied: { files: number; bytes: number }): Progress {
  return {
    source: none,
    destination: none,
    isScanning: false,
    pending: none,
    copied,
    copiedInAll: copied,
    skipped: none,
    failed: none,
    deleted: none,
    rate: 0,
    filesRate: 0,
    files: [],
    startedAt: 0,
    at: 0,
  };
}
