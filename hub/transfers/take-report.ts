/** What one report of a node changes: its transfer, the failed files, the audit trail. Inside the transaction of its batch. */
import { addCounts, type FindingNews } from '../../src/model/finding.ts';
import { ownerOf } from '../../src/model/transfer.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { Report } from '../../src/protocol/node-link.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { FailureStore } from './failure-store.ts';
import type { FindingStore } from './finding-store.ts';
import { moved } from './moved.ts';
import { afterReport } from './reported-moves.ts';
import { startedAnewAt } from './started-anew.ts';
import type { StepStore } from './step-store.ts';
import type { StoredTransfer, TransferStore } from './transfer-store.ts';

export interface ReportMeans {
  /** Who reports. */
  readonly node: string;
  readonly store: TransferStore;
  readonly failures: FailureStore;
  readonly findings: FindingStore;
  readonly steps: StepStore;
  readonly audit: AuditLog;
}

/** Answers with the transfer as it is stored now; the same one when the report changes nothing of it. */
export function takeReport(before: StoredTransfer, { at, fact }: Report, means: ReportMeans): StoredTransfer {
  const { node, store, failures, steps, audit } = means;
  const { id } = before;
  if (fact.kind === 'file-failed') {
    failures.add({ transfer: id, at, path: fact.path, reason: fact.reason, isPending: fact.isPending });
    return before;
  }
  const reported: TransferState = fact.kind === 'refused' ? { kind: 'failed', reason: fact.reason } : fact.state;
  const totals = fact.kind === 'state' ? fact.totals : undefined;
  const news = fact.kind === 'state' ? fact.findings : undefined;
  const transfer = news === undefined || isEnded(before.state) ? before : takeFindings(before, news, means);
  const state = afterReport(transfer.state, reported);
  if (state === undefined) return transfer;
  const next = moved({ transfer, state, at, totals });
  store.save(next);
  steps.note(id, Math.max(at, transfer.createdAt), state);
  // Attempts before the last may have failed on some.
  if (state.kind === 'completed') failures.clear(id);
  if (isEnded(state)) {
    const detail = state.kind === 'failed' ? `failed: ${state.reason.message}` : state.kind;
    audit.append({ who: `node:${node}`, action: 'transfer.end', object: id, result: endResult(state), detail });
  }
  return next;
}

function takeFindings(
  transfer: StoredTransfer,
  { isAnew, counts, named }: FindingNews,
  { store, failures, findings }: ReportMeans,
): StoredTransfer {
  const { id } = transfer;
  if (isAnew) {
    failures.clear(id);
    findings.clear(id);
  }
  findings.add(id, named);
  const sum = addCounts(isAnew ? {} : (transfer.findings ?? {}), counts);
  const next = { ...transfer, findings: Object.keys(sum).length === 0 ? undefined : sum };
  store.save(next);
  return next;
}

/** `createdAt` is what the node says of it: a hub that was set back to an older database gives numbers again. */
export function isOfNode(
  transfer: StoredTransfer | undefined,
  node: string,
  createdAt: number | undefined,
): transfer is StoredTransfer {
  if (transfer === undefined || ownerOf(transfer) !== node) return false;
  return createdAt === undefined || createdAt === startedAnewAt(transfer);
}

function endResult(state: TransferState): 'ok' | 'failed' {
  return state.kind === 'completed' || state.kind === 'cancelled' ? 'ok' : 'failed';
}
