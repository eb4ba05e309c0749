/**
 * The link to the hub, for as long as the node lives: dialled again whenever it is lost. The node runs on without it; what
 * the hub must know waits in the outbox, what it may miss (health, progress) is told when there is somebody to tell.
 */
import { stayDialled } from '../../src/link/dial.ts';
import type { Handlers, Peer } from '../../src/link/peer.ts';
import type { AskForCertificate } from '../../src/link/renewing-identity.ts';
import type { ObjectAnswer, ObjectEvent } from '../../src/model/object-queue.ts';
import { hubToNode, nodeToHub } from '../../src/protocol/node-link.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { FaultCode } from '../../src/runtime/fault-codes.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
import type { ObjectQueues } from '../events/object-queues.ts';
import type { EventDesk } from '../events/queue-poller.ts';
import type { HealthProbe } from '../health/health-probe.ts';
import type { Runs } from '../runs/runs.ts';
import type { Credentials } from '../trust/credentials.ts';
import type { RefusalNotes } from '../trust/refusal-notes.ts';
import type { ProgressPace } from './progress-pace.ts';
import { deliverReports } from './report-delivery.ts';
import type { ReportOutbox } from './report-outbox.ts';

type HubPeer = Peer<typeof hubToNode, typeof nodeToHub>;

export interface UplinkOptions {
  /** `host:port` of the hub. */
  readonly hub: string;
  readonly name: string;
  /** Public: what is sealed to it opens here alone. */
  readonly sealingKey: string;
  /** The identity is asked for anew for each link. */
  readonly credentials: Pick<Credentials, 'identity' | 'keep'>;
  /** The certificate was renewed: what listens must show it. */
  readonly onRenewed: () => void;
  /** The hub's clock minus ours: grants are dated by it. */
  readonly onHubClock: (aheadMs: number) => void;
  readonly refusals: RefusalNotes;
  readonly handlers: Handlers<typeof hubToNode>;
  /** Asked anew for each link: the way to the hub may change. */
  readonly dataAddress: () => Promise<string | undefined>;
  readonly health: HealthProbe;
  readonly pace: ProgressPace;
  readonly runs: Runs;
  readonly queues: Pick<ObjectQueues, 'standings'>;
  readonly outbox: ReportOutbox;
  readonly clock: Clock;
  readonly log: Logger;
}

const healthEveryMs = 5000;
const queuesEveryMs = 1000;
/** The longest that there is: a transfer takes what it takes. */
const objectLimitMs = 2 ** 31 - 1;
const certificateCheckMs = 60_000;
/** A stranger who knocks all day must not fill the trail of the hub. */
const refusalsEveryMs = 60_000;
const notUnderstoodMs = 10_000;
/** Longer than the hub gives the peer. */
const summonLimitMs = 20_000;

interface HubLife {
  /** The hub's clock minus ours. */
  readonly aheadMs: number;
  /** Aborts when the link ends. */
  readonly signal: AbortSignal;
}

export class Uplink implements AsyncDisposable, EventDesk {
  readonly #options: UplinkOptions;
  readonly #stopping = new AbortController();
  /** Once it has heard who we are. */
  #peer: HubPeer | undefined;
  #nextPeer = Promise.withResolvers<void>();
  #saidRefusal: FaultCode | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended = this.#keep();
  }

  /** Waits until the hub has every report, if it is there, but not longer than this. */
  async flush(timeoutMs: number): Promise<void> {
    const { clock, outbox } = this.#options;
    const deadline = clock.now() + timeoutMs;
    while (this.#peer !== undefined && !outbox.isEmpty && clock.now() < deadline)
      await clock.sleep(20, this.#stopping.signal);
  }

  /** Resolves when the peer has come to where this node waits for it. Throws why it cannot, `hub-unreachable` for one. */
  async summon(summons: RequestBody<typeof nodeToHub, 'summon-peer'>, signal: AbortSignal): Promise<void> {
    if (this.#peer === undefined) throw new Fault('hub-unreachable', 'the hub is away');
    await this.#peer.request('summon-peer', summons, { signal, timeoutMs: summonLimitMs });
  }

  async attached(signal: AbortSignal): Promise<void> {
    while (this.#peer === undefined) await unlessAborted(this.#nextPeer.promise, signal);
  }

  async seeTo(trigger: string, event: ObjectEvent, signal: AbortSignal): Promise<ObjectAnswer> {
    if (this.#peer === undefined) throw new Fault('hub-unreachable', 'the hub is away');
    return await this.#peer.request('see-to-object', { trigger, event }, { signal, timeoutMs: objectLimitMs });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the node stops'));
    await this.#ended;
  }

  async #keep(): Promise<void> {
    const { hub, credentials, handlers, clock } = this.#options;
    const { signal } = this.#stopping;
    const links = stayDialled({
      address: hub,
      get identity() {
        return credentials.identity;
      },
      ours: hubToNode,
      theirs: nodeToHub,
      handlers,
      program: `node ${packageVersion()}`,
      signal,
      clock,
      onAway: (fault, retryInMs) => {
        this.#peer = undefined;
        this.#noteAway(fault, retryInMs);
      },
    });
    for await (const peer of links) await this.#attend(peer);
  }

  /** Attempts go on in any case; what they cannot mend is said once, with what somebody has to do. */
  #noteAway(fault: Fault, retryInMs: number): void {
    const { log } = this.#options;
    const { code, message, hint, isRetryable } = fault;
    if (isRetryable) log.warn({ code, retryInMs }, `the hub is away: ${message}`);
    else if (code !== this.#saidRefusal) log.error({ code }, `${message}. ${hint}`);
    this.#saidRefusal = isRetryable ? undefined : code;
  }

  /** Everything there is to tell over one link, until it ends. */
  async #attend(peer: HubPeer): Promise<void> {
    const { hub, name, outbox, pace, clock, log } = this.#options;
    const signal = AbortSignal.any([peer.signal, this.#stopping.signal]);
    pace.reset();
    try {
      const { version, reportsUpTo, now } = await this.#introduce(peer);
      outbox.acknowledge(reportsUpTo);
      log.info({ hub, version }, `${name} is attached to the hub at ${hub}`);
      this.#peer = peer;
      this.#nextPeer.resolve();
      this.#nextPeer = Promise.withResolvers();
      await Promise.all([
        this.#tellHealth(peer, signal),
        this.#tellProgress(peer, signal),
        this.#tellQueues(peer, signal),
        deliverReports({ peer, outbox, signal }),
        ...(now === undefined ? [] : this.#serveHub(peer, { aheadMs: now - clock.now(), signal })),
      ]);
    } catch (thrown) {
      this.#peer = undefined;
      if (!signal.aborted) await this.#giveUp(peer, asFault(thrown));
    }
  }

  /** What a hub of 0.1.0 does not do. */
  #serveHub(peer: HubPeer, hub: HubLife): Promise<never>[] {
    this.#options.onHubClock(hub.aheadMs);
    return [this.#keepCertificate(peer, hub), this.#tellRefusals(peer, hub)];
  }

  async #tellRefusals(peer: HubPeer, { signal }: HubLife): Promise<never> {
    const { refusals, clock } = this.#options;
    for (;;) {
      await unlessAborted(refusals.news, signal);
      const taken = refusals.take();
      try {
        await peer.request('report-refusals', { refusals: taken }, { signal });
      } catch (thrown) {
        refusals.giveBack(taken);
        throw thrown;
      }
      await clock.sleep(refusalsEveryMs, signal);
    }
  }

  /** By the hub's clock, which is `aheadMs` ahead of ours. That it fails ends nothing: there are days left to try again. */
  async #keepCertificate(peer: HubPeer, { aheadMs, signal }: HubLife): Promise<never> {
    const { credentials, clock, log, onRenewed } = this.#options;
    for (;;) {
      try {
        const ask: AskForCertificate = (request) => peer.request('renew-certificate', request, { signal });
        if (await credentials.keep(ask, clock.now() + aheadMs)) {
          log.info('the certificate was renewed');
          onRenewed();
        }
      } catch (thrown) {
        const { code, message } = asFault(thrown);
        if (!signal.aborted) log.warn({ code }, `the certificate could not be renewed: ${message}`);
      }
      await clock.sleep(certificateCheckMs, signal);
    }
  }

  /** A hub that cannot be told is as good as away: the next link starts afresh, after a while. */
  async #giveUp(peer: HubPeer, fault: Fault): Promise<void> {
    const { clock, log } = this.#options;
    log.warn({ code: fault.code }, `the hub does not understand this node: ${fault.message}`);
    peer.refuse(fault);
    await clock.sleep(notUnderstoodMs, this.#stopping.signal).catch(() => undefined);
  }

  async #introduce(peer: HubPeer) {
    const { dataAddress, health, runs, sealingKey } = this.#options;
    const address = await dataAddress();
    return await peer.request('introduce', {
      version: packageVersion(),
      ...(address !== undefined && { dataAddress: address }),
      health: await health.look(),
      unfinished: runs.unfinished(),
      sealingKey,
    });
  }

  async #tellHealth(peer: HubPeer, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#options.clock.sleep(healthEveryMs, signal);
      peer.notify('health', await this.#options.health.look());
    }
  }

  async #tellQueues(peer: HubPeer, signal: AbortSignal): Promise<void> {
    let told = '[]';
    for (;;) {
      const queues = this.#options.queues.standings();
      const news = JSON.stringify(queues);
      if (news !== told && peer.notify('queues', { queues })) told = news;
      await this.#options.clock.sleep(queuesEveryMs, signal);
    }
  }

  async #tellProgress(peer: HubPeer, signal: AbortSignal): Promise<void> {
    const { pace, runs } = this.#options;
    let told = '';
    for (;;) {
      await pace.next(signal);
      const transfers = runs.progress();
      const news = transfers.map(({ transfer, state, progress }) => `${transfer} ${state.kind} ${progress.at}`).join();
      if (news !== told && peer.notify('progress', { transfers })) told = news;
    }
  }
}
