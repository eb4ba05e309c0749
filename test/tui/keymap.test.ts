/** The user's keys on top of the key table. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../../tui/keys/command-table.ts';
import { applyKeymap, isRemappable } from '../../tui/keys/keymap.ts';
import { keyName, readKeymap, writeKeymapExample } from '../../tui/keys/keymap-file.ts';
import { keys } from '../harness/console-in-process.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { wrongIn } from './every-screen/picture-rules.ts';
import { open } from './open-console.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let file: string;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder.path, 'keymap.yaml');
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const keysOf = (found: typeof commands, id: string) => found.find((command) => command.id === id)?.keys;

describe('keymap.yaml', () => {
  test('gives commands other keys, written as people write them', async () => {
    await writeFile(file, 'transfer.pause: [P, Ctrl-o]\nview.nodes: 0\nview.logs: []\nview.help: F1\n');
    const { commands: found, problems } = readKeymap(file, commands);
    expect(problems).toEqual([]);
    expect(['transfer.pause', 'view.nodes', 'view.logs', 'view.help'].map((id) => keysOf(found, id))).toEqual([
      ['P', 'ctrl-o'],
      ['0'],
      [],
      ['f1'],
    ]);
    expect(found.filter((command, index) => command !== commands[index])).toHaveLength(4);
  });

  test('says of each line what is wrong with it, and the others count', async () => {
    const lines = [
      'transfer.pose: x',
      'transfer.pause: [ctrl-i, ctrl-c, P]',
      'transfer.cancel: P',
      'dialog.yes: j',
      'console.interrupt: Q',
      'view.nodes: x',
      'transfer.limit: s',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    const { commands: found, problems } = readKeymap(file, commands);
    expect(problems).toEqual([
      `${file}:1: unknown command transfer.pose; did you mean transfer.pause?`,
      `${file}:2: 'ctrl-i' is no key that can be had; write j, G, ctrl-d, f5, space, enter`,
      `${file}:2: ctrl-c is fixed`,
      `${file}:3: P is the key of transfer.pause already`,
      `${file}:4: the keys of dialog.yes are fixed`,
      `${file}:5: the keys of console.interrupt are fixed`,
      `${file}: s is transfer.limit in overview, transfers, transfer, and list.sort elsewhere`,
    ]);
    expect(keysOf(found, 'transfer.pause')).toEqual(['P']);
    expect(keysOf(found, 'view.nodes')).toEqual(['x']);
    expect(keysOf(found, 'dialog.yes')).toEqual(['y']);
  });

  test('that takes the last key of a command says so', async () => {
    await writeFile(file, 'transfer.pause: x\n');
    expect(readKeymap(file, commands)).toMatchObject({
      problems: [`${file}: transfer.cancel has no key: x went to another command`],
    });
  });

  test.each(['- a\n', 'transfer.pause: [\n', 'a: b: c\n'])(
    'that is %j is one line and changes nothing',
    async (text) => {
      await writeFile(file, text);
      const keymap = readKeymap(file, commands);
      expect(keymap.problems).toHaveLength(1);
      expect(keymap.commands).toBe(commands);
    },
  );

  test('is read back as it is written for an example, and then changes nothing', async () => {
    await writeKeymapExample(file, commands);
    expect(await readFile(file, 'utf8')).toContain('transfer.pause: ["p"] # pause or resume\n');
    expect(readKeymap(file, commands)).toEqual({ commands, problems: [] });
  });
});

test.each([
  ['G', 'G'],
  ['CTRL-D', 'ctrl-d'],
  ['S-Tab', 'shift-tab'],
  ['PgDn', 'pagedown'],
  ['alt-X', 'alt-X'],
  ['é', 'é'],
  ['ctrl-m', undefined],
  ['F13', undefined],
  ['jj', undefined],
  ['\t', undefined],
])('the key %j is called %j', (written, name) => expect(keyName(written)).toBe(name));

test('whatever is wished, no two commands have one key in one place', () => {
  const some = fc.constantFrom(...commands.map(({ id }) => id));
  const key = fc.constantFrom('j', 'x', 's', 'p', 'P', '1', 'space', 'enter', 'ctrl-c', 'ctrl-d', 'f9');
  const wish = fc.record({ id: some, keys: fc.array(key, { maxLength: 3 }), place: fc.constant('keymap.yaml:1') });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
      const found = applyKeymap(commands, wishes).commands.filter(isRemappable);
      for (const scope of new Set(found.flatMap(({ where }) => where))) {
        const claimed = found.filter(({ where }) => where.includes(scope)).flatMap((command) => command.keys);
        expect(claimed).toEqual([...new Set(claimed)]);
      }
    }),
  );
});

test('keys, hints, help and the line of views are those of the user', async () => {
  const wishes = [
    { id: 'transfer.pause', keys: ['P'], place: '' },
    { id: 'view.nodes', keys: ['0'], place: '' },
  ];
  await using opened = await open({}, { commands: applyKeymap(commands, wishes).commands });
  const { screen, press } = opened.run;
  await screen.see(/> T-48213/);
  expect(screen.text).toMatch(/5 Automation +0 Nodes +7 Logs/);
  expect(screen.rows.at(-1)).toContain('P pause');
  press('p', 'P');
  await screen.see('T-48213 is paused');
  press('?', 'pause or');
  await screen.see(/P +pause or resume/);
  press(keys.esc);
  await screen.see('[1 Overview]');
  press('0');
  await screen.see('[0 Nodes]');
});

test(':info says what is used and found, and what is wrong in the files', async () => {
  await using opened = await open({}, { problems: ['keymap.yaml:3: unknown command x', 'console.yaml:1: wrong'] });
  const { screen, press } = opened.run;
  await screen.see('keymap.yaml:3: unknown command x (1 more: :info)');
  await screen.see(/> T-48213/);
  press(':info', keys.enter);
  await screen.see('┏━ Info');
  for (const seen of [/hub +127.0.0.1:\d+ \(prod-eu, longhaul .*, as ana\/operator\)/, /terminal +test, 120x36/])
    expect(screen.text).toMatch(seen);
  expect(screen.text).toMatch(/colours +256[\s\S]*letters +UTF-8[\s\S]*mouse +off[\s\S]*console.yaml:1: wrong/);
  for (const size of [
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ]) {
    opened.run.resize(size);
    const wrong = () => wrongIn({ screen, size, isAscii: false, of: { name: 'info', steps: [], box: 'Info' } });
    await screen.until(`to be right at ${size.columns}`, () => wrong().length === 0);
  }
  press(keys.enter, ':keys', keys.enter);
  await screen.see('written: keymap.example.yaml');
});
