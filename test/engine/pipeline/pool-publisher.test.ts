import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { PoolPublisher } from '../../../src/engine/pipeline/pool-publisher.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';

test.for([
  { note: 'published', digestOf: 'new', code: undefined, content: 'new' },
  { note: 'refused, and the old version stays', digestOf: 'what was read', code: 'digest-mismatch', content: 'old' },
])(
  'a file that is read back and differs or not from its digest ($digestOf) is $note',
  async ({ digestOf, code, content }) => {
    using place = temporaryFolder();
    makeTree(place.path, { file: 'old' });
    using directory = RootDirectory.open({ path: place.path, make: false });
    using root = SharedDirectory.open({ root: directory, make: true, isExact: true, capacity: 8 });
    const readBack = await createDigest('blake3');
    const publisher = new PoolPublisher({
      root,
      temporaryNames: temporaryNames('key'),
      readBack,
      throttle: new Throttle([]),
    });
    const published = publisher.publish({
      path: Buffer.from('file'),
      isLink: false,
      data: Buffer.from('new'),
      digest: readBack.of(Buffer.from(digestOf)),
      mtimeNs: 1n,
      atimeNs: 1n,
      signal: new AbortController().signal,
    });
    const thrown = await published.catch((fault: unknown) => fault);
    expect((thrown as { code?: string } | undefined)?.code).toBe(code);
    expect(Object.entries(readTree(place.path)).map(([path, seen]) => [path, seen.content])).toEqual([
      ['file', content],
    ]);
  },
);
