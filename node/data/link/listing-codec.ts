/** A listing of a scan as it crosses from the node that looks to the node that compares. */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { entryKinds } from '../../../src/engine/disk/file-status.ts';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { ColumnReader, packColumns } from './columns.ts';
import { parseJson } from './message-text.ts';

const Problem = z.object({ code: z.string(), message: z.string() }).nullable();
const isPartFirst = 1;
const isPartLast = 2;

/** What only the scan of a source fills is left out: the destination is what crosses. */
export function encodeListing(scan: number, listing: Listing): Buffer {
  const flags = (listing.isFirstPart ? isPartFirst : 0) | (listing.isLastPart ? isPartLast : 0);
  return packColumns([
    Uint32Array.of(scan, flags, listing.count),
    BigInt64Array.of(listing.folderMtimeNs, listing.folderAtimeNs),
    listing.folder,
    Buffer.from(JSON.stringify(listing.problem ?? null)),
    listing.names,
    listing.kinds,
    listing.sizes,
    listing.mtimes,
  ]);
}

/** Throws `bad-message` unless every column has as many entries as the listing says. */
export function decodeListing(body: Buffer): { readonly scan: number; readonly listing: Listing } {
  const columns = new ColumnReader(body);
  const [scan = 0, flags = 0, count = 0] = columns.take(Uint32Array, 3);
  const [folderMtimeNs = 0n, folderAtimeNs = 0n] = columns.take(BigInt64Array, 2);
  const folder = columns.take(Uint8Array);
  const problem = Problem.safeParse(parseJson(columns.takeText()));
  const names = columns.take(Uint8Array);
  const kinds = columns.take(Uint8Array, count);
  const sizes = columns.take(Float64Array, count);
  const mtimes = columns.take(BigInt64Array, count);
  const isPossible = problem.success && zeroBytes(names) === count && kinds.every((kind) => kind < entryKinds.length);
  if (!isPossible) throw new Fault('bad-message', 'a listing of the peer cannot be understood');
  const listing: Listing = {
    folder,
    isFirstPart: (flags & isPartFirst) !== 0,
    isLastPart: (flags & isPartLast) !== 0,
    problem: problem.data ?? undefined,
    folderMtimeNs,
    folderAtimeNs,
    isMountPoint: false,
    count,
    omitted: 0,
    names,
    kinds,
    sizes,
    mtimes,
    ctimes: new BigInt64Array(),
    birthtimes: new BigInt64Array(),
    atimes: new BigInt64Array(),
    modes: new Uint16Array(),
    uids: new Uint32Array(),
    gids: new Uint32Array(),
  };
  return { scan, listing };
}

function zeroBytes(names: Uint8Array): number {
  let count = 0;
  for (let at = names.indexOf(0); at >= 0; at = names.indexOf(0, at + 1)) count += 1;
  return count;
}
