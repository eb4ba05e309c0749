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
  /** Relative to both roots; empty for the roots themselves. */
  readonly path: Uint8Array;
  /** Relative to the destination, where it is another there. */
  readonly to?: Uint8Array | undefined;
  readonly size: number;
  readonly algorithm: string | null;
  readonly checksum: string | null;
  readonly durationMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface SkippedFiles {
  /** Relative path. */
  readonly folder: Uint8Array;
  /** Each ends in a zero byte. */
  readonly names: Uint8Array;
  /** Undefined for an entry that is no file. */
  readonly sizeOf: (index: number) => number | undefined;
}

export interface AuditLogOptions {
  readonly file: string;
  /** The id that every line carries. */
  readonly transfer: string;
  /** What stands before the relative paths: absolute, or a location. */
  readonly sourceRoot: Uint8Array;
  readonly destinationRoot: Uint8Array;
}

const fullBytes = 1024 * 1024;
const lineFeed = 0x0a;

export class AuditLog implements Disposable {
  readonly #fd: number;
  readonly #source: RootText;
  readonly #destination: RootText;
  /** `,"transfer":"…"}` */
  readonly #end: string;
  /** As bytes from the start: thousands of strings that live for a while are work for the collector. */
  #lines = Buffer.allocUnsafeSlow(64 * 1024);
  #length = 0;
  #time = '';
  #timeMs = 0;

  private constructor(fd: number, { transfer, sourceRoot, destinationRoot }: AuditLogOptions) {
    this.#fd = fd;
    this.#source = new RootText(sourceRoot);
    this.#destination = new RootText(destinationRoot);
    this.#end = `,"transfer":${JSON.stringify(transfer)}}`;
  }

  static open(options: AuditLogOptions): AuditLog {
    const { file } = options;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      return new AuditLog(openSync(file, 'a', 0o600), options);
    } catch (thrown) {
      throw new Fault('state-unusable', fsFault('open', file, thrown).message, { cause: thrown });
    }
  }

  add({ event, path, to, size, algorithm, checksum, durationMs, error }: FileEvent): void {
    const name = textOf(path);
    const destination = this.#destination.with(to === undefined ? name : textOf(to));
    const places = `"source":"${this.#source.with(name)}","destination":"${destination}"`;
    const content = `"size":${size},"algorithm":${quoted(algorithm)},"checksum":${quoted(checksum)}`;
    const duration = durationMs === null ? null : Math.round(durationMs * 1000) / 1000;
    const result = `"durationMs":${duration},"error":${error === null ? null : JSON.stringify(error)}`;
    this.#append(`{"time":"${this.#now()}","event":"${event}",${places},${content},${result}${this.#end}`);
  }

  /** The same lines for files of one folder that needed nothing, for a fraction of the price. */
  addSkipped({ folder, names, sizeOf }: SkippedFiles): void {
    const path = folder.length === 0 ? '' : `${textOf(folder)}/`;
    const from = `{"time":"${this.#now()}","event":"skipped","source":"${this.#source.above}${path}`;
    const to = `","destination":"${this.#destination.above}${path}`;
    const end = `,"algorithm":null,"checksum":null,"durationMs":null,"error":null${this.#end}`;
    const lines: string[] = [];
    for (const [index, name] of shownNames(names).entries()) {
      const size = sizeOf(index);
      if (size !== undefined) lines.push(`${from}${name}${to}${name}","size":${size}${end}`);
    }
    if (lines.length > 0) this.#append(lines.join('\n'));
  }

  get isFull(): boolean {
    return this.#length >= fullBytes;
  }

  flush(): void {
    for (let at = 0; at < this.#length; ) at += writeSync(this.#fd, this.#lines, at, this.#length - at);
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
  }

  #append(lines: string): void {
    const most = this.#length + 3 * lines.length + 1;
    if (most > this.#lines.length) {
      const longer = Buffer.allocUnsafeSlow(2 * most);
      longer.set(this.#lines.subarray(0, this.#length));
      this.#lines = longer;
    }
    this.#length += this.#lines.write(lines, this.#length);
    this.#lines[this.#length] = lineFeed;
    this.#length += 1;
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

/** A root as it stands in a JSON string before what is in it. */
class RootText {
  /** Before a name in it. */
  readonly above: string;
  readonly #itself: string;

  constructor(root: Uint8Array) {
    this.#itself = textOf(root);
    this.above = this.#itself.replace(/\/?$/, '/');
  }

  with(name: string): string {
    return name === '' ? this.#itself : this.above + name;
  }
}

/** For a JSON string. */
function textOf(path: Uint8Array): string {
  const latin = Buffer.from(path.buffer, path.byteOffset, path.length).toString('latin1');
  return plain.test(latin) ? latin : inString(shownName(path));
}

/** Names of algorithms and hexadecimal digits need no escapes. */
function quoted(word: string | null): string {
  return word === null ? 'null' : `"${word}"`;
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
