/** Bytes that are there already, as a stream that lets them go no faster than the limits allow. */
import type { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';

const sliceBytes = 256 * 1024;

export function pacedBody(data: Buffer, take: (most: number) => Promise<number>): Readable {
  async function* slices(): AsyncGenerator<Buffer> {
    for (let at = 0; at < data.length; ) {
      const count = await take(Math.min(sliceBytes, data.length - at));
      yield data.subarray(at, at + count);
      at += count;
    }
  }
  return Readable.from(slices(), { objectMode: false, highWaterMark: sliceBytes });
}
