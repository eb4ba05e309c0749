/**
 * What happened to each file, as JSON Lines that are only ever appended (INTERFACE.md, "The audit log"). Lines gather in
 * memory and are written after the backlog has committed what they tell.
 */
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
