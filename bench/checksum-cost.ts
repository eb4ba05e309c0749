/**
 * What does each checksum cost a copy at full speed? `longhaul sync` from memory to memory with each, and with none, in
 * turn; the difference to the copy without, beside what the digest of as many bytes takes alone on one thread in the same
 * round. Reading, hashing and writing overlap, so it must not cost more than that: else the bench ends with 1.
 *
 *   npm run build && node bench/checksum-cost.ts [ROUNDS] [FOLDER]     needs 1 GiB in FOLDER, by default /dev/shm
 */
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createDigest, type Digest } from '../src/engine/checksum/digest.ts';
import { type ChecksumName, checksumNames } from '../src/model/transfer-options.ts';
import { costOf } from './measure/cost.ts';
import { makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';

const rounds = Number(process.argv[2] ?? 3);
const place = mkdtempSync(join(process.argv[3] ?? '/dev/shm', 'longhaul-bench-'));
const [source, target, state] = ['source', 'target', 'state'].map((name) => join(place, name)) as [
  string,
  string,
  string,
];
const launcher = join(import.meta.dirname, '..', 'bin', 'longhaul');
const tree: Tree = { files: 4, bytes: 128 * 1024 * 1024 };
const block = randomFillSync(Buffer.alloc(5 * 1024 * 1024));
/** The clock of a machine on which other things happen, too: two copies without a checksum differ by this much. */
const noiseSeconds = 0.05;

function copySeconds(checksum: ChecksumName): number {
  const db = join(state, 'backlog.db');
  const { wall } = costOf([launcher, 'sync', '--quiet', '--checksum', checksum, '--db', db, source, target]);
  for (const left of [target, state]) rmSync(left, { recursive: true });
  return wall;
}

/** Of as many bytes as are copied. */
function bareSeconds(digest: Digest): number {
  const start = performance.now();
  for (let left = tree.files * tree.bytes; left > 0; left -= block.length)
    digest.update(block.subarray(0, Math.min(left, block.length)));
  digest.finish();
  return (performance.now() - start) / 1000;
}

const contenders = await Promise.all(
  checksumNames
    .filter((name) => name !== 'none')
    .map(async (name) => ({ name, digest: await createDigest(name), extra: [] as number[], bare: [] as number[] })),
);
const without: number[] = [];
try {
  makeTree(tree, source);
  for (let round = 0; round < rounds; round += 1) {
    const none = copySeconds('none');
    without.push(none);
    for (const { name, digest, extra, bare } of contenders) {
      bare.push(bareSeconds(digest));
      extra.push(copySeconds(name) - none);
    }
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
console.log(`${tree.files} x ${tree.bytes / 2 ** 20} MiB, none: ${median(without).toFixed(2)} s`);
for (const { name, extra, bare } of contenders) {
  const [costs, mayCost] = [median(extra), median(bare)];
  const isMet = costs <= mayCost + noiseSeconds;
  if (!isMet) process.exitCode = 1;
  console.log(
    `${name.padEnd(8)} costs ${costs.toFixed(2)} s, alone ${mayCost.toFixed(2)} s: ${(costs / mayCost).toFixed(2)} x  ${isMet ? 'met' : 'missed'}`,
  );
}
