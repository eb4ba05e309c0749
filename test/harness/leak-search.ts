/** Looks for secrets wherever a program could have left them: in files, in what it says, in what the system shows of it. */
import { Buffer } from 'node:buffer';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const mostBytesAtOnce = 16 * 1024 * 1024;

/** What a secret looks like after a program has written it down in one of the usual ways. */
export function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Without the characters that have bits of what stands around it.
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  const texts = [secret, encodeURIComponent(secret), ...inBase64, bytes.toString('hex')];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(secret, 'utf16le')];
}

export function hasAny(bytes: Buffer | string, forms: readonly Buffer[]): boolean {
  const searched = Buffer.from(bytes);
  return forms.some((form) => searched.includes(form));
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** Command lines and environments of every process of this machine that may be looked at. */
export function shownByProcesses(): Buffer {
  const shown = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return Buffer.concat(
    shown.flatMap((pid) => ['cmdline', 'environ'].flatMap((what) => contentOf(`/proc/${pid}/${what}`))),
  );
}

/** In the memory that a process can write to: what a core of it would have. */
export function isInMemory(pid: number, forms: readonly Buffer[]): boolean {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const overlap = Math.max(...forms.map(({ length }) => length));
  const bytes = Buffer.alloc(mostBytesAtOnce);
  try {
    for (const { from, to } of writableRanges(pid)) {
      for (let at = from; at < to; at += mostBytesAtOnce - overlap) {
        const count = readUnlessGone(memory, bytes.subarray(0, Math.min(bytes.length, to - at)), at);
        const read = bytes.subarray(0, count);
        if (forms.some((form) => read.includes(form))) return true;
      }
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

function writableRanges(pid: number): { readonly from: number; readonly to: number }[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [{ from: parseInt(from, 16), to: parseInt(to, 16) }];
  });
}

/** A program that lives gives memory back meanwhile. */
function readUnlessGone(memory: number, into: Buffer, at: number): number {
  try {
    return readSync(memory, into, 0, into.length, at);
  } catch {
    return 0;
  }
}

function contentOf(path: string): Buffer[] {
  try {
    return [readFileSync(path)];
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return [];
  }
}
