import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { confirmPrograms, formatHook, parseHook } from '../../../node/hooks/hook.ts';
import { openRoots } from '../../../node/roots.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

test.each([
  ['/usr/local/bin/x', { folder: undefined, program: '/usr/local/bin/x' }, '/usr/local/bin/x'],
  ['/srv/a=/usr/local/bin/x', { folder: '/srv/a', program: '/usr/local/bin/x' }, '/srv/a=/usr/local/bin/x'],
  ['/srv//a/=/bin/x', { folder: '/srv/a', program: '/bin/x' }, '/srv/a=/bin/x'],
  ['/=/bin/x', { folder: '/', program: '/bin/x' }, '/=/bin/x'],
])('%s is a hook', (text, hook, written) => {
  expect(parseHook(text)).toEqual(hook);
  expect(formatHook(parseHook(text))).toBe(written);
});

test.each(['x', 'bin/x', '/srv=bin/x', 'srv=/bin/x'])('%s is none, and the message shows one', (text) => {
  expect(() => parseHook(text)).toThrow(`'${text}' is no hook; write the absolute path of a program`);
});

test('a node does not start with a hook that it could not start, or that a transfer could replace', () => {
  using folder = temporaryFolder();
  for (const name of ['open', 'closed', 'bin']) {
    mkdirSync(folder.at(name));
    writeFileSync(folder.at(`${name}/hook`), '');
    chmodSync(folder.at(`${name}/hook`), 0o755);
  }
  symlinkSync(folder.at('open/hook'), folder.at('bin/link'));
  writeFileSync(folder.at('bin/text'), '');
  const { list } = openRoots([
    { path: folder.at('open'), isReadOnly: false },
    { path: folder.at('closed'), isReadOnly: true },
  ]);
  const confirm = (path: string) => confirmPrograms([parseHook(folder.at(path))], list);
  expect(() => confirm('bin/hook')).not.toThrow();
  expect(() => confirm('closed/hook')).not.toThrow();
  for (const path of ['open/hook', 'bin/link'])
    expect(() => confirm(path)).toThrow(
      `${path} lies below --root ${folder.at('open')}, where a transfer could replace it`,
    );
  expect(() => confirm('bin/text')).toThrow('bin/text cannot be started: EACCES');
  expect(() => confirm('bin/missing')).toThrow('bin/missing cannot be started: ENOENT');
});
