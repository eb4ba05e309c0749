/** What of a transfer a filter looks at. */
import type { Transfer } from '../../../src/model/transfer.ts';
import { stateWord, totalBytes } from '../../format/transfer-words.ts';
import type { FilterFields } from '../../store/filter.ts';

export const transferFields: FilterFields<Transfer> = {
  host: { kind: 'text', of: ({ source, destination }) => `${source.node} ${destination.node}` },
  state: { kind: 'text', of: (transfer, now) => `${transfer.state.kind} ${stateWord(transfer, now).text}` },
  who: { kind: 'text', of: ({ createdBy }) => createdBy },
  since: { kind: 'time', of: ({ createdAt, endedAt }) => endedAt ?? createdAt },
  size: { kind: 'size', of: totalBytes },
};

export function transferWords(transfer: Transfer): string {
  const { id, name, source, destination, state, createdBy, startedBy } = transfer;
  return [
    id,
    name,
    source.node,
    source.path,
    destination.node,
    destination.path,
    state.kind,
    createdBy,
    ...(startedBy === undefined ? [] : [starterWord('template', startedBy.template)]),
    ...(startedBy?.trigger === undefined ? [] : [starterWord('trigger', startedBy.trigger)]),
  ].join(' ');
}

/** Quoted, so that it finds no other whose name begins alike. */
export function starterWord(kind: 'template' | 'trigger', name: string): string {
  return `"${kind}:${name}"`;
}
