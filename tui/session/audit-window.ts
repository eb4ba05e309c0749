/** The part of the audit trail around the cursor, looked at again every two seconds. The hub counts from the oldest, the screen from the newest. */
import type { Clock } from '../../src/runtime/clock.ts';
import { faultText } from '../format/fault-text.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';
import type { WantedAudit } from './wanted.ts';

const refreshMs = 2000;

export interface AuditWindowOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class AuditWindow {
  readonly #options: AuditWindowOptions;
  #wanted: WantedAudit | undefined;
  #isLoading = false;
  #loadedAt = 0;

  constructor(options: AuditWindowOptions) {
    this.#options = options;
  }

  want(wanted: WantedAudit | undefined): void {
    if (isSame(wanted, this.#wanted)) return;
    this.#wanted = wanted;
    void this.#load();
  }

  refresh(): void {
    if (this.#options.clock.now() - this.#loadedAt >= refreshMs) void this.#load();
  }

  async #load(): Promise<void> {
    const { model, clock } = this.#options;
    const wanted = this.#wanted;
    if (wanted === undefined || this.#isLoading) return;
    this.#isLoading = true;
    this.#loadedAt = clock.now();
    try {
      const audit = await this.#page(wanted);
      if (!isSame(audit, model.data.audit)) model.update({ audit });
      if (model.data.auditReason !== undefined) model.update({ auditReason: undefined });
    } catch (thrown) {
      model.update({ auditReason: faultText(thrown) });
    } finally {
      this.#isLoading = false;
    }
    if (isSame(wanted, this.#wanted)) model.publish();
    else void this.#load();
  }

  /** One row more than is wanted, for the hash that the last one continues. */
  async #page({ query, offset, limit }: WantedAudit) {
    const { request } = this.#options;
    const { total: length } = await request('list-audit', { ...query, offset: 0, limit: 1 });
    const from = Math.max(0, length - offset - limit - 1);
    const page = await request('list-audit', { ...query, offset: from, limit: Math.max(1, length - offset - from) });
    // Lines that came in between have moved the end: the place is counted from the end of now.
    const first = Math.max(0, page.total - from - page.entries.length);
    return { query, offset: first, entries: page.entries.toReversed(), total: page.total };
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
