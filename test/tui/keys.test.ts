/** From bytes of the terminal to keys, and from keys to commands. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scope } from '../../tui/keys/command.ts';
import { commands } from '../../tui/keys/command-table.ts';
import { views } from '../../tui/store/ui-state.ts';
import { cutKeys, functionKeyBase } from '../../tui/terminal/key-sequence.ts';
import { KeyStream } from '../../tui/terminal/key-stream.ts';
import { until } from '../harness/until.ts';

const f5 = String.fromCodePoint(functionKeyBase + 5);

test.each([
  { input: 'jjk\r', keys: ['j', 'j', 'k', '\r'], note: 'typed in a hurry' },
  { input: 'abc\r\n', keys: ['a', 'b', 'c', '\r'], note: 'Enter of a terminal that sends both' },
  { input: 'G\u0004', keys: ['G', '\u0004'], note: 'a letter and Ctrl-D' },
  { input: '\u001b[A\u001b[Bx', keys: ['\u001b[A', '\u001b[B', 'x'], note: 'arrows' },
  { input: '\u001b[15~\u001b[15~', keys: [f5, f5], note: 'function keys' },
  { input: '日本e\u0301👩‍🚀', keys: ['日', '本', 'e\u0301', '👩‍🚀'], note: 'graphemes stay whole' },
  { input: '\u001b[200~a\nb\u001b[201~j', keys: ['\u001b[200~a\nb\u001b[201~', 'j'], note: 'a paste is one thing' },
  { input: '\u001bx', keys: ['\u001bx'], note: 'Alt' },
])('cuts $note into its keys', ({ input, keys }) => {
  expect(cutKeys(input)).toEqual({ keys, rest: '' });
});

test('input torn apart at any place gives the same keys as in one piece', () => {
  const piece = fc.constantFrom(
    'j',
    'G',
    '\r',
    '\u0004',
    '\u001b[A',
    '\u001b[15~',
    '\u001bOP',
    '日',
    '\u001b[200~two\nlines\u001b[201~',
    '\u001b[1;5C',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), (pieces, place) => {
      const input = pieces.join('');
      const at = input.length === 0 ? 0 : place % input.length;
      const first = cutKeys(input.slice(0, at));
      const second = cutKeys(first.rest + input.slice(at));
      expect([...first.keys, ...second.keys]).toEqual(cutKeys(input).keys);
    }),
  );
});

test('a lone Esc is a key as soon as nothing follows it', async () => {
  const source = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  });
  using stream = Object.assign(new KeyStream(source), { [Symbol.dispose]: () => void stream.destroy() });
  const seen: string[] = [];
  stream.on('data', (key: string) => seen.push(key));
  source.write('\u001b');
  await until(() => seen.length > 0);
  source.write('\u001b[');
  source.write('Aj');
  await until(() => seen.length === 3);
  expect(seen).toEqual(['\u001b', '\u001b[A', 'j']);
});

test('no two commands claim the same key in the same place', () => {
  const places: readonly (readonly Scope[])[] = [
    ...views.map((view) => [view, 'list', 'everywhere'] as const),
    ['dialog'],
    ['palette'],
    ['log-of'],
    ['filter'],
    ['columns'],
    ['export'],
    ['value'],
    ['place'],
    ['template-name'],
    ['revoke'],
    ['invite'],
  ];
  for (const scopes of places) {
    for (const scope of scopes) {
      const claimed = commands.filter(({ where }) => where.includes(scope)).flatMap(({ keys }) => keys);
      expect(
        claimed.filter((key, index) => claimed.indexOf(key) !== index),
        scope,
      ).toEqual([]);
    }
  }
});

test('a view takes a key from the lists or from everywhere only where that is written here', () => {
  const common = new Set(
    commands.filter(({ where }) => where.includes('list') || where.includes('everywhere')).flatMap(({ keys }) => keys),
  );
  const taken = commands
    .filter(({ where }) =>
      where.some(
        (scope) =>
          !['help', 'new-transfer', 'run-template'].includes(scope) && (views as readonly string[]).includes(scope),
      ),
    )
    .flatMap(({ id, keys }) => keys.filter((key) => common.has(key)).map((key) => `${key} ${id}`));
  expect(taken).toEqual([]);
});

test('commands have ids of their own and titles to search by', () => {
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  // Colours and settings are chosen by name alone.
  const isReachable = ({ id, keys }: (typeof commands)[number]): boolean =>
    keys.length > 0 ||
    id.startsWith('theme.') ||
    ['console.bell', 'settings.open', 'console.info', 'console.keys'].includes(id);
  expect(commands.filter((command) => command.title === '' || !isReachable(command))).toEqual([]);
});
