import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { type ChecksumName, checksumNames } from '../../../src/model/transfer-options.ts';

// 'abc', from the specifications and xxhsum -H3 / -H64.
const ofAbc: Record<ChecksumName, string> = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  blake2b:
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
  blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
  xxh3: '78af5f94892f3950',
  xxh64: '44bc2cf5ad770999',
  none: '',
};

test.each(checksumNames)('%s is what its specification says, in pieces, at once and after a reset', async (name) => {
  const digest = await createDigest(name);
  digest.update(Buffer.from('x'));
  digest.reset();
  digest.update(Buffer.from('a'));
  digest.update(Buffer.from(new SharedArrayBuffer(2)).fill('bc'));
  expect(digest.finish().toString('hex')).toBe(ofAbc[name]);
  expect(digest.of(Buffer.from('abc')).toString('hex')).toBe(ofAbc[name]);
});
