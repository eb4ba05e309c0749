import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EntryKind, entryKinds } from '../../../src/engine/disk/file-status.ts';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { type MergedListing, mergeListings } from '../../../src/engine/scan/merge.ts';

interface Node {
  readonly kind: EntryKind;
  readonly size: number;
  readonly below: Readonly<Record<string, Node>>;
}

const entry = (kind: EntryKind, size = 0): Node => ({ kind, size, below: {} });
const folder = (below: Readonly<Record<string, Node>>): Node => ({ kind: 'folder', size: 0, below });

/** The listings a scan of this tree yields, at most `partLength` entries each. */
async function* listings({ below }: Node, partLength: number, path = ''): AsyncGenerator<Listing> {
  const names = Object.keys(below).sort();
  for (let from = 0; from === 0 || from < names.length; from += partLength) {
    const part = names.slice(from, from + partLength);
    const nodes = part.map((name) => below[name] as Node);
    yield {
      folder: Buffer.from(path),
      isFirstPart: from === 0,
      isLastPart: from + partLength >= names.length,
      omitted: 0,
      problem: undefined,
      isMountPoint: false,
      folderMtimeNs: 1n,
      folderAtimeNs: 1n,
      count: part.length,
      names: Buffer.from(part.map((name) => `${name}\0`).join('')),
      kinds: Uint8Array.from(nodes, ({ kind }) => entryKinds.indexOf(kind)),
      sizes: Float64Array.from(nodes, ({ size }) => size),
      mtimes: BigInt64Array.from(nodes, () => 1n),
      ctimes: new BigInt64Array(),
      birthtimes: new BigInt64Array(),
      atimes: new BigInt64Array(),
      modes: new Uint16Array(),
      uids: new Uint32Array(),
      gids: new Uint32Array(),
    };
  }
  for (const name of names) {
    const node = below[name] as Node;
    if (node.kind === 'folder') yield* listings(node, partLength, path === '' ? name : `${path}/${name}`);
  }
}

async function merge(source: Node, destination: Node, partLength = 3) {
  const verdicts: Record<string, string> = {};
  const extras: string[] = [];
  const merged = mergeListings({
    source: listings(source, partLength),
    destination: listings(destination, partLength),
    grainNs: 1n,
    links: 'keep',
  });
  for await (const part of merged) {
    for (const [path, verdict] of verdictsOf(part)) verdicts[path] = verdict;
    extras.push(...part.extras.map(({ path }) => path.toString()));
  }
  return { verdicts, extras };
}

function verdictsOf({ source, verdicts }: MergedListing): [string, string][] {
  const names = Buffer.from(source?.names ?? [])
    .toString()
    .split('\0');
  const path = Buffer.from(source?.folder ?? []).toString();
  return verdicts.map((verdict, index) => [path === '' ? `${names[index]}` : `${path}/${names[index]}`, verdict]);
}

test('each entry gets the verdict that its two sides deserve', async () => {
  const source = folder({
    new: entry('file', 1),
    same: entry('file', 2),
    other: entry('file', 3),
    f: folder({ a: entry('link') }),
    g: folder({}),
    clash: entry('file'),
    pipe: entry('other'),
  });
  const destination = folder({
    same: entry('file', 2),
    other: entry('file', 4),
    f: folder({}),
    clash: folder({ kept: entry('file') }),
    pipe: entry('file'),
    gone: folder({ x: entry('file') }),
  });
  expect(await merge(source, destination)).toEqual({
    verdicts: {
      new: 'copy',
      same: 'same',
      other: 'copy',
      f: 'same',
      g: 'make',
      clash: 'clash',
      pipe: 'not-regular',
      'f/a': 'copy',
    },
    extras: ['gone', 'gone/x'],
  });
});

const arbitraryTree = fc.letrec<{ node: Node; folder: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constantFrom<EntryKind>('file', 'link'), size: fc.nat(2), below: fc.constant({}) }),
    tie('folder'),
  ),
  folder: fc.record({
    kind: fc.constant('folder' as const),
    size: fc.constant(0),
    below: fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', 'b', '-', '0'), minLength: 1, maxLength: 2 }),
      tie('node'),
      { maxKeys: 6 },
    ),
  }),
}));

function flatten(node: Node, path = ''): Map<string, Node> {
  return new Map(
    Object.entries(node.below).flatMap(([name, child]) => {
      const full = path === '' ? name : `${path}/${name}`;
      return [[full, child] as const, ...flatten(child, full)];
    }),
  );
}

test('the merge of two streams finds what a comparison of two maps finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryTree.folder,
      arbitraryTree.folder,
      fc.integer({ min: 1, max: 4 }),
      async (source, destination, partLength) => {
        const [left, right] = [flatten(source), flatten(destination)];
        const clashes = [...left]
          .filter(([path, { kind }]) => right.has(path) && (kind === 'folder') !== (right.get(path)?.kind === 'folder'))
          .map(([path]) => path);
        const { verdicts, extras } = await merge(source, destination, partLength);
        expect(Object.keys(verdicts).sort()).toEqual([...left.keys()].sort());
        for (const [path, { kind, size }] of left) {
          const other = right.get(path);
          const expected = clashes.includes(path)
            ? 'clash'
            : kind === 'folder'
              ? other
                ? 'same'
                : 'make'
              : other?.kind === kind && other.size === size
                ? 'same'
                : 'copy';
          expect([path, verdicts[path]]).toEqual([path, expected]);
        }
        const expectedExtras = [...right.keys()].filter(
          (path) => !left.has(path) && !clashes.some((clash) => path.startsWith(`${clash}/`)),
        );
        expect(extras.toSorted()).toEqual(expectedExtras.sort());
      },
    ),
    { numRuns: 200 },
  );
});

test('what only the destination has comes in parts, not as one list of all of it', async () => {
  const other = folder(
    Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`d${n}`, folder({ a: entry('file') })])),
  );
  const parts: number[] = [];
  for await (const { extras } of mergeListings({
    source: listings(folder({}), 3),
    destination: listings(folder({ z: other }), 3),
    grainNs: 1n,
    links: 'keep',
  }))
    parts.push(extras.length);
  expect(parts.reduce((sum, count) => sum + count, 0)).toBe(101);
  expect(Math.max(...parts)).toBeLessThan(10);
});

test('the destination is asked at once, not when the first listing of the source has come', async () => {
  const asked = Promise.withResolvers<void>();
  async function* awaited(): AsyncGenerator<Listing> {
    await asked.promise;
    yield* listings(folder({ a: entry('file') }), 3);
  }
  async function* asking(): AsyncGenerator<Listing> {
    asked.resolve();
    yield* listings(folder({ a: entry('file') }), 3);
  }
  const parts = await Array.fromAsync(
    mergeListings({ source: awaited(), destination: asking(), grainNs: 1n, links: 'keep' }),
  );
  expect(parts.map(({ isSame }) => isSame)).toEqual([true]);
});
