/**
 * Writes one file: under a temporary name beside its target, with its time, durable where the server offers that, and then
 * renamed over what was there.
 */
import type { Buffer } from 'node:buffer';
import type { Stats } from 'ssh2';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { NewFile } from '../store.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { secondsOf } from './sftp-status.ts';

const sliceBytes = 128 * 1024;
const slicesAtOnce = 16;
/** An abort is to end within a second, whatever the server does. */
const tidyMs = 700;
const mebibyte = 1024 * 1024;

export interface Upload {
  readonly channel: SftpChannel;
  /** On the server. */
  readonly target: string;
  readonly temporary: string;
  readonly folder: string;
  /** For messages. */
  readonly shown: string;
}

/** Writes into the temporary file and publishes it, or leaves nothing. */
export async function putFile(file: NewFile, upload: Upload, handle: Buffer): Promise<void> {
  const { channel, temporary } = upload;
  const { signal } = file;
  let isOpen = true;
  try {
    await writeAll(file, upload, handle);
    isOpen = false;
    await channel.call(`write ${upload.shown}`, signal, (sftp, done) => sftp.close(handle, done));
    await publish(upload, signal);
  } catch (thrown) {
    const fault = signal.aborted ? thrown : await withReason(thrown, file, upload);
    await tidy(channel, temporary, isOpen ? handle : undefined);
    throw fault;
  }
}

/** A file of its own, never what a link of this name leads to. */
export async function createTemporary({ channel, temporary, shown }: Upload, signal: AbortSignal): Promise<Buffer> {
  const open = (): Promise<Buffer> =>
    channel.call<Buffer>(`write ${shown}`, signal, (sftp, done) => sftp.open(temporary, 'wx', done));
  try {
    return await open();
  } catch (thrown) {
    signal.throwIfAborted();
    // What an earlier run has left there; servers say no more than that it failed.
    if (asFault(thrown).code !== 'store-failed') throw thrown;
    await channel
      .call(`write ${shown}`, signal, (sftp, done) => sftp.unlink(temporary, done))
      .catch(() => {
        throw thrown;
      });
    return await open();
  }
}

async function writeAll(file: NewFile, upload: Upload, handle: Buffer): Promise<void> {
  const { channel, shown } = upload;
  const { pieces, release, take, mtimeNs, signal } = file;
  const underWay = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;
  let written = 0;
  const send = (slice: Buffer, position: number, onWritten: () => void): void => {
    const sending: Promise<void> = channel
      .call(`write ${shown}`, signal, (sftp, done) => sftp.write(handle, slice, 0, slice.length, position, done))
      .then(onWritten)
      .catch((thrown: unknown) => {
        failure ??= { thrown };
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  try {
    for await (const piece of pieces) {
      let left = piece.length;
      for (let at = 0; at < piece.length && failure === undefined; ) {
        const count = await take(Math.min(sliceBytes, piece.length - at));
        send(piece.subarray(at, at + count), written, () => {
          left -= count;
          if (left === 0) release?.(piece);
        });
        at += count;
        written += count;
        if (underWay.size >= slicesAtOnce) await Promise.race(underWay);
      }
      if (failure !== undefined) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw (failure as { readonly thrown: unknown }).thrown;
  const seconds = secondsOf(mtimeNs);
  const [, , stats] = await Promise.all([
    channel.call(`set the time of ${shown}`, signal, (sftp, done) => sftp.futimes(handle, seconds, seconds, done)),
    makeDurable(channel, { handle, shown, signal }),
    channel.call<Stats>(`write ${shown}`, signal, (sftp, done) => sftp.fstat(handle, done)),
  ]);
  if (stats.size !== written)
    throw new Fault('store-failed', `${shown} has ${stats.size} bytes on the server after ${written} were written`);
}

interface WrittenFile {
  readonly handle: Buffer;
  readonly shown: string;
  readonly signal: AbortSignal;
}

async function makeDurable(channel: SftpChannel, { handle, shown, signal }: WrittenFile): Promise<void> {
  if (!channel.offers('fsync@openssh.com')) return;
  await channel.call(`write ${shown}`, signal, (sftp, done) => sftp.ext_openssh_fsync(handle, done));
}

/** In one step where the server can replace a file; else there is none between two. */
async function publish({ channel, temporary, target, shown }: Upload, signal: AbortSignal): Promise<void> {
  const doing = `rename to ${shown}`;
  if (channel.offers('posix-rename@openssh.com')) {
    await channel.call(doing, signal, (sftp, done) => sftp.ext_openssh_rename(temporary, target, done));
    return;
  }
  const rename = (): Promise<void> => channel.call(doing, signal, (sftp, done) => sftp.rename(temporary, target, done));
  try {
    await rename();
  } catch (thrown) {
    signal.throwIfAborted();
    if (asFault(thrown).code !== 'store-failed') throw thrown;
    await channel.call(`replace ${shown}`, signal, (sftp, done) => sftp.unlink(target, done));
    await rename();
  }
}

/** OpenSSH says of a full disk that it failed, and no more. */
async function withReason(thrown: unknown, { size, signal }: NewFile, upload: Upload): Promise<unknown> {
  const { channel, folder, target, shown } = upload;
  if (asFault(thrown).code !== 'store-failed') return thrown;
  try {
    const there = await channel.call<Stats>('look', signal, (sftp, done) => sftp.lstat(target, done)).catch(() => {});
    if (there?.isDirectory() === true) return new Fault('is-a-directory', `${shown} is a folder`, { cause: thrown });
    if (!channel.offers('statvfs@openssh.com')) return thrown;
    const room = await channel.call<{ f_bavail: number; f_frsize: number }>('look', signal, (sftp, done) =>
      sftp.ext_openssh_statvfs(folder, done),
    );
    if (room.f_bavail * room.f_frsize >= Math.min(size, mebibyte)) return thrown;
    return new Fault('disk-full', `there is no room for ${shown}: ${asFault(thrown).message}`, { cause: thrown });
  } catch {
    return thrown;
  }
}

/** What cannot be removed now is found by the next scan of the same transfer. */
async function tidy(channel: SftpChannel, temporary: string, handle: Buffer | undefined): Promise<void> {
  const closed = handle === undefined ? undefined : channel.ask((sftp, done) => sftp.close(handle, done));
  const removed = channel.ask((sftp, done) => sftp.unlink(temporary, done));
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, tidyMs);
  await Promise.race([Promise.allSettled([closed, removed]), late.promise]);
  clearTimeout(timer);
}
