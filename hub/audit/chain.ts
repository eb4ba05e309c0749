/** The chain that makes the audit trail tamper-evident: each row's hash covers the row and the hash of the row before. */
import { createHash } from 'node:crypto';
import type { AuditWitness } from '../../src/model/audit-anchor.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';

/** What the first row continues. */
export const chainStart = '0'.repeat(64);

export function chainHash(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { number, at, who, action, object, result, detail } = entry;
  return createHash('sha256')
    .update(JSON.stringify([previous, number, at, who, action, object, result, detail]))
    .digest('hex');
}

export type ChainFinding =
  | { readonly kind: 'whole'; readonly rows: number }
  | {
      readonly kind: 'broken';
      readonly number: number;
      /** `inserted` is a row that the hub has not written; `not-as-told` one of which a node remembers another hash. */
      readonly reason: 'changed' | 'missing' | 'inserted' | 'not-as-told';
      /** Who remembers what is not there, or is another. */
      readonly node?: string;
    };

export interface ChainClaims {
  /** How long the hub says the trail is, known when the entries were read. */
  readonly expectedRows: () => number;
  /** What nodes were told of it. */
  readonly anchors: AuditWitness['anchors'];
}

/** Reads the trail from its first row. */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  { expectedRows, anchors }: ChainClaims,
): Promise<ChainFinding> {
  const told = Map.groupBy(anchors, ({ number }) => number);
  let previous = chainStart;
  let rows = 0;
  for await (const entry of entries) {
    rows += 1;
    if (entry.number !== rows) return { kind: 'broken', number: rows, reason: 'missing' };
    if (entry.hash !== chainHash(previous, entry)) return { kind: 'broken', number: rows, reason: 'changed' };
    const other = told.get(rows)?.find(({ hash }) => hash !== entry.hash);
    if (other !== undefined) return { kind: 'broken', number: rows, reason: 'not-as-told', node: other.node };
    previous = entry.hash;
  }
  const beyond = anchors.find(({ number }) => number > rows);
  if (beyond !== undefined) return { kind: 'broken', number: rows + 1, reason: 'missing', node: beyond.node };
  if (rows < expectedRows()) return { kind: 'broken', number: rows + 1, reason: 'missing' };
  return rows > expectedRows()
    ? { kind: 'broken', number: expectedRows() + 1, reason: 'inserted' }
    : { kind: 'whole', rows };
}
