/** Who is attached at this moment, so that whoever is revoked can be made to go. */
import type { Principal } from '../../src/model/principal.ts';
import type { Fault } from '../../src/runtime/fault.ts';

type Holder = Pick<Principal, 'kind' | 'name'>;

const keyOf = ({ kind, name }: Holder): string => `${kind} ${name}`;

export class OpenLinks {
  readonly #open = new Map<string, Set<AbortController>>();

  /** The signal aborts with the reason when the holder may stay no longer. Disposed when the link has ended. */
  open(holder: Holder): Disposable & { readonly signal: AbortSignal } {
    const key = keyOf(holder);
    const link = new AbortController();
    const links = this.#open.get(key) ?? new Set();
    this.#open.set(key, links.add(link));
    return {
      signal: link.signal,
      [Symbol.dispose]: () => {
        links.delete(link);
        if (links.size === 0 && this.#open.get(key) === links) this.#open.delete(key);
      },
    };
  }

  end(holder: Holder, reason: Fault): void {
    for (const link of this.#open.get(keyOf(holder)) ?? []) link.abort(reason);
  }
}
