/** Settings of the console: where each comes from, what a change does at once, and the file that keeps it. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatBytes } from '../../src/runtime/units.ts';
import { clockMinute, clockTime } from '../../tui/format/instant.ts';
import { keepIn } from '../../tui/preferences/console-file.ts';
import { preferences } from '../../tui/preferences/preference-table.ts';
import { preferencesOf, readStartSettings } from '../../tui/preferences/start-settings.ts';
import { consoleSettings } from '../../tui/settings.ts';
import { keys } from '../harness/console-in-process.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { open } from './open-console.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let file: string;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder.path, 'console.yaml');
});
afterEach(async () => await folder[Symbol.asyncDispose]());

function start(argv: readonly string[] = [], env: Record<string, string> = {}) {
  const settings = readStartSettings({ argv, env }, folder.path);
  if (settings.kind !== 'run') throw new Error('it was to run');
  return settings;
}

describe('console.yaml', () => {
  test('is beaten by flags, the environment and --config, and has its own for the hub of a profile', async () => {
    await writeFile(file, 'theme: light\nrefresh: 1\nhubs:\n  prod-eu:\n    theme: contrast\n    read-only: true\n');
    const other = join(folder.path, 'other.yaml');
    await writeFile(other, 'refresh: 4\n');
    expect(start().values).toMatchObject({ theme: 'light', refresh: 1, readOnly: false });
    const prod = start(['--profile', 'prod-eu', '--config', other]);
    expect(prod.values).toMatchObject({ theme: 'contrast', refresh: 4, readOnly: true });
    expect(prod.origins).toMatchObject({
      theme: { source: 'saved', isOfHub: true },
      refresh: { source: 'file', isOfHub: false },
      clock: { source: 'default' },
    });
    expect(start([], { LONGHAUL_THEME: 'mono' }).values.theme).toBe('mono');
    expect(start(['--theme', 'ascii'], { LONGHAUL_THEME: 'mono' }).values.theme).toBe('ascii');
  });

  test('says what is wrong with its line, and the rest of it counts', async () => {
    await writeFile(file, 'thme: light\nrefresh: 3\nunits: binary\nclock: [utc]\njoin: lh1.x\nhubs: none\n');
    const { values, problems } = start();
    expect(values).toMatchObject({ units: 'binary', refresh: 2, theme: 'default' });
    expect(problems).toEqual([
      `${file}:1: unknown setting thme; did you mean theme?`,
      `${file}:2: refresh: '3' is not one of 1, 2, 4; did you mean 1?`,
      `${file}:4: clock takes one value`,
      `${file}:5: unknown setting join`,
      `${file}:6: below hubs, write the name of a profile`,
    ]);
  });

  test('that is no YAML at all is one line, and is never written over', async () => {
    await writeFile(file, 'theme: light\nmouse: [\n');
    const { values, problems } = start();
    expect(values.theme).toBe('default');
    expect(problems).toEqual([expect.stringMatching(/console\.yaml: .+ at line [23]/)]);
    await expect(keepIn(file, 'default')({ key: 'theme', value: 'mono', isOfHub: false })).rejects.toThrow(
      /at line [23]/,
    );
    expect(await readFile(file, 'utf8')).toBe('theme: light\nmouse: [\n');
  });

  test('keeps comments, order and what others mean for themselves when a value is saved, through a link too', async () => {
    await mkdir(join(folder.path, 'dotfiles'));
    const real = join(folder.path, 'dotfiles', 'console.yaml');
    await writeFile(real, '# mine\ntheme: light # by day\nmouse: true\nhubs:\n  prod:\n    accent: red # careful\n');
    await symlink(real, file);
    const keep = keepIn(file, 'prod');
    await Promise.all([
      keep({ key: 'theme', value: 'mono', isOfHub: false }),
      keep({ key: 'readOnly', value: 'true', isOfHub: true }),
      keep({ key: 'units', value: 'binary', isOfHub: false }),
    ]);
    expect(await readFile(real, 'utf8')).toBe(
      '# mine\ntheme: mono # by day\nmouse: true\nhubs:\n  prod:\n    accent: red # careful\n    read-only: true\nunits: binary\n',
    );
  });

  test('is made by the first value that is saved', async () => {
    await keepIn(file, 'default')({ key: 'mouse', value: 'true', isOfHub: false });
    expect(start()).toMatchObject({ values: { mouse: true }, problems: [] });
  });
});

test('each value of each setting is one that the file takes and the console then has', async () => {
  for (const { key, values, read } of preferences)
    for (const value of values) {
      await keepIn(file, 'default')({ key, value, isOfHub: false });
      const settings = start();
      expect(settings.problems).toEqual([]);
      expect(read(preferencesOf(settings.values))).toBe(value);
    }
  expect(Object.keys(consoleSettings.settings)).toEqual(expect.arrayContaining(preferences.map(({ key }) => key)));
});

test('in the settings a key changes a value at once and for good, and each row says where its value is from', async () => {
  const kept: unknown[] = [];
  await using opened = await open(
    {},
    {
      hasMouse: true,
      origins: { mouse: { source: 'flag', isOfHub: false }, theme: { source: 'saved', isOfHub: true } },
      keepPreference: async (value) => void kept.push(value),
    },
  );
  const { screen, press } = opened.run;
  await screen.see(/T-48213 .* 188 MB\/s/);
  press(':settings', keys.enter);
  await screen.see(/> theme +default +console.yaml, for this hub/);
  expect(screen.text).toMatch(/mouse +true +--mouse/);
  expect(screen.text).toMatch(/clock +utc +default/);
  press('jjj', ' ');
  await screen.see(/> units +binary +console.yaml +/);
  press(keys.left, keys.right, 'j', keys.enter);
  await screen.see(/> clock +local +console.yaml +/);
  press('jj', keys.enter);
  await screen.see(/> mouse +false +console.yaml, but for --mouse/);
  press('M');
  await screen.see(/> mouse +true +this session/);
  expect(kept).toEqual([
    { key: 'units', value: 'binary', isOfHub: false },
    { key: 'units', value: 'decimal', isOfHub: false },
    { key: 'units', value: 'binary', isOfHub: false },
    { key: 'clock', value: 'local', isOfHub: false },
    { key: 'mouse', value: 'false', isOfHub: false },
  ]);
  expect([formatBytes(1024 ** 2), clockTime(0).length]).toEqual(['1.0 Mi', 8]);
  press('1');
  await screen.see(/T-48213 .* 179 Mi\/s/);
  expect(clockMinute(0)).toMatch(/^\d\d:\d\d$/);
});

test('what cannot be saved is said, and holds for this session', async () => {
  await using opened = await open(
    {},
    {
      keepPreference: async () => {
        throw new Error('no room');
      },
    },
  );
  const { screen, press } = opened.run;
  await screen.see('T-48213');
  press(':settings', keys.enter);
  await screen.see('> theme');
  press('G', keys.enter);
  await screen.see('not saved: no room');
  await screen.see(/> read-only +true +this session/);
});

test('the matrix of roles has every request, and what an operator may not do', async () => {
  await using opened = await open({ role: 'viewer' });
  const { screen, press } = opened.run;
  await screen.see('T-48213');
  press('9', '[', '[');
  await screen.see(/> who-am-i +may +may +may/);
  press('/pause', keys.enter);
  await screen.see(/> pause-transfer +- +may +may/);
  press('/\u0015revoke', keys.enter);
  await screen.see(/> revoke +- +- +may/);
});
