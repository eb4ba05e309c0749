import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PacedPublisher } from '../../../src/engine/pipeline/paced-publisher.ts';
import { createLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { optionsFor } from './publisher-in.ts';

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));

function write(place: TemporaryFolder, { rate, stop }: { readonly rate: number; readonly stop: StopFlag }): void {
  const throttle = new Throttle([createLimiter(rate)]);
  const options = optionsFor(place.path);
  using _root = options.root;
  using publisher = new PacedPublisher({ ...options, throttle, stop });
  const file = publisher.create(Buffer.from('file'), bytes.length);
  publisher.write(file, bytes, 0);
  publisher.publish([{ file, size: bytes.length, digest: Buffer.alloc(0), mtimeNs: 1n, atimeNs: 1n }]);
}

test('a block that was read before there was a limit is written no faster than the limit, and whole', () => {
  using place = temporaryFolder();
  const start = performance.now();
  write(place, { rate: 1_000_000, stop: new StopFlag() });
  expect(performance.now() - start).toBeGreaterThan(250);
  expect(readFileSync(place.at('file'))).toEqual(bytes);
});

test('whoever is stopped writes what is left of a block at once', () => {
  using place = temporaryFolder();
  const stop = new StopFlag();
  stop.raise();
  write(place, { rate: 1, stop });
  expect(readFileSync(place.at('file'))).toEqual(bytes);
});
