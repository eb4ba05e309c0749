import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const file = (name: string): string => new URL(`programs/${name}`, import.meta.url).pathname;

it('a process that exits while the thread of a run loads waits for that, and ends with its own code', () => {
  using folder = temporaryFolder();
  const env = { ...process.env, LOADING_FILE: folder.at('loading'), LOADED_FILE: folder.at('loaded') };
  const args = ['--import', file('slow-loading.ts'), file('exit-while-loading.ts')];
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  expect(existsSync(env.LOADED_FILE)).toBe(true);
});
