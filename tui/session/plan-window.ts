/**
 * What would be sent, looked at again when that has changed. One look at a time, however fast somebody marks: one that is of
 * no use any more is told to stop, and the last wish follows when it has ended. The longer a look takes, the longer the marks
 * must have stayed as they are before the next.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { failedLook, lookAhead, type PlanLook } from '../actions/plan-actions.ts';
import type { PlanOf, PlanView } from '../store/hub-data.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';
import { servedOnce } from './served-once.ts';

const leastQuietMs = 300;
const mostQuietMs = 10_000;

export interface PlanWindowOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class PlanWindow {
  readonly #options: PlanWindowOptions;
  #wanted: PlanOf | undefined;
  #wantedAt = 0;
  /** Of the last look: how long it took, or was let go on. */
  #tookMs = 0;
  /** Whoever has just asked does not wait. */
  #begunFor = 0;
  #stop: AbortController | undefined;
  #wake: AbortController | undefined;

  constructor(options: PlanWindowOptions) {
    this.#options = options;
  }

  want(wanted: PlanOf | undefined): void {
    const before = this.#wanted;
    if (wanted?.requests === before?.requests && wanted?.asked === before?.asked) return;
    const isSame = isDeepStrictEqual(wanted, before);
    this.#wanted = wanted;
    const { made } = this.#options.model.data.plan;
    if (made !== undefined && wanted !== undefined && isDeepStrictEqual(made.of, wanted))
      this.#write({ made: { ...made, of: wanted } });
    if (isSame) return;
    this.#wantedAt = this.#options.clock.now();
    this.#stop?.abort();
    this.#wake?.abort();
    void this.#serve();
  }

  /** A new link: what was asked of the one before is not answered any more. */
  resume(): void {
    void this.#serve();
  }

  readonly #serve = servedOnce(async () => {
    for (let wanted = this.#unanswered(); wanted !== undefined; wanted = this.#unanswered()) {
      if (await this.#isQuiet(wanted)) await this.#look(wanted);
    }
  });

  #unanswered(): PlanOf | undefined {
    const { made } = this.#options.model.data.plan;
    return made?.of === this.#wanted ? undefined : this.#wanted;
  }

  /** False when it has waited: something else may be wanted by now. */
  async #isQuiet({ asked }: PlanOf): Promise<boolean> {
    if (asked !== this.#begunFor) return true;
    const { clock } = this.#options;
    const quietMs = Math.min(mostQuietMs, Math.max(leastQuietMs, this.#tookMs));
    const leftMs = this.#wantedAt + quietMs - clock.now();
    if (leftMs <= 0) return true;
    const wake = new AbortController();
    this.#wake = wake;
    await clock.sleep(leftMs, wake.signal).catch(() => undefined);
    return false;
  }

  async #look(of: PlanOf): Promise<void> {
    const { request, model, clock } = this.#options;
    const stop = new AbortController();
    const since = clock.now();
    const looks: PlanLook[] = [];
    this.#stop = stop;
    this.#begunFor = of.asked;
    this.#write({ since });
    model.publish();
    try {
      for (const each of of.requests) {
        looks.push(await lookAhead(request, each, stop.signal).catch(unlessLost));
        if (stop.signal.aborted) return;
      }
      this.#write({ made: { of, looks, at: clock.now() } });
    } finally {
      this.#stop = undefined;
      this.#tookMs = clock.now() - since;
      this.#write({ since: undefined });
      model.publish();
    }
  }

  #write(change: Partial<PlanView>): void {
    const { model } = this.#options;
    model.update({ plan: { ...model.data.plan, ...change } });
  }
}

function unlessLost(thrown: unknown): PlanLook {
  if (asFault(thrown).code === 'link-lost') throw thrown;
  return failedLook(thrown);
}
