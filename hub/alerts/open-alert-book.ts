/** The alerts of a running hub. What is costly to look at, and changes slowly, is looked at now and then. */
import type { MemberList } from '../../src/model/member-list.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { QueueStandings } from '../events/queue-standings.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { triggerRecords } from '../schedules/trigger-records.ts';
import type { Stores } from '../store/stores.ts';
import type { Ledger } from '../transfers/ledger.ts';
import { AlertBook } from './alert-book.ts';

export interface OpenAlertBookOptions extends Stores {
  readonly registry: NodeRegistry;
  readonly ledger: Ledger;
  readonly queues: QueueStandings;
  readonly clock: Clock;
}

const dayMs = 24 * 3_600_000;
const mostFailures = 200;
const membersEveryMs = 10_000;

export function openAlertBook(options: OpenAlertBookOptions): AlertBook {
  const { database, answers, audit, registry, ledger, transfers, members, clock } = options;
  let known: { readonly members: MemberList; readonly at: number } | undefined;
  const membersNow = (): MemberList => {
    if (known === undefined || performance.now() - known.at > membersEveryMs)
      known = { members: members.list(clock.now()), at: performance.now() };
    return known.members;
  };
  return new AlertBook({
    database,
    answers,
    audit,
    clock,
    look: () => ({
      nodes: registry.all(),
      failures:
        ledger.countTroubled(clock.now() - dayMs) === 0 ? [] : transfers.page('failed', 0, mostFailures).transfers,
      active: ledger.active.all(),
      triggers: triggerRecords(options),
      members: membersNow(),
    }),
  });
}
