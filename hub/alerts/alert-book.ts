/**
 * The alerts of this moment with what was said to each. An answer holds for what it was given to: once an alert is worse,
 * comes from something newer, or was gone, it is open again.
 */
import { type Alert, type AlertAnswer, type AlertList, type AlertWish, mostAlerts } from '../../src/model/alert.ts';
import { mayAct, principalName, type User } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { formatDuration } from '../../src/runtime/units.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AnswerStore, KeptAnswer } from './answer-store.ts';
import { type AlertSources, type FoundAlert, findAlerts } from './find-alerts.ts';

export interface AlertBookOptions {
  readonly database: Sqlite;
  readonly answers: AnswerStore;
  readonly audit: AuditLog;
  readonly look: () => AlertSources;
  readonly clock: Clock;
  /** Counts milliseconds and is set by nobody. */
  readonly elapsed?: () => number;
}

export interface AnsweredAlert {
  readonly alert: string;
  readonly wish: AlertWish;
}

interface Seen {
  readonly at: number;
  readonly everybody: AlertList;
  readonly admins: AlertList;
}

export const alertsEveryMs = 2000;
/** A hub that has just begun gives its nodes so long to come back before it says of one that it is away. */
const gatheringMs = 60_000;

export class AlertBook {
  readonly #options: AlertBookOptions;
  readonly #elapsed: () => number;
  readonly #gatheredAt: number;
  #seen: Seen | undefined;

  constructor(options: AlertBookOptions) {
    this.#options = options;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#gatheredAt = this.#elapsed() + gatheringMs;
  }

  /** The same list for all who look within a moment. Only admins are told of certificates. */
  list(user: User): AlertList {
    const seen = this.#current();
    return mayAct(user, 'administer') ? seen.admins : seen.everybody;
  }

  /** Throws `name-unknown` for one that is not there, or not for this user to know of. */
  answer({ alert: id, wish }: AnsweredAlert, user: User): void {
    const { database, answers, audit, clock } = this.#options;
    const found = this.#look().find((each) => each.id === id);
    if (found === undefined || !isFor(found, user)) throw new Fault('name-unknown', `there is no alert ${id} any more`);
    const who = principalName(user);
    const { action, answer } = meant(wish, { who, at: clock.now() });
    database
      .transaction(() => {
        if (answer === undefined) answers.delete(id);
        else answers.put(id, kept(found, answer));
        audit.append({ who, action, object: id, result: 'ok', detail: detailOf(found, wish) });
      })
      .immediate();
    this.#seen = undefined;
  }

  /** Forgets answers to what is gone, also while nobody looks. */
  step(): void {
    if (this.#options.answers.all.size > 0) this.#current();
  }

  #current(): Seen {
    const now = this.#elapsed();
    if (this.#seen !== undefined && now - this.#seen.at < alertsEveryMs) return this.#seen;
    const found = this.#look();
    this.#forget(found);
    const { answers } = this.#options;
    const alerts = found.map((alert): Alert => {
      const answer = answers.all.get(alert.id)?.answer;
      return answer === undefined ? alert : { ...alert, answer };
    });
    const everybody = listOf(alerts.filter(({ place }) => place.kind !== 'member'));
    this.#seen = {
      at: now,
      // What says the same stays the same object: it is written once for all consoles.
      everybody: same(this.#seen?.everybody, everybody),
      admins: same(this.#seen?.admins, listOf(alerts)),
    };
    return this.#seen;
  }

  #look(): FoundAlert[] {
    const sources = this.#options.look();
    const found = findAlerts(sources, this.#options.clock.now());
    return this.#isGathering ? found.filter(({ id }) => !id.endsWith('/DOWN')) : found;
  }

  get #isGathering(): boolean {
    return this.#elapsed() < this.#gatheredAt;
  }

  #forget(found: readonly FoundAlert[]): void {
    const { answers, clock } = this.#options;
    const byId = new Map(found.map((alert) => [alert.id, alert]));
    const away = new Set(found.flatMap(({ id, about }) => (id.endsWith('/DOWN') ? [`node/${about}/`] : [])));
    for (const [id, answered] of answers.all) {
      const alert = byId.get(id);
      // Of a node that is away nobody knows whether its disk is still full.
      const isUnknown = this.#isGathering || away.has(id.slice(0, id.lastIndexOf('/') + 1));
      const isOver = alert === undefined ? !isUnknown : !holds(answered, alert, clock.now());
      if (isOver) answers.delete(id);
    }
  }
}

function isFor({ place }: FoundAlert, user: User): boolean {
  return place.kind !== 'member' || mayAct(user, 'administer');
}

export function holds({ answer, isCritical, at, text }: KeptAnswer, alert: FoundAlert, now: number): boolean {
  if ((alert.isCritical && !isCritical) || alert.at !== at) return false;
  if (answer.kind === 'acknowledged') return true;
  return answer.until === undefined ? alert.text === text : now < answer.until;
}

function kept({ isCritical, text, at }: FoundAlert, answer: AlertAnswer): KeptAnswer {
  return { answer, isCritical, text, ...(at !== undefined && { at }) };
}

function meant(
  wish: AlertWish,
  { who: by, at }: { readonly who: string; readonly at: number },
): { readonly action: string; readonly answer: AlertAnswer | undefined } {
  switch (wish.kind) {
    case 'acknowledge':
      return { action: 'alert.acknowledge', answer: { kind: 'acknowledged', by, at } };
    case 'snooze': {
      const until = wish.forMs === undefined ? {} : { until: at + wish.forMs };
      return { action: 'alert.snooze', answer: { kind: 'snoozed', by, at, ...until } };
    }
    case 'reopen':
      return { action: 'alert.reopen', answer: undefined };
    default:
      return wish satisfies never;
  }
}

function detailOf({ text }: FoundAlert, wish: AlertWish): string {
  if (wish.kind !== 'snooze') return text;
  return `${wish.forMs === undefined ? 'until it changes' : `for ${formatDuration(wish.forMs / 1000)}`}: ${text}`;
}

/** Open before answered, critical before the rest, of each the newest. */
function listOf(alerts: readonly Alert[]): AlertList {
  const sorted = alerts.toSorted(
    (one, other) =>
      Number(one.answer !== undefined) - Number(other.answer !== undefined) ||
      Number(other.isCritical) - Number(one.isCritical) ||
      (other.at ?? 0) - (one.at ?? 0),
  );
  const open = alerts.filter(({ answer }) => answer === undefined);
  return {
    alerts: sorted.slice(0, mostAlerts),
    total: alerts.length,
    open: open.length,
    critical: open.filter(({ isCritical }) => isCritical).length,
  };
}

function same(before: AlertList | undefined, next: AlertList): AlertList {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : next;
}
