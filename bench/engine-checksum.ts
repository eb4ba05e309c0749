/**
 * How fast is each checksum, from the implementation that the engine uses, on one thread? In blocks of a large file and
 * for whole small files, in turn.
 *
 *   node bench/engine-checksum.ts [ROUNDS]
 */
import { randomFillSync } from 'node:crypto';
import { createDigest } from '../src/engine/checksum/digest.ts';
import { checksumNames } from '../src/model/transfer-options.ts';

const rounds = Number(process.argv[2] ?? 5);
const block = randomFillSync(Buffer.alloc(5 * 1024 * 1024));
const small = block.subarray(0, 16 * 1024);
const blocksInRound = 20;
const filesInRound = 2000;

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

const contenders = await Promise.all(
  checksumNames
    .filter((name) => name !== 'none')
    .map(async (name) => ({ name, digest: await createDigest(name), large: [] as number[], small: [] as number[] })),
);
for (let round = 0; round < rounds; round += 1) {
  for (const { digest, ...seconds } of contenders) {
    seconds.large.push(
      secondsOf(() => {
        for (let n = 0; n < blocksInRound; n += 1) digest.update(block);
        digest.finish();
      }),
    );
    seconds.small.push(
      secondsOf(() => {
        for (let n = 0; n < filesInRound; n += 1) digest.of(small);
      }),
    );
  }
}
for (const { name, large, small: files } of contenders) {
  const megabytes = (blocksInRound * block.length) / 1e6 / median(large);
  const filesPerSecond = filesInRound / median(files);
  console.log(
    `${name.padEnd(8)} ${megabytes.toFixed(0).padStart(6)} MB/s   ${filesPerSecond.toFixed(0).padStart(8)} files of 16 KiB a second`,
  );
}
