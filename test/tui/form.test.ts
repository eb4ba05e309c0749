/** The form of a new transfer: what it asks for, and that it says everything that the flags can. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConnectionRecord } from '../../src/model/connection-record.ts';
import { optionWords } from '../../src/model/option-words.ts';
import { Template } from '../../src/model/template.ts';
import { optionsFromWords } from '../../src/model/template-options.ts';
import { defaultTransferOptions, type TransferOptions } from '../../src/model/transfer-options.ts';
import { transferSettings } from '../../src/model/transfer-settings.ts';
import { startCommand } from '../../tui/format/hub-command.ts';
import { formFields } from '../../tui/screens/new-transfer/form-fields.ts';
import { formOfRequest, formOfTemplate, templateOf } from '../../tui/screens/new-transfer/form-fill.ts';
import { formOutcome } from '../../tui/screens/new-transfer/form-outcome.ts';
import {
  chooseNode,
  emptyForm,
  type FormState,
  formSlots,
  moveFocus,
  turned,
  withChoice,
  withText,
} from '../../tui/screens/new-transfer/form-state.ts';
import { fieldOf } from '../../tui/store/text-field.ts';
import { keys } from '../harness/console-in-process.ts';
import { noLists } from '../harness/fake-lists.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

const ends = chooseNode(chooseNode(emptyForm, 'fromNode', { name: 'fs1', root: '/data' }), 'toNode', {
  name: 'fs2',
  root: '/vault',
});
const now = Date.UTC(2026, 10, 21, 12);
const typed = (form: FormState, texts: Readonly<Record<string, string>>): FormState =>
  Object.entries(texts).reduce((made, [slot, text]) => withText(made, slot, fieldOf(text)), form);
const outcome = (form: FormState, connections: readonly ConnectionRecord[] = []) =>
  formOutcome(form, { connections, now });
const request = (form: FormState, connections: readonly ConnectionRecord[] = []) => {
  const made = outcome(form, connections);
  if (made.kind === 'wrong') throw new Error(`${made.slot}: ${made.reason}`);
  return made.request;
};

test('there is a field for every flag of a transfer, and one list for the rules of files', () => {
  const ids = formFields.map(({ id }) => id);
  const flags = Object.keys(transferSettings).filter((key) => !['include', 'exclude', 'filterFrom'].includes(key));
  expect(ids).toEqual(expect.arrayContaining([...flags, 'rules', 'via', 'priority', 'at']));
});

test('a form that nobody has touched asks for what the flags do by themselves', () => {
  expect(request(ends)).toEqual({
    source: { node: 'fs1', path: '/data' },
    destination: { node: 'fs2', path: '/vault' },
    options: defaultTransferOptions,
  });
});

test('a form that is filled in asks for exactly what it shows', () => {
  const form = typed(withChoice(withChoice(withChoice(ends, 'verify', 'yes'), 'links', 'skip'), 'priority', 'high'), {
    name: 'daily',
    bwlimit: '20M',
    maxDelete: '10%',
    streams: '4',
    at: '+2h',
    minAge: '1h',
    'rename.0': 's/a/b/',
    'rename.1': 's/c/d/g',
    'rules.0': '- *.tmp',
    'rules.1': '+ *.mov',
    'rules.2': '- *',
  });
  expect(request(form)).toMatchObject({
    name: 'daily',
    priority: 'high',
    startAt: now + 2 * 3600 * 1000,
    options: {
      verify: true,
      links: 'skip',
      bwlimit: 20 * 1024 * 1024,
      maxDelete: { kind: 'share', share: 0.1 },
      streams: 4,
      rename: [{ match: 'a' }, { match: 'c', isGlobal: true }],
      selection: {
        minAgeSeconds: 3600,
        rules: [
          { kind: 'exclude', pattern: '*.tmp' },
          { kind: 'include', pattern: '*.mov' },
          { kind: 'exclude', pattern: '*' },
        ],
      },
    },
  });
});

test.each([
  { texts: { fromPath: 'data' }, slot: 'fromPath', reason: 'begins with /' },
  { texts: { bwlimit: 'fast' }, slot: 'bwlimit', reason: "--bwlimit: 'fast' is not a rate" },
  { texts: { blockSize: '1K' }, slot: 'blockSize', reason: 'a block has 64K to 64M' },
  {
    texts: { queueCapacity: '1' },
    slot: 'queueCapacity',
    reason: "--queue-capacity: '1' is too small; the least is 2",
  },
  { texts: { queueCapacity: 'many' }, slot: 'queueCapacity', reason: 'is not a number' },
  { texts: { name: 'n'.repeat(201) }, slot: 'name', reason: '200' },
  { texts: { at: 'soon' }, slot: 'at', reason: 'is not a start time' },
  { texts: { 'rules.0': '*.mov' }, slot: 'rules.0', reason: "write '+ pattern' or '- pattern'" },
  { texts: { minSize: '2M', maxSize: '1M' }, slot: 'minSize', reason: '--min-size is above --max-size' },
  { texts: { 'rename.0': 's/(/x/' }, slot: 'rename.0', reason: '--rename' },
])('$slot is wrong in the words of the flags: $reason', ({ texts, slot, reason }) => {
  expect(outcome(typed(ends, texts as Readonly<Record<string, string>>))).toEqual({
    kind: 'wrong',
    slot,
    reason: expect.stringContaining(reason),
  });
});

test('what does not go together is told at a field of it', () => {
  const form = withChoice(withChoice(ends, 'verify', 'yes'), 'checksum', 'none');
  expect(outcome(form)).toMatchObject({
    kind: 'wrong',
    reason: expect.stringContaining('--verify compares checksums'),
  });
});

test('a form does not copy a folder onto itself', () => {
  expect(outcome(typed(withChoice(ends, 'toNode', 'fs1'), { toPath: '/data' }))).toMatchObject({ slot: 'toPath' });
});

const connections: ConnectionRecord[] = [
  { name: 'cold', kind: 's3', endpoint: 'https://s3.example.com', nodes: ['fs1', 'fs2'] },
  { name: 'nas', kind: 'sftp', endpoint: 'sftp://nas:22', nodes: ['fs2'] },
];

test('from connection to connection the form asks for the node that moves the files', () => {
  const form = typed(withChoice(withChoice(ends, 'fromNode', 'cold'), 'toNode', 'nas'), {
    fromPath: 'bucket/in',
    toPath: '/media',
  });
  expect(outcome(form, connections)).toMatchObject({ slot: 'via' });
  expect(outcome(withChoice(form, 'via', 'fs1'), connections)).toMatchObject({
    slot: 'via',
    reason: 'fs1 cannot open both; fs2 can',
  });
  expect(request(withChoice(form, 'via', 'fs2'), connections)).toMatchObject({
    source: { node: 'cold', path: '/bucket/in' },
    via: 'fs2',
  });
});

test('Tab leads through every place of the form and round again, and a list has an empty line behind', () => {
  const form = typed(emptyForm, { 'rules.0': '+ a' });
  let at = form;
  const seen = formSlots(form).map(() => {
    const { focus } = at;
    at = moveFocus(at, 1);
    return focus;
  });
  expect(new Set(seen)).toEqual(new Set(formSlots(form)));
  expect(at.focus).toBe(form.focus);
  expect(seen).toContain('rules.1');
});

test('a choice turns through all there are, and a letter goes to the next that begins with it', () => {
  const choices = ['alpha', 'beta', 'bravo', 'gamma'];
  const form = { ...withChoice(emptyForm, 'fromNode', 'alpha'), focus: 'fromNode' };
  expect(turned(form, { choices, by: -1 })).toBe('gamma');
  expect(turned(form, { choices, by: 'b' })).toBe('beta');
  expect(turned(withChoice(form, 'fromNode', 'beta'), { choices, by: 'B' })).toBe('bravo');
  expect(turned(form, { choices, by: 'x' })).toBeUndefined();
});

/** Any options, as the flags can say them. */
const anyOptions: fc.Arbitrary<Record<string, string | boolean | string[]>> = fc.record(
  {
    checksum: fc.constantFrom('md5', 'xxh3', 'sha256'),
    bwlimit: fc.constantFrom('20M', '100Mbit', '08:00,20M 18:00,off Sat-Sun,off'),
    'delete-extras': fc.boolean(),
    'max-delete': fc.constantFrom('7', '10%', '0'),
    rescan: fc.boolean(),
    'block-size': fc.constantFrom('64K', '3M', '100000'),
    'queue-capacity': fc.constantFrom('2', '1000'),
    'partial-dir': fc.constantFrom('.partials', '/srv/partials'),
    verify: fc.boolean(),
    retries: fc.constantFrom('0', '1000'),
    streams: fc.constantFrom('auto', '16'),
    links: fc.constantFrom('keep', 'skip'),
    include: fc.constantFrom(['*.mov'], ['a b', '/c']),
    exclude: fc.constantFrom(['*'], ['x,y', 'z']),
    'min-size': fc.constantFrom('1K', '1500'),
    'max-size': fc.constantFrom('1G', '2M'),
    'min-age': fc.constantFrom('90s', '1h', '2d'),
  },
  { requiredKeys: [] },
);

test('options that become a form, a command line or a template are the same options again', () => {
  fc.assert(
    fc.property(anyOptions, fc.boolean(), (words, renames) => {
      const rename = renames ? { rename: ['s/a\\/b/$0 x/gi', 's|c/d|{name}|'] } : {};
      let options: TransferOptions;
      try {
        options = optionsFromWords({ ...words, ...(words['delete-extras'] === true ? {} : rename) });
      } catch {
        return;
      }
      const asked = { source: { node: 'fs1', path: '/a' }, destination: { node: 'fs2', path: '/b' }, options };
      const form = formOfRequest(asked);
      expect(request(form)).toEqual(asked);
      const template = templateOf(form, { name: 'kept', request: asked });
      expect(optionsFromWords(template.options)).toEqual(options);
      expect(request(formOfTemplate(template)).options).toEqual(options);
      const flags = optionWords(options).filter(({ isDefault }) => !isDefault);
      expect(startCommand(asked).match(/ --/g)).toHaveLength(flags.length + 2);
    }),
  );
});

test('a template fills the form with the defaults of its variables, and what has none stands to be written over', () => {
  const template = Template.parse({
    name: 'reel',
    from: 'fs1:/reels/{project}',
    to: ['fs2:/in/{day}', 'fs2:/copy'],
    variables: { project: {}, day: { default: 'mon' } },
    options: { verify: true, exclude: ['*.tmp'] },
  });
  expect(request(formOfTemplate(template))).toMatchObject({
    source: { path: '/reels/{project}' },
    destination: { path: '/in/mon' },
    options: { verify: true, selection: { rules: [{ kind: 'exclude', pattern: '*.tmp' }] } },
  });
});

test('a form is saved as a template, one of the same name only when asked twice, and fills another form', async () => {
  await using opened = await open({ fleet: quietFleet(), lists: noLists(), role: 'admin' });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('n');
  await run.screen.see('New transfer');
  run.press(keys.tab, keys.tab, keys.tab, keys.tab, '/in', '\u0014');
  await run.screen.see('save as template:');
  run.press('daily', keys.enter);
  await run.screen.see('template daily is saved');
  expect(hub.lists.templates).toMatchObject([{ template: { name: 'daily', to: 'fs2:/data/in' } }]);
  run.press('\u0014');
  await run.screen.see('save as template:');
  run.press('daily', keys.enter);
  await run.screen.see('Enter again replaces it');
  run.press(keys.enter);
  await run.screen.see('template daily is saved');
  run.press('\u0018');
  await run.screen.see(/From {3}node +\[none/);
  run.press(keys.up, ' ');
  await run.screen.see(/> Template +\[daily/);
  await run.screen.see('/data/in');
});
