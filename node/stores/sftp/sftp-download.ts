/** Reads a range of a file, in order, with several pieces asked for ahead. */
import { Buffer } from 'node:buffer';
import type { Stats } from 'ssh2';
import { Fault } from '../../../src/runtime/fault.ts';
import type { ByteRange, StoredFile } from '../store.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { mtimeNsOf } from './sftp-status.ts';

/** What fits into the largest message of OpenSSH. Other servers send less, and the rest is asked for. */
const pieceBytes = 255 * 1024;
const piecesAhead = 8;

export interface Download {
  readonly channel: SftpChannel;
  readonly handle: Buffer;
  /** For messages. */
  readonly shown: string;
  readonly seen: StoredFile;
  readonly range: ByteRange;
  readonly signal: AbortSignal;
}

/** Throws `changed-while-read` at the end, or as soon as it is seen. */
export async function* download(options: Download): AsyncGenerator<Buffer, void> {
  const { channel, handle, shown, seen, range, signal } = options;
  const end = range.from + range.length;
  const ahead: Promise<Buffer>[] = [];
  let asked = range.from;
  for (;;) {
    for (; asked < end && ahead.length < piecesAhead; asked += pieceBytes) {
      const piece = readPiece(options, { from: asked, length: Math.min(pieceBytes, end - asked) });
      // It is awaited in its turn, if at all.
      piece.catch(() => {});
      ahead.push(piece);
    }
    const piece = await ahead.shift();
    if (piece === undefined) break;
    yield piece;
  }
  const now = await channel.call<Stats>(`read ${shown}`, signal, (sftp, done) => sftp.fstat(handle, done));
  if (now.size !== seen.size || mtimeNsOf(now) !== seen.mtimeNs)
    throw new Fault('changed-while-read', `${shown} changed while it was read`);
}

async function readPiece({ channel, handle, shown, signal }: Download, { from, length }: ByteRange): Promise<Buffer> {
  const piece = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const count = await channel.call<number>(`read ${shown}`, signal, (sftp, answer) =>
      sftp.read(handle, piece, done, length - done, from + done, answer),
    );
    if (count === 0)
      throw new Fault('changed-while-read', `${shown} ended after ${from + done} bytes while it was read`);
    done += count;
  }
  return piece;
}
