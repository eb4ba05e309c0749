/**
 * What a node with a good certificate is denied, as often as it likes to ask: the first of a kind is a line of the trail at
 * once, those that follow are a line a minute with their number. So nothing is hidden, and nobody fills the disk.
 */
import type { AuditFact, AuditLog } from './audit-log.ts';

export type Denial = Omit<AuditFact, 'result'>;

interface Kind {
  readonly denial: Denial;
  /** Since its last line. */
  more: number;
}

/** Of `step`. */
export const denialsEveryMs = 60_000;
/** Of one holder, between two steps; what is beyond is one kind more. */
const mostKinds = 20;

export class Denials implements Disposable {
  readonly #audit: Pick<AuditLog, 'append'>;
  /** By who, then by what. */
  readonly #kinds = new Map<string, Map<string, Kind>>();

  constructor(audit: Pick<AuditLog, 'append'>) {
    this.#audit = audit;
  }

  /** `times` is how often it has happened since it was last said. */
  add(denial: Denial, times = 1): void {
    const kinds = this.#kinds.get(denial.who) ?? new Map<string, Kind>();
    this.#kinds.set(denial.who, kinds);
    const asIs = JSON.stringify(denial);
    const isCounted = kinds.has(asIs) || kinds.size < mostKinds;
    const counted = isCounted
      ? denial
      : { ...denial, action: 'many', object: '', detail: `more than ${mostKinds} kinds` };
    const key = isCounted ? asIs : counted.action;
    const kind = kinds.get(key);
    if (kind !== undefined) {
      kind.more += times;
      return;
    }
    kinds.set(key, { denial: counted, more: 0 });
    this.#say(counted, times === 1 ? '' : ` (${times} times)`);
  }

  /** To be called every `denialsEveryMs`. */
  step(): void {
    for (const [who, kinds] of this.#kinds) {
      for (const [key, kind] of kinds) {
        const { denial, more } = kind;
        kind.more = 0;
        if (more === 0) kinds.delete(key);
        else this.#say(denial, ` (${more} more times)`);
      }
      if (kinds.size === 0) this.#kinds.delete(who);
    }
  }

  [Symbol.dispose](): void {
    this.step();
  }

  #say(denial: Denial, times: string): void {
    this.#audit.append({ ...denial, result: 'denied', detail: `${denial.detail}${times}` });
  }
}
