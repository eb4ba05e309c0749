/** What a node says in times of its clock, in times of ours: records of several machines are to be one history. */
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { Report } from '../../src/protocol/node-link.ts';

/** `skewMs` is the node's clock minus ours. */
export function reportInHubTime(report: Report, skewMs: number): Report {
  const { at, fact } = report;
  const state = fact.kind === 'state' ? { state: stateInHubTime(fact.state, skewMs) } : {};
  return { ...report, at: Math.round(at - skewMs), fact: { ...fact, ...state } as Report['fact'] };
}

export function stateInHubTime(state: TransferState, skewMs: number): TransferState {
  return state.kind === 'waiting' ? { ...state, nextAttemptAt: Math.round(state.nextAttemptAt - skewMs) } : state;
}
