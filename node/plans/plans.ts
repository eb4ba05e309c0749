/** What transfers of this node would do, for whoever asks: looked at when it is asked, and kept nowhere. */
import type { Identity } from '../../src/link/identity.ts';
import type { PlanAnswer, PlanOrder } from '../../src/model/plan-request.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { PlanId } from '../../src/runtime/identifier.ts';
import type { MeetingsOf } from '../data/data-plane.ts';
import { orderedPlaces, readyPlaces } from '../ordered-places.ts';
import type { Roots } from '../roots.ts';
import type { Runs } from '../runs/runs.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { MakePlanInThread } from './plan-thread.ts';

export interface PlansOptions {
  /** The name of this node. */
  readonly node: string;
  /** As it is when a plan is made. */
  readonly identity: () => Identity;
  readonly roots: Roots;
  readonly stores: StoreAccess;
  readonly auditFile: string;
  /** Of all transfers of this node together. */
  readonly nodeLimit: RateLimit | undefined;
  readonly runs: Pick<Runs, 'ofPair'>;
  readonly makePlan: MakePlanInThread;
  readonly meetingsOf: MeetingsOf;
}

/** Each walks two trees. */
const mostPlans = 4;

interface Making {
  readonly stop: AbortController;
  readonly ended: Promise<unknown>;
}

export class Plans implements AsyncDisposable {
  readonly #options: PlansOptions;
  readonly #making = new Map<PlanId, Making>();

  constructor(options: PlansOptions) {
    this.#options = options;
  }

  /** Throws what either place, the way to the peer, or looking at one of them meets; `node-busy`; the signal's reason. */
  async make(order: PlanOrder, signal: AbortSignal): Promise<PlanAnswer> {
    const { node, identity, auditFile, nodeLimit, runs, makePlan, meetingsOf, stores } = this.#options;
    const allowed = orderedPlaces(order, this.#options);
    if (this.#making.size >= mostPlans) throw new Fault('node-busy', `${node} already makes ${mostPlans} plans`);
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const limits = [order.options.bwlimit, nodeLimit].filter((limit) => limit !== undefined);
    const make = async (): Promise<PlanAnswer> => {
      const places = await readyPlaces(allowed, stores, until);
      until.throwIfAborted();
      return await makePlan(
        {
          order,
          ...places,
          identity: identity(),
          limits,
          auditFile,
          earlier: runs.ofPair(order),
          meeting: meetingsOf(order.plan, order.destination.node),
        },
        until,
      );
    };
    const made = make();
    const ended = made.catch(() => {}).finally(() => this.#making.delete(order.plan));
    this.#making.set(order.plan, { stop, ended });
    return await made;
  }

  /** Nothing happens when it is not being made. */
  stop(plan: PlanId): void {
    this.#making.get(plan)?.stop.abort(new Fault('interrupted', 'nobody waits for the plan any more'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { stop } of this.#making.values()) stop.abort(new Fault('interrupted', 'the node stops'));
    await Promise.all([...this.#making.values()].map(({ ended }) => ended));
  }
}
