/** How often figures move: as was wished, less often where frames take long, and hardly while nobody looks. */
import type { Clock } from '../../src/runtime/clock.ts';
import type { ConsoleStore } from './console-store.ts';
import type { UiState } from './ui-state.ts';

const unseenMs = 2000;

export function paceMs({ refresh, slowedTo = refresh, hasFocus }: Pick<UiState, 'refresh' | 'slowedTo' | 'hasFocus'>) {
  return hasFocus ? 1000 / Math.min(refresh, slowedTo) : unseenMs;
}

export interface PaceOptions {
  readonly store: ConsoleStore;
  readonly clock: Clock;
}

export class Pace {
  readonly #options: PaceOptions;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Bound, because it is handed on as a function. */
  readonly everyMs = (): number => paceMs(this.#options.store.state.ui);

  /** Until the next picture is due; one that is due sooner from now on is not waited for. Resolves too when the signal aborts. */
  readonly wait = async (signal: AbortSignal): Promise<void> => {
    const { store, clock } = this.#options;
    const waitedMs = this.everyMs();
    const sooner = new AbortController();
    const unsubscribe = store.subscribe(() => {
      if (this.everyMs() < waitedMs) sooner.abort();
    });
    try {
      await clock.sleep(waitedMs, AbortSignal.any([signal, sooner.signal]));
    } catch {
      // Either signal: whoever waits looks at theirs.
    } finally {
      unsubscribe();
    }
  };
}
