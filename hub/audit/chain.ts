/** The chain that makes the audit trail tamper-evident: each row's hash covers the row and the hash of the row before. */
import { createHash } from 'node:crypto';
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
  | { readonly kind: 'broken'; readonly number: number; readonly reason: 'changed' | 'missing' };

/** Reads the trail from its first row; `expectedRows` is how long the hub says it is. */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  expectedRows: () => number,
): Promise<ChainFinding> {
  let previous = chainStart;
  let rows = 0;
  for await (const entry of entries) {
    rows += 1;
    if (entry.number !== rows) return { kind: 'broken', number: rows, reason: 'missing' };
    if (entry.hash !== chainHash(previous, entry)) return { kind: 'broken', number: rows, reason: 'changed' };
    previous = entry.hash;
  }
  return rows < expectedRows() ? { kind: 'broken', number: rows + 1, reason: 'missing' } : { kind: 'whole', rows };
}
