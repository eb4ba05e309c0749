/**
 * Notes for each end of a transfer who is to be told of it: once for each end, however it came, and together with the mark
 * that it was seen to, so that a hub that was killed neither forgets an end nor tells of it twice.
 */
import { concerns } from '../../src/model/notification.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { NotificationStore } from '../schedules/declared-store.ts';
import type { FailureStore } from '../transfers/failure-store.ts';
import type { StoredTransfer, TransferStore } from '../transfers/transfer-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { endEvent, endedTransfer } from './make-event.ts';

export interface NoticesOptions {
  readonly database: Sqlite;
  readonly transfers: TransferStore;
  readonly failures: FailureStore;
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
  readonly meter: NotificationMeter;
  /** Where this hub can be reached. */
  readonly hub: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts what becomes of events. */
export interface NotificationMeter {
  delivered(notification: string): void;
  lost(notification: string, count: number): void;
}

/** In one turn; others have theirs in between. */
const mostAtOnce = 100;

export class Notices {
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Ends that have not been seen to. Never throws. */
  step(): void {
    const { database, transfers, log } = this.#options;
    try {
      const ended = transfers.toNotify(mostAtOnce);
      if (ended.length === 0) return;
      database
        .transaction(() => {
          for (const transfer of ended) this.#tell(transfer);
        })
        .immediate();
    } catch (err) {
      log.error({ err }, 'the notifications could not be seen to');
    }
  }

  #tell(transfer: StoredTransfer): void {
    const { transfers, failures, notifications, deliveries, meter, hub, clock, log } = this.#options;
    const at = clock.now();
    transfers.markNotified(transfer.id, at);
    const told = notifications.bodies.filter((notification) => concerns(notification, transfer));
    if (told.length === 0) return;
    const ended = endedTransfer(transfer, failures);
    for (const { name } of told) {
      const lost = deliveries.add(endEvent(ended, { notification: name, hub, at }));
      if (lost === 0) continue;
      meter.lost(name, lost);
      log.warn({ notification: name, lost }, `${name} cannot be delivered, and its oldest events are given up`);
    }
  }
}
