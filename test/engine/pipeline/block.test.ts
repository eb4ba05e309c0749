import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BlockHead,
  blockEnd,
  blocksOf,
  dataOffset,
  mostHoleBytes,
  slotOverhead,
  writeHead,
} from '../../../src/engine/pipeline/block.ts';

const arbitraryContent = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => ({
    isHole: false,
    data: Buffer.from(bytes),
    dataLength: bytes.length,
  })),
  fc.integer({ min: 1, max: mostHoleBytes }).map((dataLength) => ({ isHole: true, data: Buffer.alloc(0), dataLength })),
);

const arbitraryHead = fc.record({
  item: fc.nat(),
  path: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  isFirst: fc.boolean(),
  isLast: fc.boolean(),
  isAbort: fc.boolean(),
  isLink: fc.boolean(),
  size: fc.maxSafeNat(),
  offset: fc.maxSafeNat(),
  mtimeNs: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  atimeNs: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  digest: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  content: arbitraryContent,
});

test('whatever is put into a slot comes out of it', () => {
  fc.assert(
    fc.property(fc.array(arbitraryHead, { maxLength: 5 }), (blocks) => {
      const slot = Buffer.alloc(slotOverhead * 5);
      let at = 0;
      for (const { content, ...rest } of blocks) {
        const { data, ...length } = content;
        const head: BlockHead = { ...rest, ...length };
        slot.set(data, dataOffset(at, head.path.length));
        at = writeHead(slot, at, head);
      }
      expect([...blocksOf(slot.subarray(0, at))]).toEqual(
        blocks.map(({ content, ...rest }) => ({ ...rest, ...content })),
      );
    }),
    { numRuns: 50 },
  );
});

test('bytes of a peer that are no blocks are refused, not read beyond their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
      try {
        for (const block of blocksOf(Buffer.from(bytes))) {
          expect(blockEnd(0, block.path.length, block.data.length)).toBeLessThanOrEqual(bytes.length);
        }
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'bad-message' });
      }
    }),
  );
});

test.each([0x8000_0000, 0xffff_ff88, 0xffff_ffff])(
  'a block that claims %d bytes is refused, not walked around in a circle',
  (claimed) => {
    const slot = Buffer.alloc(1024);
    slot.writeUInt32LE(claimed, 48);
    expect(() => [...blocksOf(slot).take(100)]).toThrow(expect.objectContaining({ code: 'bad-message' }));
  },
);
