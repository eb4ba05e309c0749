/** What became of files as it is said to the node that sent them; decoded-outcomes.ts reads it. */
import { Buffer } from 'node:buffer';
import { type Finding, type Outcomes, packOutcomes } from '../../../src/engine/endpoint/item.ts';
import { packColumns } from './columns.ts';

/** Names may make a message long, and those of all files of a slot fit into one frame, with the other name of a clash. */
const longestMessage = 1000;
const longestWithClash = 600;

export function encodeOutcomes({ synced, failed }: Outcomes): Buffer {
  const batch = packOutcomes({
    synced: synced.map((one) => (one.finding === undefined ? one : { ...one, finding: shortened(one.finding) })),
    failed: failed.map((one) => ({
      ...one,
      message: one.message.slice(0, one.clash === undefined ? longestMessage : longestWithClash),
    })),
  });
  return packColumns([
    batch.ids,
    batch.sizes,
    batch.durations,
    batch.mtimes,
    batch.digestLengths,
    batch.digests,
    Buffer.from(JSON.stringify(batch.failed)),
    Buffer.from(JSON.stringify(batch.findings)),
  ]);
}

function shortened({ code, message }: Finding): Finding {
  return { code, message: message.slice(0, longestMessage) };
}
