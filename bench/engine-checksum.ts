/**
 * How fast is each checksum as the engine uses it, on one thread: blocks of a large file in turn, and whole small files;
 * beside what its implementation does alone with the same bytes in one call, and (for those of OpenSSL) `openssl speed` of
 * this machine.
 *
 *   node bench/engine-checksum.ts [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { hash, randomFillSync } from 'node:crypto';
import { blake3 } from '@napi-rs/blake-hash';
import { xxhash3, xxhash64 } from 'hash-wasm';
import { createDigest } from '../src/engine/checksum/digest.ts';
import { type ChecksumName, checksumNames } from '../src/model/transfer-options.ts';
import { median } from './measure/median.ts';

const rounds = Number(process.argv[2] ?? 5);
const blockBytes = 5 * 1024 * 1024;
const whole = randomFillSync(Buffer.alloc(20 * blockBytes));
const small = whole.subarray(0, 16 * 1024);
const filesInRound = 2000;

type Hashing = Exclude<ChecksumName, 'none'>;

const alone: Readonly<Record<Hashing, (bytes: Buffer) => unknown>> = {
  md5: (bytes) => hash('md5', bytes),
  sha1: (bytes) => hash('sha1', bytes),
  sha256: (bytes) => hash('sha256', bytes),
  blake2b: (bytes) => hash('blake2b512', bytes),
  blake3: (bytes) => blake3(bytes),
  xxh3: (bytes) => xxhash3(bytes),
  xxh64: (bytes) => xxhash64(bytes),
};
const opensslNames: Readonly<Partial<Record<Hashing, string>>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  blake2b: 'blake2b512',
};

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Of the program that is installed here, which may be another version than the one in Node. Bytes a second. */
function opensslRate(name: Hashing): number | undefined {
  const algorithm = opensslNames[name];
  if (algorithm === undefined) return undefined;
  const args = ['speed', '-mr', '-elapsed', '-seconds', '1', '-bytes', String(blockBytes), '-evp', algorithm];
  const { stdout } = spawnSync('openssl', args, { encoding: 'utf8' });
  const [, rate] = /^\+F:\d+:[^:]+:([\d.]+)$/m.exec(stdout ?? '') ?? [];
  return rate === undefined ? undefined : Number(rate);
}

const contenders = await Promise.all(
  checksumNames
    .filter((name) => name !== 'none')
    .map(async (name) => ({
      name,
      digest: await createDigest(name),
      large: [] as number[],
      alone: [] as number[],
      small: [] as number[],
    })),
);
for (let round = 0; round < rounds; round += 1) {
  for (const { name, digest, ...seconds } of contenders) {
    seconds.alone.push(await secondsOf(() => alone[name](whole)));
    seconds.large.push(
      await secondsOf(() => {
        for (let at = 0; at < whole.length; at += blockBytes) digest.update(whole.subarray(at, at + blockBytes));
        digest.finish();
      }),
    );
    seconds.small.push(
      await secondsOf(() => {
        for (let n = 0; n < filesInRound; n += 1) digest.of(small);
      }),
    );
  }
}
const megabytes = (bytesPerSecond: number): string => `${(bytesPerSecond / 1e6).toFixed(0).padStart(6)} MB/s`;
for (const { name, large, alone: direct, small: files } of contenders) {
  const [rate, directRate] = [whole.length / median(large), whole.length / median(direct)];
  const openssl = opensslRate(name);
  const cells = [
    name.padEnd(8),
    `${megabytes(rate)} in blocks`,
    `alone ${megabytes(directRate)} (${(rate / directRate).toFixed(2)} x)`,
    `${(filesInRound / median(files)).toFixed(0).padStart(7)} files of 16 KiB a second`,
    ...(openssl === undefined ? [] : [`openssl speed ${megabytes(openssl)} (${(rate / openssl).toFixed(2)} x)`]),
  ];
  console.log(cells.join('   '));
}
