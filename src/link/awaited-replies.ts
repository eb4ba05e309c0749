/** Requests of ours whose reply has not come: each ends with it, with a failure, in time, or with the link. */
import { Fault } from '../runtime/fault.ts';

export type Outcome = { readonly body: unknown } | { readonly fault: Fault };

export interface AwaitOptions {
  /** What is asked, for messages. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export class AwaitedReplies {
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #lastId = 0;

  /**
   * Resolves with the body of the reply to what `send` says under the id; rejects with the fault of a failure, `timeout`, the
   * signal's reason, or what `send` throws.
   */
  async to(send: (id: number) => void, { name, timeoutMs, signal }: AwaitOptions): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, (outcome) =>
      'fault' in outcome ? answer.reject(outcome.fault) : answer.resolve(outcome.body),
    );
    const late = () => answer.reject(new Fault('timeout', `no answer to ${name} in ${timeoutMs / 1000} s`));
    const timer = setTimeout(late, timeoutMs);
    const onAbort = () => answer.reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      send(id);
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#waiting.delete(id);
    }
  }

  /** Nothing for one that is not waited for any more. */
  settle(id: number, outcome: Outcome): void {
    this.#waiting.get(id)?.(outcome);
  }

  end(fault: Fault): void {
    for (const settle of this.#waiting.values()) settle({ fault });
  }
}
