/** The alerts of a fake hub: the real book over its fleet and lists, of which every look is a new one. */
import { AlertBook } from '../../hub/alerts/alert-book.ts';
import { AnswerStore } from '../../hub/alerts/answer-store.ts';
import type { AuditLog } from '../../hub/audit/audit-log.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { FakeFleet } from './fake-fleet.ts';
import type { FakeLists } from './fake-lists.ts';

export interface FakeAlertsOptions {
  readonly database: Sqlite;
  readonly audit: AuditLog;
  readonly fleet: FakeFleet;
  readonly lists: FakeLists;
}

const longMs = 100_000;

export function fakeAlerts({ database, audit, fleet, lists }: FakeAlertsOptions): AlertBook {
  let elapsed = 0;
  return new AlertBook({
    database,
    answers: new AnswerStore(database),
    audit,
    clock: { ...systemClock, now: () => fleet.now() },
    elapsed: () => {
      elapsed += longMs;
      return elapsed;
    },
    look: () => ({
      nodes: fleet.nodes,
      failures: [...fleet.transfers.values()],
      active: [...fleet.transfers.values()],
      triggers: lists.triggers,
      members: lists.members,
    }),
  });
}
