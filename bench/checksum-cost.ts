/**
 * What does each checksum cost a copy at full speed? `longhaul sync` from memory to memory, without one and with it, one
 * after the other; the difference, beside what the digest of as many bytes takes alone on one thread in the same round.
 * Reading, hashing and writing overlap, so it must not cost more than that, give or take what copies without one differ
 * among themselves: else the bench ends with 1. CPU is of the whole process, and firmer than the clock on a busy machine.
 *
 *   npm run build && node bench/checksum-cost.ts [ROUNDS] [FOLDER]     needs 1 GiB in FOLDER, by default /dev/shm
 */
import { randomFillSync } from 'node:crypto';
import { createDigest, type Digest } from '../src/engine/checksum/digest.ts';
import { type ChecksumName, checksumNames } from '../src/model/transfer-options.ts';
import { copyPlace } from './measure/copy-place.ts';
import { type Cost, costOf } from './measure/cost.ts';
import { makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';

const rounds = Number(process.argv[2] ?? 3);
using place = copyPlace(process.argv[3] ?? '/dev/shm');
const { source, target, sync } = place;
const tree: Tree = { files: 4, bytes: 128 * 1024 * 1024 };
const block = randomFillSync(Buffer.alloc(5 * 1024 * 1024));

function copy(checksum: ChecksumName): Cost {
  const cost = costOf([...sync, '--checksum', checksum, source, target]);
  place.clear();
  return cost;
}

/** Of as many bytes as are copied. */
function digestAlone(digest: Digest): Cost {
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (let left = tree.files * tree.bytes; left > 0; left -= block.length)
    digest.update(block.subarray(0, Math.min(left, block.length)));
  digest.finish();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
}

interface Round {
  readonly without: Cost;
  readonly with: Cost;
  readonly alone: Cost;
}

const contenders = await Promise.all(
  checksumNames
    .filter((name) => name !== 'none')
    .map(async (name) => ({ name, digest: await createDigest(name), rounds: [] as Round[] })),
);
makeTree(tree, source);
for (let round = 0; round < rounds; round += 1)
  for (const { name, digest, rounds: all } of contenders)
    all.push({ without: copy('none'), with: copy(name), alone: digestAlone(digest) });

const without = contenders
  .flatMap(({ rounds: all }) => all.map((round) => round.without.wall))
  .toSorted((a, b) => a - b);
const quarter = Math.floor(without.length / 4);
const spread = (without.at(-1 - quarter) ?? 0) - (without[quarter] ?? 0);
console.log(
  `${tree.files} x ${tree.bytes / 2 ** 20} MiB without a checksum: ${median(without).toFixed(2)} s, half of all within ${spread.toFixed(2)} s`,
);
for (const { name, rounds: all } of contenders) {
  const costs = (of: keyof Cost) => median(all.map((round) => round.with[of] - round.without[of]));
  const alone = (of: keyof Cost) => median(all.map((round) => round.alone[of]));
  const shown = (of: keyof Cost) =>
    `${costs(of).toFixed(2)} s, alone ${alone(of).toFixed(2)} s: ${(costs(of) / alone(of)).toFixed(2)} x`;
  const isMet = costs('wall') <= alone('wall') + spread;
  if (!isMet) process.exitCode = 1;
  console.log(`${name.padEnd(8)} costs ${shown('wall')}  ${isMet ? 'met   ' : 'missed'}   CPU ${shown('processor')}`);
}
