/**
 * The node's audit log by the month: `audit.jsonl` is of this one, `audit-2026-10.jsonl` of an earlier. A thread that has the
 * file open when the month ends writes on into the one that it has, so that no line is lost.
 */
import { closeSync, linkSync, openSync, readdirSync, readSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { auditFile } from '../audit-file.ts';

const monthPattern = /^audit-\d{4}-\d{2}(\.\d+)?\.jsonl$/;
const firstBytes = 64 * 1024;

/** Puts the log of an earlier month aside; returns its new name, undefined where there is none. */
export function turnMonth(folder: string, now: number): string | undefined {
  const file = auditFile(folder);
  const began = beginOf(file);
  if (began === undefined || monthOf(began) >= monthOf(now)) return undefined;
  for (let copy = 0; ; copy += 1) {
    const name = `audit-${monthOf(began)}${copy === 0 ? '' : `.${copy}`}.jsonl`;
    try {
      // Not by a rename, which would replace one that is there.
      linkSync(file, join(folder, name));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw thrown;
    }
    unlinkSync(file);
    return name;
  }
}

/** Months of which nothing was written since `before`; returns their names. */
export function removeOldMonths(folder: string, before: number): string[] {
  const old = readdirSync(folder).filter(
    (name) => monthPattern.test(name) && statSync(join(folder, name)).mtimeMs < before,
  );
  for (const name of old) unlinkSync(join(folder, name));
  return old;
}

/** `2026-11`, in UTC as the lines are. */
function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** By its first line; of one whose first line says nothing by the file itself. */
function beginOf(file: string): number | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined || status.size === 0) return undefined;
  const bytes = Buffer.alloc(firstBytes);
  const descriptor = openSync(file, 'r');
  const length = readSync(descriptor, bytes, 0, firstBytes, 0);
  closeSync(descriptor);
  const time = /^\{"time":"([^"]+)"/.exec(bytes.toString('latin1', 0, length))?.[1];
  const began = Date.parse(time ?? '');
  return Number.isNaN(began) ? status.birthtimeMs : began;
}
