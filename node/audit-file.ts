/** `DIR/audit.jsonl`: what happened to files on this node, whoever did it. Threads append their own lines; this adds refusals. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refusal } from './data/data-plane.ts';

export const auditFile = (folder: string): string => join(folder, 'audit.jsonl');

/** Somebody was turned away at the data port. One line, written in one call, so that lines of threads never mix. */
export async function auditRefusal(
  file: string,
  { from, reason: { code, message } }: Refusal,
  at: number,
): Promise<void> {
  const line = { time: new Date(at).toISOString(), event: 'refused', from, error: { code, message } };
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}
