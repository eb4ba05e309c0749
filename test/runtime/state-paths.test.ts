import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { configFolder, makePrivateFolder, stateFolder } from '../../src/runtime/state-paths.ts';

test.each([
  [{}, join(homedir(), '.local/state/longhaul'), join(homedir(), '.config/longhaul')],
  [{ XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: '/c' }, '/s/longhaul', '/c/longhaul'],
  [
    { XDG_STATE_HOME: 's', XDG_CONFIG_HOME: '' },
    join(homedir(), '.local/state/longhaul'),
    join(homedir(), '.config/longhaul'),
  ],
])('the folders follow the XDG variables and ignore relative ones: %o', (env, state, config) => {
  expect([stateFolder(env), configFolder(env)]).toEqual([state, config]);
});

test('a private folder and the ones above it are for their owner alone, and making it twice is fine', () => {
  const base = mkdtempSync(join(tmpdir(), 'longhaul-state-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  makePrivateFolder(join(base, 'a/b'));
  makePrivateFolder(join(base, 'a/b'));
  expect([statSync(join(base, 'a')).mode & 0o777, statSync(join(base, 'a/b')).mode & 0o777]).toEqual([0o700, 0o700]);
});

test('a folder that cannot be made is a fault that says where and why', () => {
  const base = mkdtempSync(join(tmpdir(), 'longhaul-state-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  writeFileSync(join(base, 'file'), '');
  expect(() => makePrivateFolder(join(base, 'file/state'))).toThrow(
    expect.objectContaining({ code: 'state-unusable', message: `cannot make the folder ${base}/file/state: ENOTDIR` }),
  );
});
