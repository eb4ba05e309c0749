/** Files on their way through lanes and threads: leased from the backlog, and what became of them. */
import { Buffer } from 'node:buffer';
import type { FaultFacts } from '../disk/name-clash.ts';

export interface LaneItem {
  /** The row of the backlog; comes back in the outcome. */
  readonly id: number;
  /** Relative to the source, and to the destination unless it gets another there. */
  readonly path: Buffer;
  /** Relative to the destination. */
  readonly to?: Buffer;
  readonly kind: 'file' | 'link';
  /** As the scan saw it; decides the way it goes. */
  readonly size: number;
}

/** Items as a few flat arrays, which cross threads for the price of a copy. */
export interface ItemBatch {
  readonly ids: Float64Array;
  readonly sizes: Float64Array;
  readonly isLink: Uint8Array;
  /** Each path ends in a zero byte. */
  readonly paths: Uint8Array;
  /** The same of those at the destination, empty for one that is the same; undefined where all are. */
  readonly destinations: Uint8Array | undefined;
}

/** Relative to the destination. */
export function pathThere({ path, to }: Pick<LaneItem, 'path' | 'to'>): Buffer {
  return to ?? path;
}

const noPath = Buffer.alloc(0);

export function packItems(items: readonly LaneItem[]): ItemBatch {
  const areRenamed = items.some(({ to }) => to !== undefined);
  const batch = {
    ids: new Float64Array(items.length),
    sizes: new Float64Array(items.length),
    isLink: new Uint8Array(items.length),
    paths: packPaths(items.map(({ path }) => path)),
    destinations: areRenamed ? packPaths(items.map(({ to }) => to ?? noPath)) : undefined,
  };
  for (const [index, { id, size, kind }] of items.entries()) {
    batch.ids[index] = id;
    batch.sizes[index] = size;
    batch.isLink[index] = kind === 'link' ? 1 : 0;
  }
  return batch;
}

export function unpackItems({ ids, sizes, isLink, paths, destinations }: ItemBatch): LaneItem[] {
  const nextPath = unpackPaths(paths);
  const nextDestination = destinations && unpackPaths(destinations);
  return Array.from(ids, (id, index) => {
    const item = {
      id,
      path: nextPath(),
      kind: isLink[index] === 1 ? 'link' : 'file',
      size: sizes[index] as number,
    } as const;
    const to = nextDestination?.();
    return to === undefined || to.length === 0 ? item : { ...item, to };
  });
}

function packPaths(paths: readonly Buffer[]): Uint8Array {
  const packed = Buffer.allocUnsafeSlow(paths.reduce((length, path) => length + path.length + 1, 0));
  let at = 0;
  for (const path of paths) {
    packed.set(path, at);
    at += path.length;
    packed[at] = 0;
    at += 1;
  }
  return packed;
}

/** One after the other. */
function unpackPaths(packed: Uint8Array): () => Buffer {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  let at = 0;
  return () => {
    const end = bytes.indexOf(0, at);
    const path = bytes.subarray(at, end);
    at = end + 1;
    return path;
  };
}

export interface Synced {
  readonly id: number;
  /** As read: the file may have changed since the scan. */
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Empty for checksum `none` and for links. */
  readonly digest: Uint8Array;
  readonly durationMs: number;
  /** What an operator should know of it, though it is done. */
  readonly finding?: Finding;
}

export interface Finding {
  readonly code: string;
  readonly message: string;
}

/** `not-found` says that the source has it no more. */
export interface Failed extends FaultFacts {
  readonly id: number;
  /** Which side refused: only the source's `not-found` means that the file is gone. */
  readonly side: 'source' | 'destination';
}

/** What a lane reports together. A file is in `synced` only when it is durable under its final name. */
export interface Outcomes {
  readonly synced: readonly Synced[];
  readonly failed: readonly Failed[];
}

/** `Outcomes` as they cross threads. */
export interface OutcomeBatch {
  readonly ids: Float64Array;
  readonly sizes: Float64Array;
  readonly durations: Float64Array;
  readonly mtimes: BigInt64Array;
  readonly digests: Uint8Array;
  readonly digestLengths: Uint8Array;
  readonly failed: readonly Failed[];
  /** Of the few that have one. */
  readonly findings: readonly (Finding & { readonly id: number })[];
}

export function packOutcomes({ synced, failed }: Outcomes): OutcomeBatch {
  const batch = {
    ids: new Float64Array(synced.length),
    sizes: new Float64Array(synced.length),
    durations: new Float64Array(synced.length),
    mtimes: new BigInt64Array(synced.length),
    digests: new Uint8Array(synced.reduce((length, { digest }) => length + digest.length, 0)),
    digestLengths: new Uint8Array(synced.length),
    failed,
    findings: synced.flatMap(({ id, finding }) => (finding === undefined ? [] : { id, ...finding })),
  };
  let at = 0;
  for (const [index, { id, size, durationMs, mtimeNs, digest }] of synced.entries()) {
    batch.ids[index] = id;
    batch.sizes[index] = size;
    batch.durations[index] = durationMs;
    batch.mtimes[index] = mtimeNs;
    batch.digestLengths[index] = digest.length;
    batch.digests.set(digest, at);
    at += digest.length;
  }
  return batch;
}

export function unpackOutcomes(batch: OutcomeBatch): Outcomes {
  const findings = new Map(batch.findings.map(({ id, ...finding }) => [id, finding]));
  let at = 0;
  const synced = Array.from(batch.ids, (id, index): Synced => {
    const from = at;
    at += batch.digestLengths[index] as number;
    const finding = findings.get(id);
    return {
      id,
      size: batch.sizes[index] as number,
      mtimeNs: batch.mtimes[index] as bigint,
      durationMs: batch.durations[index] as number,
      digest: batch.digests.subarray(from, at),
      ...(finding === undefined ? {} : { finding }),
    };
  });
  return { synced, failed: batch.failed };
}
