/**
 * Notes for each transfer that waits for longer than somebody wants to bear: once a wait for each notification. A wait is all of
 * the pauses between attempts none of which moved a file; it ends with the first that does, with a pause, and with the end.
 */
import { concerns, defaultWaitingSeconds, type Notification } from '../../src/model/notification.ts';
import type { Wait } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { NotificationStore } from '../schedules/declared-store.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { StoredTransfer } from '../transfers/transfer-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { waitEvent } from './make-event.ts';
import type { NotificationMeter } from './notices.ts';
import { type KnownWait, WaitStore } from './wait-store.ts';

export interface WaitsOptions {
  readonly database: Sqlite;
  readonly ledger: Pick<Ledger, 'active'>;
  readonly notifications: NotificationStore;
  readonly deliveries: DeliveryStore;
  readonly meter: NotificationMeter;
  /** Where this hub can be reached. */
  readonly hub: string;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Waits {
  readonly #options: WaitsOptions;
  readonly #store: WaitStore;
  #known: Map<TransferId, KnownWait> | undefined;

  constructor(options: WaitsOptions) {
    this.#options = options;
    this.#store = new WaitStore(options.database);
  }

  /** Once a second. Never throws. */
  step(): void {
    const { database, notifications, log } = this.#options;
    const wanted = notifications.bodies.filter(({ enabled, on }) => enabled && on.includes('waiting'));
    if (wanted.length === 0) return;
    try {
      this.#known ??= this.#store.all();
      const changes = this.#changes(wanted);
      if (changes.length === 0) return;
      const storeAll = database.transaction(() => {
        for (const { store } of changes) store();
      });
      storeAll.immediate();
      for (const { note } of changes) note();
    } catch (err) {
      this.#known = undefined;
      log.error({ err }, 'transfers that wait could not be seen to');
    }
  }

  #changes(wanted: readonly Notification[]): Change[] {
    const { ledger, clock } = this.#options;
    const known = this.#known ?? new Map<TransferId, KnownWait>();
    const changes: Change[] = [];
    for (const id of known.keys())
      if (!mayStillWait(ledger.active.get(id)))
        changes.push({ store: () => this.#store.remove(id), note: () => known.delete(id) });
    for (const transfer of ledger.active.all()) {
      if (transfer.state.kind !== 'waiting') continue;
      const { id, state } = transfer;
      const before = known.get(id);
      const wait = nextWait(before, state, clock.now());
      const told = wanted.filter((notification) => isDue(notification, transfer, { wait, now: clock.now() }));
      if (wait === before && told.length === 0) continue;
      const after = { ...wait, told: [...wait.told, ...told.map(({ name }) => name)] };
      const store = (): void => {
        this.#store.put(id, after);
        for (const { name } of told) this.#tell(name, transfer, wait.since);
      };
      changes.push({ store, note: () => known.set(id, after) });
    }
    return changes;
  }

  #tell(notification: string, transfer: StoredTransfer, since: number): void {
    const { deliveries, meter, hub, clock, log } = this.#options;
    const lost = deliveries.add(waitEvent(transfer, since, { notification, hub, at: clock.now() }));
    if (lost === 0) return;
    meter.lost(notification, lost);
    log.warn({ notification, lost }, `${notification} cannot be delivered, and its oldest events are given up`);
  }
}

interface Change {
  readonly store: () => void;
  /** Once it is stored. */
  readonly note: () => void;
}

/** An attempt under way may be one more that moves nothing. */
function mayStillWait(transfer: StoredTransfer | undefined): boolean {
  return transfer !== undefined && transfer.state.kind !== 'paused';
}

/** The same object where nothing is new. Attempts are counted again from 1 after one that moved something. */
export function nextWait(known: KnownWait | undefined, { attempt, nextAttemptAt }: Wait, now: number): KnownWait {
  if (known?.attempt === attempt && known.nextAttemptAt === nextAttemptAt) return known;
  if (known === undefined || attempt === 1) return { since: now, attempt, nextAttemptAt, told: [] };
  return { ...known, attempt, nextAttemptAt };
}

function isDue(
  notification: Notification,
  transfer: StoredTransfer,
  { wait, now }: { readonly wait: KnownWait; readonly now: number },
): boolean {
  const { name, waitingSeconds = defaultWaitingSeconds } = notification;
  return now - wait.since >= waitingSeconds * 1000 && !wait.told.includes(name) && concerns(notification, transfer);
}
