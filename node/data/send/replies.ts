/** Who waits for which answer of the peer. When the connection ends, all of them fail with its reason. */
import { Fault } from '../../../src/runtime/fault.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(fault: Fault): void;
}

export class Replies {
  readonly #waiting = new Map<string, Waiting>();
  #end: Fault | undefined;

  /** The next answer under this name; at most one may be waited for. Rejects when the connection ends. */
  async next<A>(name: string): Promise<A> {
    if (this.#end !== undefined) throw this.#end;
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    this.#waiting.set(name, { resolve: (answer) => resolve(answer as A), reject });
    return await promise;
  }

  /** Throws `bad-message` for an answer that nobody asked for. */
  give(name: string, answer: unknown): void {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) throw new Fault('bad-message', `the peer answers '${name}', which was not asked`);
    this.#waiting.delete(name);
    waiting.resolve(answer);
  }

  end(fault: Fault): void {
    this.#end ??= fault;
    for (const waiting of this.#waiting.values()) waiting.reject(fault);
    this.#waiting.clear();
  }
}
