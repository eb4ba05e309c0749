import { Buffer } from 'node:buffer';
import { appendFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DataChannel } from '../../../node/data/link/data-channel.ts';
import { PeerLane } from '../../../node/data/send/peer-lane.ts';
import { PeerStreams } from '../../../node/data/send/peer-streams.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { slotOverhead } from '../../../src/engine/pipeline/block.ts';
import type { SenderMessage } from '../../../src/protocol/data-link.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';

const blockSizeBytes = 64 * 1024;

test('a file that fails at both ends is told once, and the lane goes on', async () => {
  using place = temporaryFolder();
  writeFileSync(place.at('log'), Buffer.alloc(4 * 1024 * 1024));
  const outcomes: Outcomes[] = [];
  const wire = {
    blocks: async (_slot: Buffer) => appendFileSync(place.at('log'), 'more'),
    end: () => {},
  } as unknown as DataChannel<SenderMessage>;
  await using lane = PeerLane.open({
    sourceRoot: Buffer.from(place.path),
    room: undefined,
    temporaryKey: 'key',
    checksum: 'none',
    verify: false,
    isWorkLikely: true,
    renames: false,
    inplace: false,
    blockSizeBytes,
    queueCapacity: 4,
    limiters: [],
    slotBytes: blockSizeBytes + slotOverhead,
    slots: 1000,
    keepsHoles: true,
    channel: wire,
    streams: new PeerStreams({
      first: wire,
      further: undefined,
      needed: async () => 1,
      wish: 'auto',
      onStreamFailed: () => {},
      onLost: () => {},
    }),
    countsFrames: true,
    limitedMs: () => 0,
    onOutcomes: (some) => outcomes.push(some),
    onLost: () => {},
    onClose: async () => {},
  });
  const item = { id: 7, path: Buffer.from('log'), kind: 'file', size: 4 * 1024 * 1024 } as const;
  await lane.submit([item], new AbortController().signal);
  await until(() => outcomes.length > 0);
  expect(outcomes).toMatchObject([{ failed: [{ id: 7, code: 'changed-while-read', side: 'source' }] }]);
  lane.take({ synced: [], failed: [{ id: 7, code: 'disk-full', message: 'no room', side: 'destination' }] });
  expect(outcomes).toHaveLength(1);
});
