/**
 * How fast does `longhaul sync` copy large, small and mixed files from memory to memory, beside cp -a and (where it is
 * installed) rsync -a? Programs run in turn, so that all meet the same noise; whole processes, medians. longhaul with
 * backlog, audit log and blake3, which the others do not have, and without a hash.
 *
 *   npm run build && node bench/engine-copy.ts [ROUNDS] [FOLDER]     needs about 3 GiB in FOLDER, by default /dev/shm
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyPlace } from './measure/copy-place.ts';
import { type Cost, costOf, isInstalled } from './measure/cost.ts';
import { makeTree, type Tree } from './measure/make-tree.ts';
import { median } from './measure/median.ts';

const rounds = Number(process.argv[2] ?? 3);
using place = copyPlace(process.argv[3] ?? '/dev/shm');
const { source, target, sync } = place;

const large: Tree = { files: 4, bytes: 256 * 1024 * 1024 };
const small: Tree = { files: 20_000, bytes: 16 * 1024 };
const cases: Readonly<Record<string, readonly Tree[]>> = {
  '4 x 256 MiB': [large],
  '20,000 x 16 KiB': [small],
  '50,000 x 1 KiB': [{ files: 50_000, bytes: 1024 }],
  'mixed': [
    { files: 2, bytes: 256 * 1024 * 1024 },
    { files: 100, bytes: 3 * 1024 * 1024 },
    { files: 10_000, bytes: 16 * 1024 },
    { files: 10_000, bytes: 512 },
  ],
};

const programs: Readonly<Record<string, readonly string[]>> = {
  'cp -a': ['cp', '-a', source, target],
  'longhaul': [...sync, source, target],
  'longhaul, no hash': [...sync, '--checksum', 'none', source, target],
  ...(isInstalled('rsync') && { 'rsync -a': ['rsync', '-a', `${source}/`, target] }),
};

/** In folders of their own, so that sizes meet as they do in a tree that people made. */
function makeCase(trees: readonly Tree[]): void {
  for (const [at, tree] of trees.entries()) makeTree(tree, join(source, `t${at}`));
}

function costsInTurn(): ReadonlyMap<string, readonly Cost[]> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(programs)) {
      costs.set(name, [...(costs.get(name) ?? []), costOf(command)]);
      place.clear();
    }
  }
  return costs;
}

function print(title: string, costs: ReadonlyMap<string, readonly Cost[]>): void {
  const middle = (name: string, of: keyof Cost) => median((costs.get(name) ?? []).map((cost) => cost[of]));
  const ratio = (name: string, of: keyof Cost) => (middle(name, of) / middle('cp -a', of)).toFixed(2);
  for (const [name, each] of costs) {
    const [wall, processor] = [middle(name, 'wall').toFixed(2), middle(name, 'processor').toFixed(2)];
    const shown = each.map((cost) => cost.wall.toFixed(2)).join(' ');
    console.log(
      `${title.padEnd(16)} ${name.padEnd(18)} ${wall} s, CPU ${processor} s  ${ratio(name, 'wall')} x and ${ratio(name, 'processor')} x cp  (${shown})`,
    );
  }
}

for (const [title, trees] of Object.entries(cases)) {
  makeCase(trees);
  print(title, costsInTurn());
  rmSync(source, { recursive: true });
}
