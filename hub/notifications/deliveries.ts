/**
 * Delivers what is owed: for each notification one event after another, in order and at least once, and none of them waits
 * for another notification. What is not taken is tried again with growing pauses, for a day; what is refused is given up.
 */
import type { Notification } from '../../src/model/notification.ts';
import type { NotificationRecord } from '../../src/model/notification-record.ts';
import { backoffMs } from '../../src/runtime/backoff.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NotificationStore } from '../schedules/declared-store.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { DeliveryStore, OwedEvent } from './delivery-store.ts';
import { testEvent } from './make-event.ts';
import type { NotificationMeter } from './notices.ts';
import { notificationRecords } from './notification-records.ts';
import type { Sender } from './sender.ts';

export interface DeliveriesOptions {
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
  readonly sender: Pick<Sender, 'send' | 'confirm'>;
  readonly meter: NotificationMeter;
  /** Where this hub can be reached. */
  readonly hub: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const pauses = { firstMs: 5000, maxMs: 15 * 60_000 } as const;
/** However long a receiver wants to be left alone. */
const longestPauseMs = 3600_000;
export const givenUpAfterMs = 24 * 3600_000;

/** Until the next try. By the time that passes: the clock may be set back. */
interface Pause {
  /** As it was declared then: one that was mended is tried at once. */
  readonly of: Notification;
  readonly attempt: number;
  readonly from: number;
  readonly until: number;
}

export class Deliveries implements AsyncDisposable {
  readonly #options: DeliveriesOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #pauses = new Map<string, Pause>();
  readonly #stopping = new AbortController();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Begins with whatever is owed and due. Never throws. */
  step(): void {
    if (this.#stopping.signal.aborted) return;
    const { notifications, deliveries, clock, log } = this.#options;
    try {
      const now = clock.now();
      for (const notification of notifications.bodies) {
        const { name, enabled } = notification;
        const pause = this.#pauses.get(name);
        const rests = pause?.of === notification && now >= pause.from && now < pause.until;
        if (!enabled || rests || this.#underWay.has(name) || !deliveries.isOwed(name)) continue;
        const work = this.#work(name)
          .catch((err: unknown) => {
            if (this.#stopping.signal.aborted) return;
            // It was perhaps delivered: a full disk must not have it delivered every second.
            this.#rest(notification);
            log.error({ err, notification: name }, 'a delivery could not be noted');
          })
          .finally(() => this.#underWay.delete(name));
        this.#underWay.set(name, work);
      }
    } catch (err) {
      log.error({ err }, 'the deliveries could not be seen to');
    }
  }

  /** Throws `not-set-up` for the first of them that could not be delivered whatever its receiver does. */
  async confirm(notifications: readonly Notification[]): Promise<void> {
    for (const notification of notifications)
      if (notification.enabled) await this.#options.sender.confirm(notification);
  }

  /** One event of nothing, at once and once. Throws `name-unknown`, and why it was not delivered. */
  async test(name: string, signal: AbortSignal): Promise<string> {
    const { notifications, sender, hub, clock } = this.#options;
    const notification = notifications.find(name)?.body;
    if (notification === undefined) throw new Fault('name-unknown', `there is no notification ${name}`);
    const event = testEvent({ notification: name, hub, at: clock.now() });
    const result = await sender.send(notification, event, AbortSignal.any([signal, this.#stopping.signal]));
    if (result.kind !== 'delivered') throw result.reason;
    return result.remark ?? '';
  }

  records(): NotificationRecord[] {
    return notificationRecords(this.#options);
  }

  /** What is under way is broken off, and stays owed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the hub stops'));
    await this.idle();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  /** Until nothing is owed, or something must wait. */
  async #work(name: string): Promise<void> {
    const { notifications, deliveries, sender } = this.#options;
    for (;;) {
      const notification = notifications.find(name)?.body;
      const owed = deliveries.first(name);
      if (notification?.enabled !== true || owed === undefined) return;
      const result = await sender.send(notification, owed.event, this.#stopping.signal);
      // Nothing is remembered of one that was removed meanwhile.
      if (notifications.find(name) === undefined) return;
      if (!this.#take(notification, owed, result)) return;
    }
  }

  #rest(of: Notification, atLeastMs = 0): Pause {
    const from = this.#options.clock.now();
    const attempt = this.#attempt(of);
    const pause = { of, attempt, from, until: from + Math.max(backoffMs(pauses, attempt), atLeastMs) };
    this.#pauses.set(of.name, pause);
    return pause;
  }

  #attempt(of: Notification): number {
    const pause = this.#pauses.get(of.name);
    return pause?.of === of ? pause.attempt + 1 : 1;
  }

  /** Whether the next one may follow. */
  #take(notification: Notification, owed: OwedEvent, result: DeliveryResult): boolean {
    const { deliveries, meter, clock, log } = this.#options;
    const { name } = notification;
    const now = clock.now();
    const attempt = this.#attempt(notification);
    if (result.kind === 'delivered') {
      deliveries.delivered(owed, now);
      meter.delivered(name);
      this.#pauses.delete(name);
      const { remark } = result;
      if (remark !== undefined) log.warn({ notification: name, remark }, `${name} was delivered: ${remark}`);
      return true;
    }
    const { code, message, hint } = result.reason;
    const failure = { at: now, reason: { code, message, hint }, attempt };
    if (result.kind === 'again' && now - owed.event.at < givenUpAfterMs) {
      const { until } = this.#rest(notification, Math.min(result.afterMs ?? 0, longestPauseMs));
      deliveries.failed(owed, { ...failure, nextAttemptAt: until });
      // The first one is news, the others are a matter of --notifications.
      log[attempt === 1 ? 'warn' : 'debug']({ notification: name, code, attempt }, `not delivered yet: ${message}`);
      return false;
    }
    this.#pauses.delete(name);
    deliveries.lost(owed, failure);
    meter.lost(name, 1);
    log.error({ notification: name, code, event: owed.event.id }, `given up: ${owed.event.text}: ${message}`);
    return true;
  }
}
