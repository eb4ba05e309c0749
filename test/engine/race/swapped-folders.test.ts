import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { RunSummary } from '../../../src/engine/run/run-event.ts';
import { twoNodes } from '../../node/data/two-nodes.ts';
import { run } from '../run/run.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { Outside, Swapper, stolen } from './swapper.ts';

/** `LONGHAUL_RACE_SECONDS=60 npx vitest run test/engine/race` races for longer. */
const seconds = Number(process.env['LONGHAUL_RACE_SECONDS'] ?? '2');

/** Where a mirror is run while folders are swapped. */
interface Arena {
  /** Of links and of what lies outside. */
  readonly folder: string;
  readonly source: string;
  readonly destination: string;
  readonly backlogFile: string;
  /** One run. */
  readonly mirror: () => Promise<RunSummary | undefined>;
}

const raced = ['top', 'above/below'];
const inEach = [...Array.from({ length: 60 }, (_, n) => `deep/er/${n}`), 'large.bin', 'near'];
const sizeOf = (name: string) => (name === 'large.bin' ? 1_300_000 : 40);

function makeSource(source: string, round: number): void {
  const content = (name: string) => Buffer.alloc(sizeOf(name) + round, `${round} from inside `);
  makeTree(
    source,
    Object.fromEntries(raced.flatMap((folder) => inEach.map((name) => [join(folder, name), content(name)]))),
  );
}

const extras = ['extra', 'gone/extra'];

/** What is copied of a folder that is a link when it is looked at is a link. */
function restoreDestination(destination: string): void {
  for (const folder of raced) {
    if (lstatSync(join(destination, folder), { throwIfNoEntry: false })?.isSymbolicLink())
      rmSync(join(destination, folder));
    makeTree(join(destination, folder), Object.fromEntries(extras.map((extra) => [extra, 'to be removed'])));
  }
}

/** A name that a scan of the destination removes. */
function leftoverOf({ source, destination, backlogFile }: Arena): string {
  const [sourceRoot, destinationRoot] = [Buffer.from(source), Buffer.from(destination)];
  using backlog = Backlog.open({ file: backlogFile, sourceRoot, destinationRoot });
  return temporaryNames(backlog.temporaryKey)(Buffer.from('left')).toString('latin1', 0, 36);
}

async function race(arena: Arena, side: 'source' | 'destination'): Promise<void> {
  const { folder, source, destination, mirror } = arena;
  const leftover = leftoverOf(arena);
  const outside = new Outside(join(folder, 'outside'), [...inEach, ...extras, leftover, `deep/${leftover}`]);
  const before = outside.look();
  makeSource(source, 0);
  restoreDestination(destination);
  await using swapper = Swapper.start(
    folder,
    raced.map((name) => join(arena[side], name)),
  );
  const until = performance.now() + seconds * 1000;
  for (let round = 1; round === 1 || performance.now() < until; round += 1) {
    makeSource(source, round);
    restoreDestination(destination);
    await swapper.during(mirror);
    expect(outside.look()).toEqual(before);
    expect(stolen(destination)).toEqual([]);
  }
  expect(swapper.swaps).toBeGreaterThan(100);
  restoreDestination(destination);
  expect(await mirror()).toMatchObject({ failed: { files: 0 } });
  expect(differing(readTree(source), readTree(destination))).toEqual([]);
}

/** Paths that are not the same in both trees. */
function differing(one: ReturnType<typeof readTree>, other: ReturnType<typeof readTree>): string[] {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].filter((path) => !isDeepStrictEqual(one[path], other[path]));
}

const bothSides = [{ side: 'destination' }, { side: 'source' }] as const;
const timeoutMs = 180_000 + seconds * 2000;

test.each(bothSides)(
  'while folders of the $side become links and folders again, a mirror touches and reads nothing outside',
  async ({ side }) => {
    using place = temporaryFolder();
    await race(
      {
        folder: place.path,
        source: place.at('source'),
        destination: place.at('destination'),
        backlogFile: place.at('backlog.db'),
        mirror: () =>
          run(place, { deleteExtras: true, rescan: true, retries: 0, maxDelete: { kind: 'share', share: 1 } }),
      },
      side,
    );
  },
  timeoutMs,
);

test.each(bothSides)(
  'the same between two nodes, with the $side swapped',
  async ({ side }) => {
    await using nodes = await twoNodes();
    let sent = 0;
    const mirror = async () => {
      sent += 1;
      const outcome = await nodes.send({ transfer: `T-${sent}`, options: { deleteExtras: true, rescan: true } });
      return outcome.kind === 'completed' ? outcome.totals : undefined;
    };
    const backlogFile = join(nodes.folder, 'fs1/backlog.db');
    await race({ folder: nodes.folder, source: nodes.source, destination: nodes.target, backlogFile, mirror }, side);
  },
  timeoutMs,
);
