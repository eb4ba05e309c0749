/** Triggers as people look at them: when each is due next, and what came of it last. */
import { outcomeOf } from '../../src/model/outcome.ts';
import { principalName } from '../../src/model/principal.ts';
import { dueAfter } from '../../src/model/schedule-times.ts';
import type { TriggerRecord, TriggerRun } from '../../src/model/trigger-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { QueueStandings } from '../events/queue-standings.ts';
import type { TransferStore } from '../transfers/transfer-store.ts';
import type { WatchedStore } from '../watches/watched-store.ts';
import type { TriggerStore } from './declared-store.ts';
import type { TriggerStates } from './trigger-states.ts';

export interface TriggerRecordsOptions {
  readonly triggers: TriggerStore;
  readonly states: TriggerStates;
  readonly watched: WatchedStore;
  readonly queues: QueueStandings;
  readonly transfers: Pick<TransferStore, 'get'>;
  readonly clock: Clock;
}

const nextRuns = 5;
const nothing = { standing: undefined, firedAt: undefined };

export function triggerRecords({
  triggers,
  states,
  watched,
  queues,
  transfers,
  clock,
}: TriggerRecordsOptions): TriggerRecord[] {
  const resultOf = (run: TriggerRun): TriggerRecord['lastResult'] => {
    if (run.kind !== 'started') return undefined;
    const known = run.transfers.map((id) => transfers.get(id)?.state).filter((state) => state !== undefined);
    return known.length === run.transfers.length ? outcomeOf(known) : undefined;
  };
  return triggers.all.map(({ body: trigger, by }) => {
    const { last, waiting } = states.get(trigger.name) ?? {};
    const result = last && resultOf(last);
    const { standing, firedAt } = (trigger.kind === 'watch' && watched.get(trigger.name, trigger.node)) || nothing;
    const queue = trigger.kind === 'sqs' && trigger.enabled ? queues.get(trigger.name, trigger.node) : undefined;
    return {
      trigger,
      declaredBy: principalName(by),
      nextRuns: trigger.kind === 'schedule' && trigger.enabled ? dueAfter(trigger, clock.now(), nextRuns) : [],
      ...(standing !== undefined && { watched: standing }),
      ...(firedAt !== undefined && { settledAt: firedAt }),
      ...(waiting !== undefined && { waitingDue: waiting }),
      ...(queue !== undefined && { queue }),
      ...(last !== undefined && { lastRun: last }),
      ...(result !== undefined && { lastResult: result }),
    };
  });
}
