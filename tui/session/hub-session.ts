/**
 * The console's side of the link to the hub. It keeps dialling; while a link is up it keeps what the hub is asked to send
 * equal to what the screen needs (`wantedOf`), and writes what comes into the model.
 */

import { stayDialled } from '../../src/link/dial.ts';
import type { Peer } from '../../src/link/peer.ts';
import type { RenewingIdentity } from '../../src/link/renewing-identity.ts';
import type { NodeDetail } from '../../src/model/node-detail.ts';
import type { TransferCourse } from '../../src/model/transfer-course.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { faultText } from '../format/fault-text.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import type { HubModel } from '../store/hub-model.ts';
import { AuditWindow } from './audit-window.ts';
import { nextConnection } from './connection.ts';
import { EndedTransfers } from './ended-transfers.ts';
import { FileWindow } from './file-window.ts';
import { FolderWindows } from './folder-windows.ts';
import { ListLoader } from './hub-lists.ts';
import type { HubRequest } from './hub-request.ts';
import { KeyedLoader } from './keyed-loader.ts';
import { LogWindow } from './log-window.ts';
import { PlanWindow } from './plan-window.ts';
import { SizeWindow } from './size-window.ts';
import { updateMs, wantedOf } from './wanted.ts';

type HubPeer = Peer<typeof hubToConsole, typeof consoleToHub>;

export interface HubSessionOptions {
  readonly address: string;
  readonly identity: RenewingIdentity;
  readonly program: string;
  readonly store: ConsoleStore;
  readonly model: HubModel;
  readonly clock: Clock;
  /** How often the hub is to tell what changed. */
  readonly everyMs: () => number;
}

export class HubSession {
  readonly #options: HubSessionOptions;
  readonly #ended: EndedTransfers;
  readonly #folders: FolderWindows;
  readonly #files: FileWindow;
  readonly #course: KeyedLoader<TransferId, TransferCourse>;
  readonly #node: KeyedLoader<string, NodeDetail>;
  readonly #plan: PlanWindow;
  readonly #sizes: SizeWindow;
  readonly #log: LogWindow;
  readonly #audit: AuditWindow;
  readonly #lists: ListLoader;
  #peer: HubPeer | undefined;
  #watched = '';
  /** The next update answers a change of screen: it is shown without waiting for the tick. */
  #isUpdateAwaited = false;

  constructor(options: HubSessionOptions) {
    this.#options = options;
    const { model, clock } = options;
    this.#folders = new FolderWindows(this.request, model);
    this.#ended = new EndedTransfers({ request: this.request, model, clock, onEnded: () => this.#folders.refresh() });
    this.#files = new FileWindow({ request: this.request, model, clock });
    const publish = (): void => model.publish();
    this.#course = new KeyedLoader({
      ask: (transfer) => this.request('show-course', { transfer }),
      settle: (transfer, course, reason) => model.settle({ course: { transfer, course, reason } }),
      publish,
      clock,
    });
    this.#node = new KeyedLoader({
      ask: (node) => this.request('show-node', { node }),
      settle: (name, detail, reason) => model.settle({ node: { name, detail, reason } }),
      publish,
      clock,
    });
    this.#plan = new PlanWindow({ request: this.request, model, clock });
    this.#sizes = new SizeWindow({ request: this.request, model, clock });
    this.#log = new LogWindow({ request: this.request, model, clock });
    this.#audit = new AuditWindow({ request: this.request, model, clock });
    this.#lists = new ListLoader({ request: this.request, model, clock });
  }

  readonly request: HubRequest = async (name, body, options) => {
    if (this.#peer === undefined) throw new Fault('link-lost', 'the hub is away');
    return await this.#peer.request(name, body, options);
  };

  /** Looks again at everything that is shown. */
  refresh(): void {
    this.#watched = '';
    this.#ended.forget();
    this.#lists.forget();
    this.#reconcile();
    this.#folders.refresh();
    this.#files.refresh();
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { address, identity, program, store, model, clock } = this.#options;
    const unsubscribe = store.subscribe(() => this.#reconcile());
    try {
      const links = stayDialled({
        address,
        get identity() {
          return identity.identity;
        },
        program,
        signal,
        clock,
        ours: hubToConsole,
        theirs: consoleToHub,
        handlers: { requests: {}, notices: { update: (update) => this.#onUpdate(update) } },
        onAway: (fault, retryInMs) => this.#onAway(fault, retryInMs),
      });
      for await (const peer of links) await this.#attach(peer, signal);
    } finally {
      unsubscribe();
      this.#log.want(undefined);
      this.#plan.want(undefined);
      this.#sizes.want([]);
      model.publish();
    }
  }

  async #attach(peer: HubPeer, signal: AbortSignal): Promise<void> {
    const { identity, model, clock } = this.#options;
    try {
      const me = await peer.request('who-am-i', {}, { signal });
      this.#peer = peer;
      this.#watched = '';
      this.#ended.forget();
      this.#lists.forget();
      model.update({ me, connection: nextConnection(model.data.connection, { kind: 'greeted' }) });
      model.publish();
      this.#reconcile();
      this.#folders.refresh();
      this.#plan.resume();
      this.#sizes.resume();
      while (!signal.aborted && !peer.signal.aborted) {
        model.update({
          connection: nextConnection(model.data.connection, { kind: 'latency', ms: roundedMs(peer.latencyMs) }),
        });
        this.#files.refresh();
        this.#course.refresh();
        this.#node.refresh();
        this.#audit.refresh();
        this.#ended.refresh();
        this.#lists.refresh();
        // What fails is tried again within the hour, long before it is needed.
        identity.keep((request) => peer.request('renew-certificate', request), clock.now()).catch(() => undefined);
        await clock.sleep(1000, AbortSignal.any([signal, peer.signal])).catch(() => undefined);
      }
    } catch (thrown) {
      if (!signal.aborted && !peer.signal.aborted) peer.refuse(asFault(thrown));
    } finally {
      this.#peer = undefined;
    }
  }

  #onAway(fault: Fault, retryInMs: number): void {
    const { model, clock } = this.#options;
    const connection = nextConnection(model.data.connection, {
      kind: 'lost',
      reason: faultText(fault),
      at: clock.now(),
      retryInMs,
    });
    model.update({ connection });
    model.publish();
  }

  #onUpdate(update: NoticeBody<typeof hubToConsole, 'update'>): void {
    const { model, clock } = this.#options;
    const { at, overview, nodes, transfers, transfer, alerts } = update;
    // Only jumps of the clock matter: a figure that changes with every message would redraw for nothing.
    const offset = Math.round((at - clock.now()) / 1000) * 1000;
    model.update({
      ...(overview === undefined ? {} : { overview }),
      ...(nodes === undefined ? {} : { nodes }),
      ...(transfers === undefined ? {} : { transfers }),
      ...(transfers?.filter === 'active' && transfers.offset === 0 ? { active: transfers.transfers } : {}),
      ...(transfer === undefined ? {} : { detail: transfer }),
      ...(alerts === undefined ? {} : { alerts }),
      ...(Math.abs(offset - model.data.clockOffsetMs) > 1000 ? { clockOffsetMs: offset } : {}),
    });
    this.#ended.onUpdate(update);
    if (!this.#isUpdateAwaited) return;
    this.#isUpdateAwaited = false;
    model.publish();
  }

  #reconcile(): void {
    const peer = this.#peer;
    if (peer === undefined || peer.signal.aborted) return;
    const { state } = this.#options.store;
    const wanted = wantedOf(state);
    const fleet = state.data.nodes.length;
    const everyMs = updateMs(wanted.watch, { paceMs: this.#options.everyMs(), fleet });
    const asked = { ...wanted.watch, everyMs };
    const watch = JSON.stringify(asked);
    if (watch !== this.#watched) {
      this.#watched = watch;
      this.#isUpdateAwaited = true;
      // A link that is lost meanwhile is told by onAway; the next one watches anew.
      peer.request('watch', asked).catch(() => undefined);
    }
    this.#ended.want(wanted.ended);
    this.#folders.want(wanted.folders);
    this.#files.want(wanted.files);
    this.#course.want(wanted.course);
    this.#node.want(wanted.node);
    this.#plan.want(wanted.plan);
    this.#sizes.want(wanted.sizes);
    this.#log.want(wanted.log);
    this.#audit.want(wanted.audit);
    this.#lists.want(wanted.lists);
  }
}

function roundedMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}
