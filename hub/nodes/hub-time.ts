/** What a node says in times of its clock, in times of ours: records of several machines are to be one history. */
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { NodeReport } from '../../src/protocol/node-link.ts';

/** `skewMs` is the node's clock minus ours. */
export function reportInHubTime(report: NodeReport, skewMs: number): NodeReport {
  const at = Math.round(report.at - skewMs);
  if ('watch' in report || report.fact.kind !== 'state') return { ...report, at };
  return { ...report, at, fact: { ...report.fact, state: stateInHubTime(report.fact.state, skewMs) } };
}

export function stateInHubTime(state: TransferState, skewMs: number): TransferState {
  return state.kind === 'waiting' ? { ...state, nextAttemptAt: Math.round(state.nextAttemptAt - skewMs) } : state;
}
