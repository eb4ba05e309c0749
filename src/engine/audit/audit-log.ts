/**
 * What happened to each file, as JSON Lines that are only ever appended (INTERFACE.md, "The audit log"). Lines gather in
 * memory and are written after the backlog has committed what they tell.
 */
import { Buffer } from 'node:buffer';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { fsFault } from '../disk/disk-fault.ts';

export interface FileEvent {
  readonly event: 'synced' | 'skipped' | 'failed' | 'deleted' | 'kept';
  /** Full paths. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly size: number;
  readonly algorithm: string | null;
  readonly checksum: string | null;
  readonly durationMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface SkippedFiles {
  /** Full paths of the folder. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** Each ends in a zero byte. */
  readonly names: Uint8Array;
  /** Undefined for an entry that is no file. */
  readonly sizeOf: (index: number) => number | undefined;
}

const mostLines = 4096;

export class AuditLog implements Disposable {
  readonly #fd: number;
  readonly #transfer: string;
  #lines: string[] = [];
  #time = '';
  #timeMs = 0;

  private constructor(fd: number, transfer: string) {
    this.#fd = fd;
    this.#transfer = transfer;
  }

  /** `transfer` is the id that every line carries. */
  static open({ file, transfer }: { readonly file: string; readonly transfer: string }): AuditLog {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      return new AuditLog(openSync(file, 'a', 0o600), transfer);
    } catch (thrown) {
      throw new Fault('state-unusable', fsFault('open', file, thrown).message, { cause: thrown });
    }
  }

  add(happened: FileEvent): void {
    const { event, source, destination, size, algorithm, checksum, durationMs, error } = happened;
    this.#lines.push(
      JSON.stringify({
        time: this.#now(),
        event,
        source: shownName(source),
        destination: shownName(destination),
        size,
        algorithm,
        checksum,
        durationMs: durationMs === null ? null : Math.round(durationMs * 1000) / 1000,
        error,
        transfer: this.#transfer,
      }),
    );
  }

  /** The same lines for files of one folder that needed nothing, for a fraction of the price. */
  addSkipped({ source, destination, names, sizeOf }: SkippedFiles): void {
    const from = `{"time":"${this.#now()}","event":"skipped","source":"${folderText(source)}`;
    const to = `","destination":"${folderText(destination)}`;
    const end = `,"algorithm":null,"checksum":null,"durationMs":null,"error":null,"transfer":${JSON.stringify(this.#transfer)}}`;
    let index = 0;
    for (const name of shownNames(names)) {
      const size = sizeOf(index);
      index += 1;
      if (size !== undefined) this.#lines.push(`${from}${name}${to}${name}","size":${size}${end}`);
    }
  }

  get isFull(): boolean {
    return this.#lines.length >= mostLines;
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }

  [Symbol.dispose](): void {
    this.flush();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
  }

  #now(): string {
    const now = Date.now();
    if (now !== this.#timeMs) {
      this.#timeMs = now;
      this.#time = new Date(now).toISOString();
    }
    return this.#time;
  }
}

/** As it stands in a JSON string, with the slash before the name; a root is its own slash. */
function folderText(path: Uint8Array): string {
  return inString(shownName(path)).replace(/\/?$/, '/');
}

function inString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Printable ASCII without quotes and backslashes is shown as it is; almost all names are that. */
const plain = /^[\0 !#-[\]-~]*$/;

function shownNames(names: Uint8Array): string[] {
  const bytes = Buffer.from(names.buffer, names.byteOffset, names.length);
  const texts = bytes.toString('latin1').split('\0').slice(0, -1);
  if (plain.test(texts.join('\0'))) return texts;
  return texts.map((text) => inString(shownName(Buffer.from(text, 'latin1'))));
}
