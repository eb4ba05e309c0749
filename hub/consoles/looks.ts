/** What one link has asked for that takes long, by the names that it gave: so that it can say that it does not wait any more. */
import { Fault } from '../../src/runtime/fault.ts';

export class Looks {
  readonly #stops = new Map<string, AbortController>();

  /** `act` is told to stop when the link ends, and when `stop` is called with its name. */
  async run<T>(
    { look, signal }: { readonly look: string | undefined; readonly signal: AbortSignal },
    act: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (look === undefined) return await act(signal);
    const stop = new AbortController();
    this.#stops.set(look, stop);
    try {
      return await act(AbortSignal.any([signal, stop.signal]));
    } finally {
      this.#stops.delete(look);
    }
  }

  /** Nothing happens when it has ended. */
  stop(look: string): void {
    this.#stops.get(look)?.abort(new Fault('interrupted', 'nobody waits for the answer any more'));
  }
}
