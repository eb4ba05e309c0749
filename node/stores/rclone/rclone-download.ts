/** Reads a range of a file through rclone, and looks at the end whether it is still the file that was seen. */
import type { Buffer } from 'node:buffer';
import { Fault } from '../../../src/runtime/fault.ts';
import type { ByteRange, StoredFile } from '../store.ts';
import { parseTime } from './rclone-entry.ts';
import type { RcloneRemote } from './rclone-remote.ts';

const silenceMs = 60_000;

export interface Download {
  readonly remote: RcloneRemote;
  readonly path: string;
  readonly seen: StoredFile;
  readonly range: ByteRange;
  readonly signal: AbortSignal;
}

/** Answers when the bytes begin to come. */
export async function download(options: Download): Promise<AsyncGenerator<Buffer, void>> {
  const { remote, path, range, signal } = options;
  const { from, length } = range;
  const silence = new Silence();
  const until = AbortSignal.any([signal, silence.signal]);
  silence.begin();
  // Of a file without bytes no range can be asked for.
  const response = length === 0 ? undefined : await remote.open(path, `bytes=${from}-${from + length - 1}`, until);
  silence.end();
  return bodyOf(response as AsyncIterable<Buffer> | undefined, silence, options);
}

async function* bodyOf(
  response: AsyncIterable<Buffer> | undefined,
  silence: Silence,
  { remote, path, seen, signal }: Download,
): AsyncGenerator<Buffer, void> {
  const bytes = response?.[Symbol.asyncIterator]();
  try {
    for (;;) {
      silence.begin();
      const next = await remote.told({ doing: 'read', path, signal }, async () => await arriving(bytes, silence));
      silence.end();
      if (next === undefined || next.done === true) break;
      yield next.value;
    }
  } finally {
    silence.end();
    await bytes?.return?.();
  }
  const now = await remote.stat(path, signal);
  if (now?.Size !== seen.size || parseTime(now.ModTime) !== seen.mtimeNs)
    throw new Fault('changed-while-read', `${remote.shown(path)} changed while it was read`);
}

async function arriving(
  bytes: AsyncIterator<Buffer> | undefined,
  silence: Silence,
): Promise<IteratorResult<Buffer> | undefined> {
  try {
    return await bytes?.next();
  } catch (thrown) {
    silence.signal.throwIfAborted();
    throw new Fault('store-unreachable', (thrown as Error).message);
  }
}

/** Aborts when something that has begun does not end in time. */
class Silence {
  readonly #end = new AbortController();
  readonly signal = this.#end.signal;
  #alarm: NodeJS.Timeout | undefined;

  begin(): void {
    const fault = () => new Fault('store-unreachable', `nothing came for ${silenceMs / 1000} seconds`);
    this.#alarm = setTimeout(() => this.#end.abort(fault()), silenceMs);
  }

  end(): void {
    clearTimeout(this.#alarm);
  }
}
