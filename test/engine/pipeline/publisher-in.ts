/** A publisher that writes into a folder of a test. */
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { UnfinishedFiles } from '../../../src/engine/disk/unfinished-files.ts';
import { type Publication, Publisher, type PublisherOptions } from '../../../src/engine/pipeline/publisher.ts';

export const mtimeNs = 1_700_000_000_123_456_789n;
export const atimeNs = 5n;

/** To be given to a publisher of any kind, with what it wants besides. */
export function optionsFor(path: string): PublisherOptions {
  const root = RootDirectory.open({ path, make: true, isExact: true });
  const unfinished = new UnfinishedFiles({ root, temporaryKey: 'key', place: { kind: 'beside' } });
  return { root, unfinished, inPlace: undefined, readBack: undefined };
}

export function publisherIn(path: string, ways: Partial<Pick<PublisherOptions, 'inPlace' | 'readBack'>> = {}) {
  const options = optionsFor(path);
  const publisher = new Publisher({ ...options, ...ways });
  return {
    publisher,
    /** Ready to be published. */
    write: (name: string, text: string): Publication => {
      const content = Buffer.from(text);
      const file = publisher.create(Buffer.from(name), content.length);
      publisher.write(file, content, 0);
      return { file, size: content.length, digest: Buffer.alloc(0), mtimeNs, atimeNs };
    },
    publish: (...publications: Publication[]) => publisher.publish(publications),
    [Symbol.dispose]: () => {
      publisher[Symbol.dispose]();
      options.root[Symbol.dispose]();
    },
  };
}
