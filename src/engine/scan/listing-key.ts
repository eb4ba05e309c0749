/**
 * A digest of all that a listing says about its entries but when they were read. Two scans that find the same key for a
 * folder found the same files, unchanged: the change time is in it, which nobody can set back.
 */
import { Buffer } from 'node:buffer';
import { blake3 } from '@napi-rs/blake-hash';
import type { Listing } from './listing.ts';

export function listingKey(listing: Listing): Buffer {
  const { count, names, kinds, sizes, mtimes, ctimes, birthtimes, modes, uids, gids } = listing;
  const columns = [kinds, sizes, mtimes, ctimes, birthtimes, modes, uids, gids];
  return blake3(Buffer.concat([names, ...columns.map((column) => bytesOf(column.subarray(0, count)))]));
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
