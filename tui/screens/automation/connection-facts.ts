/** What is known of a connection: where it leads, who has the credential, and what each node said when it was asked to look. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { fact } from '../../format/fact.ts';
import type { Word } from '../../format/transfer-words.ts';

/** What one node said of one place; `pending` while it looks. */
export type NodeCheck =
  | { readonly kind: 'pending' }
  | { readonly kind: 'writable' }
  | { readonly kind: 'read-only'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

export interface ConnectionCheck {
  /** `bucket/folder`. */
  readonly place: string;
  /** In the order in which nodes were asked. */
  readonly nodes: ReadonlyMap<string, NodeCheck>;
}

export function connectionFacts(
  { kind, endpoint, credential, nodes }: ConnectionRecord,
  check: ConnectionCheck | undefined,
): readonly Word[] {
  const able = nodes.length === 0 ? 'no node' : shownName(nodes.join(', '));
  return [
    fact('place', `${kind} ${shownName(endpoint)}`),
    fact('opens', credential === undefined ? `each node with what is its own: ${able}` : `${credential}, at ${able}`),
    ...(check === undefined
      ? [fact('checked', 'not yet: c asks each node whether it may read and write there', 'muted')]
      : checkFacts(check)),
  ];
}

function checkFacts({ place, nodes }: ConnectionCheck): readonly Word[] {
  return [
    fact('checked', shownName(place)),
    ...[...nodes].map(([node, check]) => {
      const { text, role } = checkWord(check);
      return fact('', `${node}: ${text}`, role);
    }),
  ];
}

function checkWord(check: NodeCheck): Word {
  switch (check.kind) {
    case 'pending':
      return { text: 'looking', role: 'muted' };
    case 'writable':
      return { text: 'reachable, readable, writable', role: 'good' };
    case 'read-only':
      return { text: `readable, not writable: ${check.reason}`, role: 'warn' };
    case 'unreachable':
      return { text: `not readable: ${check.reason}`, role: 'bad' };
    default:
      return check satisfies never;
  }
}
