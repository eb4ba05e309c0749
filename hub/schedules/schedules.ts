/**
 * Starts what is due by the clock. What counts is the last due time that was dealt with, which is stored after the start: a
 * crash in between finds the transfer again by its key.
 */
import { dueAfter, lastDue } from '../../src/model/schedule-times.ts';
import type { ScheduleTrigger, Trigger } from '../../src/model/trigger.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { formatDuration } from '../../src/runtime/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Declared, TriggerStore } from './declared-store.ts';
import { alsoText, decideDue, missedAfterMs } from './due-time.ts';
import type { TemplateStarts } from './template-starts.ts';
import type { TriggerMemory, TriggerStates } from './trigger-states.ts';

export interface SchedulesOptions {
  readonly triggers: TriggerStore;
  readonly states: TriggerStates;
  readonly starts: TemplateStarts;
  readonly ledger: Pick<Ledger, 'active'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
}

type DeclaredSchedule = Declared<ScheduleTrigger>;

/** More than these are not counted. */
const mostCounted = 1000;

export class Schedules {
  readonly #options: SchedulesOptions;
  /** When each is to be looked at next; computing it takes longer than looking. */
  readonly #next = new Map<string, { readonly trigger: Trigger; readonly from: number; readonly at: number }>();

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  /** Whatever is due by now. Never throws. */
  step(): void {
    const { triggers, log } = this.#options;
    try {
      for (const declared of triggers.all) if (isSchedule(declared) && declared.body.enabled) this.#tryToLook(declared);
    } catch (err) {
      log.error({ err }, 'the schedules could not be seen to');
    }
  }

  /** What one of them meets holds up no other. */
  #tryToLook(declared: DeclaredSchedule): void {
    try {
      this.#look(declared);
    } catch (err) {
      this.#options.log.error({ err, trigger: declared.body.name }, 'a schedule could not be seen to');
    }
  }

  #look(declared: DeclaredSchedule): void {
    const { states, clock } = this.#options;
    const { body: trigger } = declared;
    const now = clock.now();
    const known = this.#next.get(trigger.name);
    if (known?.trigger === trigger && now >= known.from && now < known.at) return;
    const stored = states.get(trigger.name) ?? { handled: now, waiting: undefined, last: undefined };
    // Of a clock that was ahead and is set right: what has been started meanwhile is known by its key.
    const memory = { ...stored, handled: Math.min(stored.handled, now) };
    if (memory.handled < stored.handled) states.put(trigger.name, memory);
    const due = lastDue(trigger, now);
    if (due !== undefined && due > memory.handled) this.#seeTo(declared, { due, memory, now });
    const after = states.get(trigger.name) ?? memory;
    if (after.waiting !== undefined) this.#endWait(declared, after.waiting, now);
    else
      this.#next.set(trigger.name, {
        trigger,
        from: now,
        at: dueAfter(trigger, now, 1)[0] ?? Number.POSITIVE_INFINITY,
      });
  }

  #seeTo(
    declared: DeclaredSchedule,
    { due, memory, now }: { readonly due: number; readonly memory: TriggerMemory; readonly now: number },
  ): void {
    const { states, starts, audit } = this.#options;
    const { body: trigger } = declared;
    const { name } = trigger;
    // Dealt with already, by a hub that was killed before it could say so.
    if (starts.startedBefore(trigger, keyOf(name, due)).length > 0) {
      this.#start(declared, due, '');
      return;
    }
    const counted = dueAfter(trigger, memory.handled, mostCounted).filter((time) => time < due).length;
    const decision = decideDue(trigger, { due, now, earlier: counted, isRunning: this.#isRunning(name) });
    const shown = new Date(due).toISOString();
    if (decision.kind === 'start') {
      const late = now - due > missedAfterMs ? `${formatDuration((now - due) / 1000)} late` : '';
      const also = counted === 0 ? '' : `${late === '' ? '' : ', '}one run${alsoText(counted)}`;
      this.#start(declared, due, late + also);
    } else if (decision.kind === 'wait') {
      states.put(name, { ...memory, handled: due, waiting: due });
    } else {
      const why = `due ${shown}: ${decision.why}`;
      audit.append({ who: `trigger:${name}`, action: 'trigger.skip', object: name, result: 'ok', detail: why });
      states.put(name, { ...memory, handled: due, last: { kind: 'skipped', at: now, why } });
    }
  }

  #endWait(declared: DeclaredSchedule, due: number, now: number): void {
    if (this.#isRunning(declared.body.name)) return;
    this.#start(declared, due, `${formatDuration((now - due) / 1000)} late, after its run before`);
  }

  /** `remark` is what is unusual about it. */
  #start(declared: DeclaredSchedule, due: number, remark: string): void {
    const { states, starts, audit } = this.#options;
    const { name, set = {}, timeZone } = declared.body;
    const run = starts.forTrigger(declared, { key: keyOf(name, due), set, at: due, timeZone });
    if (run.kind === 'started' && remark !== '') {
      const detail = `${run.transfers.join(', ')}, due ${new Date(due).toISOString()}: ${remark}`;
      audit.append({ who: `trigger:${name}`, action: 'trigger.late', object: name, result: 'ok', detail });
    }
    const handled = Math.max(due, states.get(name)?.handled ?? due);
    states.put(name, { handled, waiting: undefined, last: run });
  }

  #isRunning(name: string): boolean {
    for (const { startedBy } of this.#options.ledger.active.all()) if (startedBy?.trigger === name) return true;
    return false;
  }
}

function isSchedule(declared: Declared<Trigger>): declared is DeclaredSchedule {
  return declared.body.kind === 'schedule';
}

function keyOf(name: string, due: number): string {
  return `trigger ${name} ${new Date(due).toISOString()}`;
}
