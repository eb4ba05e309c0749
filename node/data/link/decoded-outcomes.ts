/** What became of files, as the node that they were sent to says (encoded-outcomes.ts). */
import type { Buffer } from 'node:buffer';
import { z } from 'zod';
import { type OutcomeBatch, type Outcomes, unpackOutcomes } from '../../../src/engine/endpoint/item.ts';
import { NameClashFacts } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { ColumnReader } from './columns.ts';
import { parseJson } from './message-text.ts';

/** The code and message are the receiver's; that the source has a file no more is not for it to say. */
const FailedList = z.array(
  z.object({
    id: z.number(),
    code: z.string(),
    message: z.string(),
    clash: NameClashFacts.exactOptional(),
    side: z.literal('destination'),
  }),
);

/** 0.1.0 does not send them, and passes over those that it gets. */
const FindingList = z.array(z.object({ id: z.number(), code: z.string(), message: z.string() }));

export function decodeOutcomes(body: Buffer): Outcomes {
  const columns = new ColumnReader(body);
  const ids = columns.take(Float64Array);
  const count = ids.length;
  const batch: Omit<OutcomeBatch, 'failed' | 'findings'> = {
    ids,
    sizes: columns.take(Float64Array, count),
    durations: columns.take(Float64Array, count),
    mtimes: columns.take(BigInt64Array, count),
    digestLengths: columns.take(Uint8Array, count),
    digests: columns.take(Uint8Array),
  };
  const failed = FailedList.safeParse(parseJson(columns.takeText()));
  const findings = FindingList.safeParse(columns.isAtEnd ? [] : parseJson(columns.takeText()));
  const digestBytes = batch.digestLengths.reduce((bytes, length) => bytes + length, 0);
  if (!failed.success || !findings.success || digestBytes !== batch.digests.length) {
    throw new Fault('bad-message', 'the outcomes that the peer reports cannot be understood');
  }
  return unpackOutcomes({ ...batch, failed: failed.data, findings: findings.data });
}
