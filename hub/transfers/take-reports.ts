/** A batch of what a node reports: each once, in order, none left out; stored whole or not at all. */
import type { NodeReport } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { NodeStore } from '../nodes/node-store.ts';
import type { WatchedStore } from '../watches/watched-store.ts';
import { isOfNode, type ReportMeans, takeReport } from './take-report.ts';
import type { StoredTransfer } from './transfer-store.ts';

export interface BatchMeans extends ReportMeans {
  readonly database: Sqlite;
  readonly nodes: NodeStore;
  readonly watched: WatchedStore;
  /** As it is stored. */
  readonly known: (id: TransferId) => StoredTransfer | undefined;
}

export interface TakenReports {
  /** The number of the last report that is stored. */
  readonly upTo: number;
  /** As they are stored now. */
  readonly changed: Iterable<StoredTransfer>;
}

/** Throws `bad-message`, and stores nothing, when a report is missing. */
export function takeReports(reports: readonly NodeReport[], means: BatchMeans): TakenReports {
  const { database, node, nodes, watched, known, audit } = means;
  const changed = new Map<TransferId, StoredTransfer>();
  const take = database.transaction((): number => {
    let last = nodes.reportsUpTo(node);
    const foreign = new Set<TransferId>();
    for (const report of reports) {
      if (report.number <= last) continue;
      if (report.number !== last + 1)
        throw new Fault('bad-message', `report ${last + 1} is missing before ${report.number}`);
      last = report.number;
      if ('watch' in report) {
        watched.take(node, report);
        continue;
      }
      const { transfer: id } = report;
      const transfer = changed.get(id) ?? known(id);
      if (!isOfNode(transfer, node, report.createdAt)) {
        foreign.add(id);
        continue;
      }
      const next = takeReport(transfer, report, means);
      if (next !== transfer) changed.set(id, next);
    }
    for (const object of foreign) {
      const detail = 'not a transfer of this node';
      audit.append({ who: `node:${node}`, action: 'report', object, result: 'denied', detail });
    }
    nodes.setReportsUpTo(node, last);
    return last;
  });
  return { upTo: take.immediate(), changed: changed.values() };
}
