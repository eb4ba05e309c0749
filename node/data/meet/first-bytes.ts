/** The first bytes of a connection, and not one more: what follows them is for somebody else. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { Fault } from '../../../src/runtime/fault.ts';

export interface FirstBytesOptions {
  readonly count: number;
  readonly limitMs: number;
}

/** Throws `timeout`, or `link-lost` when the connection ends before; it is left to the caller to destroy it. */
export async function firstBytes(socket: Socket, { count, limitMs }: FirstBytesOptions): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const look = (): void => {
    const bytes = socket.read(count) as Buffer | null;
    // At its end a stream gives what it has.
    if (bytes?.length === count) resolve(bytes);
    else if (bytes !== null) reject(new Fault('link-lost', 'the connection ended before it said what it is for'));
  };
  const onEnd = (): void => reject(new Fault('link-lost', 'the connection ended before it said what it is for'));
  const late = setTimeout(() => reject(new Fault('timeout', `nothing was said within ${limitMs / 1000} s`)), limitMs);
  socket.on('readable', look);
  socket.once('end', onEnd);
  socket.once('close', onEnd);
  socket.on('error', onEnd);
  try {
    look();
    return await promise;
  } finally {
    clearTimeout(late);
    socket.off('readable', look);
    socket.off('end', onEnd);
    socket.off('close', onEnd);
    socket.off('error', onEnd);
  }
}
