/** What of a transfer a filter looks at. */
import type { Transfer } from '../../../src/model/transfer.ts';

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
