/** Switches a declared trigger on or off, as `--apply` of a file that says so would: whose rights hold for it stays as it was. */
import { principalName, type User } from '../../src/model/principal.ts';
import { Triggers } from '../../src/model/trigger.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { QueueDelivery } from '../events/queue-delivery.ts';
import type { WatchDelivery } from '../watches/watch-delivery.ts';
import type { TriggerStore } from './declared-store.ts';
import type { TriggerStates } from './trigger-states.ts';

export interface TriggerSwitchOptions {
  readonly database: Sqlite;
  readonly triggers: TriggerStore;
  readonly states: TriggerStates;
  readonly watches: Pick<WatchDelivery, 'tellAll'>;
  readonly queueDelivery: Pick<QueueDelivery, 'tellAll'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface SwitchWish {
  readonly trigger: string;
  readonly enabled: boolean;
}

/** Throws `name-unknown`, and `usage` for one that may not be on beside the others. */
export function createTriggerSwitch(options: TriggerSwitchOptions) {
  const { database, triggers, states, watches, queueDelivery, audit, clock } = options;
  return ({ trigger: name, enabled }: SwitchWish, user: User): void => {
    const body = triggers.find(name)?.body;
    if (body === undefined) throw new Fault('name-unknown', `there is no trigger named ${name}`);
    if (body.enabled === enabled) return;
    const next = triggers.bodies.map((each) => (each.name === name ? { ...each, enabled } : each));
    const wrong = Triggers.safeParse(next).error?.issues[0];
    if (wrong !== undefined) throw new Fault('usage', `${name} cannot be switched on: ${wrong.message}`);
    database
      .transaction(() => {
        triggers.rewrite({ ...body, enabled });
        // What was due while it was off does not concern it.
        states.put(name, { handled: clock.now(), waiting: undefined, last: states.get(name)?.last });
        const action = enabled ? 'trigger.enable' : 'trigger.disable';
        audit.append({ who: principalName(user), action, object: name, result: 'ok', detail: '' });
      })
      .immediate();
    triggers.forget();
    watches.tellAll();
    queueDelivery.tellAll();
  };
}

export type TriggerSwitch = ReturnType<typeof createTriggerSwitch>;
