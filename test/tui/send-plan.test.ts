/** What `t` would start, from what is marked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from '../../src/engine/scan/pattern.ts';
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import { inverted, isMarked, type Marks, noMarks, withAll, withEntries } from '../../tui/screens/browse/marks.ts';
import { patternOf, sendPlan } from '../../tui/screens/browse/send-requests.ts';
import { changePane } from '../../tui/screens/focused-list.ts';
import type { Place } from '../../tui/store/place.ts';
import { startUi, type UiState } from '../../tui/store/ui-state.ts';
import { file, folder } from '../harness/fleet-seeds.ts';

const from = { node: 'fs1', path: '/data' };
const vault = { node: 'fs2', path: '/vault' };

function panes(marks: Marks, ends: { from?: Place; to?: Place } = {}): UiState {
  const left = changePane(startUi({ isReadOnly: false, theme: 'default', hasMouse: false }), 0, {
    place: ends.from ?? from,
    marks,
  });
  return changePane(left, 1, { place: ends.to ?? vault });
}

function marked(...entries: readonly FolderEntry[]): Marks {
  return withEntries(noMarks, from, { entries, how: 'marked' });
}

function requestsOf(plan: ReturnType<typeof sendPlan>) {
  return plan.kind === 'ready' ? plan.requests : plan.reason;
}

test.each([
  { entry: folder('reel'), source: '/data/reel', destination: '/vault/reel', note: 'a folder lands as a folder' },
  { entry: file('a b.txt', 7), source: '/data/a b.txt', destination: '/vault', note: 'a file lands in the folder' },
])('one thing that is marked is a transfer of its own: $note', ({ entry, source, destination }) => {
  expect(requestsOf(sendPlan(panes(marked(entry))))).toMatchObject([
    { source: { node: 'fs1', path: source }, destination: { node: 'fs2', path: destination } },
  ]);
});

test('several things of one folder are one transfer that takes nothing else', () => {
  const plan = sendPlan(panes(marked(folder('reel'), file('[1].txt', 7))));
  expect(requestsOf(plan)).toMatchObject([
    {
      source: from,
      destination: vault,
      options: {
        selection: {
          rules: [
            { kind: 'include', pattern: '/reel' },
            { kind: 'include', pattern: '/\\[1\\].txt' },
          ],
        },
      },
    },
  ]);
});

test('a whole folder but for some is one transfer that leaves those out', () => {
  const all = withAll(noMarks, from, 100_000);
  const marks = withEntries(all, from, { entries: [file('tmp', 1)], how: 'turned' });
  expect(requestsOf(sendPlan(panes(marks)))).toMatchObject([
    { source: from, options: { selection: { rules: [{ kind: 'exclude', pattern: '/tmp' }] } } },
  ]);
  expect(requestsOf(sendPlan(panes(all)))).toMatchObject([{ source: from, destination: vault }]);
});

test('more names than a transfer has rules for become several transfers, which together are all of them', () => {
  const entries = Array.from({ length: 2300 }, (_, index) => file(`f${index}`, 1));
  const requests = requestsOf(sendPlan(panes(marked(...entries))));
  const patterns = (requests as Exclude<typeof requests, string>).flatMap(
    ({ options }) => options.selection?.rules.map(({ pattern }) => pattern) ?? [],
  );
  expect(requests).toHaveLength(3);
  expect(patterns).toEqual(entries.map(({ name }) => `/${name}`));
});

test('the pattern of a name matches that name and no other', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'b', '*', '?', '[', ']', '{', '}', '!', '\\', ' ', '(', '^'), minLength: 1 })
    .filter((text) => text !== '.' && text !== '..');
  fc.assert(
    fc.property(name, name, (one, other) => {
      const { matches } = compilePattern(patternOf(one));
      const entry = (text: string) => ({ name: text, path: text, isFolder: false });
      expect(matches(entry(one))).toBe(true);
      if (one !== other) expect(matches(entry(other))).toBe(false);
    }),
  );
});

test('with nothing marked the folder shown is sent', () => {
  expect(requestsOf(sendPlan(panes(noMarks)))).toMatchObject([{ source: from, destination: vault }]);
});

test('a name that is not UTF-8 is refused with the way out', () => {
  const odd = file({ base64: Buffer.from([0xff]).toString('base64') }, 1);
  expect(requestsOf(sendPlan(panes(marked(odd))))).toBe('\\xff is not UTF-8: mark the folder that it lies in');
});

test('marking and inverting in any order marks what was meant', () => {
  const entries = Array.from({ length: 6 }, (_, index) => file(`f${index}`, 1));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('turn' as const), index: fc.nat(5) }),
    fc.record({ kind: fc.constantFrom('all' as const, 'invert' as const), index: fc.nat(5) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let marks = noMarks;
      let expected = new Set<number>();
      for (const { kind, index } of steps) {
        if (kind === 'turn') {
          marks = withEntries(marks, from, { entries: [entries[index] as FolderEntry], how: 'turned' });
          if (!expected.delete(index)) expected.add(index);
        } else if (kind === 'all') {
          marks = withAll(marks, from, entries.length);
          expected = new Set(entries.keys());
        } else {
          marks = inverted(marks, from, entries.length);
          expected = new Set([...entries.keys()].filter((each) => !expected.has(each)));
        }
      }
      expect([...entries.keys()].filter((index) => isMarked(marks, from, entries[index] as FolderEntry))).toEqual([
        ...[...expected].sort(),
      ]);
    }),
  );
});

const connections: ConnectionRecord[] = [
  { name: 'cold', kind: 's3', endpoint: 'https://s3.example.com', nodes: ['fs1', 'fs2'] },
  { name: 'nas', kind: 'sftp', endpoint: 'sftp://nas:22', nodes: ['fs2', 'fs3'] },
  { name: 'dark', kind: 'sftp', endpoint: 'sftp://dark:22', nodes: [] },
];
const cold = { node: 'cold', path: '/bucket/in', via: 'fs1', root: '/bucket' };
const nas = { node: 'nas', path: '/in', via: 'fs3' };

test('between two connections a node that can open both moves the files', () => {
  const plan = sendPlan(panes(noMarks, { from: cold, to: nas }), connections);
  expect(plan).toMatchObject({
    kind: 'ready',
    vias: ['fs2'],
    requests: [{ source: { node: 'cold', path: '/bucket/in' }, destination: { node: 'nas', path: '/in' }, via: 'fs2' }],
  });
  expect(plan.kind === 'ready' && plan.requests[0]?.source).not.toHaveProperty('via');
});

test('the node through which a connection is shown moves the files if it can', () => {
  const plan = sendPlan(panes(noMarks, { from: cold, to: { ...cold, path: '/bucket/out' } }), connections);
  expect(plan).toMatchObject({ vias: ['fs1', 'fs2'], requests: [{ via: 'fs1' }] });
});

test.each([
  { ends: { from: cold, to: { ...nas, node: 'dark', via: 'fs3' } }, reason: 'no node can open both cold and dark' },
  { ends: { from: cold, to: { node: 'fs3', path: '/srv' } }, reason: 'fs3 has no credential for cold' },
  { ends: { from, to: nas }, reason: 'fs1 has no credential for nas' },
])('who cannot open a connection is not asked to: $reason', ({ ends, reason }) => {
  expect(requestsOf(sendPlan(panes(noMarks, ends), connections))).toBe(reason);
});

test('a node at one of the ends moves the files, whoever showed the connection', () => {
  const plan = sendPlan(panes(noMarks, { from: cold, to: vault }), connections);
  expect(plan).toMatchObject({ vias: [], requests: [{ source: { node: 'cold' }, destination: { node: 'fs2' } }] });
  expect(plan.kind === 'ready' && plan.requests[0]).not.toHaveProperty('via');
});
