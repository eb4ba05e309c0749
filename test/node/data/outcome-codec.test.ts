import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { decodeOutcomes } from '../../../node/data/link/decoded-outcomes.ts';
import { encodeOutcomes } from '../../../node/data/link/encoded-outcomes.ts';
import type { Synced } from '../../../src/engine/endpoint/item.ts';
import { mostFilesInSlot } from '../../../src/engine/pipeline/block.ts';
import { maxOutcomesBytes } from '../../../src/protocol/block-frame.ts';

const synced = (id: number, finding?: Synced['finding']): Synced => ({
  id,
  size: 2 ** 40,
  mtimeNs: -1n,
  digest: Buffer.alloc(64, id),
  durationMs: 1.5,
  ...(finding === undefined ? {} : { finding }),
});

test('a finding crosses with its file, and files without one have none', () => {
  const finding = { code: 'holes-filled', message: 'b takes more room' };
  const { synced: read } = decodeOutcomes(encodeOutcomes({ synced: [synced(1), synced(2, finding)], failed: [] }));
  expect(read.map((one) => [one.id, one.finding])).toEqual([
    [1, undefined],
    [2, finding],
  ]);
});

test('findings of the longest names, one for each file of a slot, fit into one frame', () => {
  const finding = { code: 'holes-filled', message: '漢'.repeat(30_000) };
  const all = Array.from({ length: mostFilesInSlot }, (_, id) => synced(id, finding));
  expect(encodeOutcomes({ synced: all, failed: [] }).length).toBeLessThan(maxOutcomesBytes);
});
