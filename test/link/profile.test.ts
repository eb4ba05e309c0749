import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { profileFile, readProfile, saveProfile } from '../../src/link/profile.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const profile = { hub: '127.0.0.1:7400', name: 'ana', identity: { key: 'k', certificate: 'c', ca: 'a' } };

test('a profile is read back as it was saved', async () => {
  await using folder = await tempFolder();
  const file = profileFile(folder.path, 'work');
  await saveProfile(file, profile);
  await expect(readProfile(file)).resolves.toEqual(profile);
});

test('a profile is readable by its owner alone, also when it replaces one that was not', async () => {
  await using folder = await tempFolder();
  const file = profileFile(folder.path, 'work');
  await saveProfile(file, profile);
  await chmod(file, 0o644);
  await saveProfile(file, profile);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder.path, 'profiles'))).mode & 0o777).toBe(0o700);
  await expect(readdir(join(folder.path, 'profiles'))).resolves.toEqual(['work.json']);
});

test('a profile that is not there is undefined; one that is broken is a fault', async () => {
  await using folder = await tempFolder();
  await expect(readProfile(join(folder.path, 'none.json'))).resolves.toBeUndefined();
  const broken = join(folder.path, 'broken.json');
  await writeFile(broken, '{"hub":1}');
  await expect(readProfile(broken)).rejects.toMatchObject({ code: 'config-unreadable' });
});

test.each(['../../etc/passwd', 'a/b', '', '.hidden'])('%j cannot be the name of a profile', (name) => {
  expect(() => profileFile('/tmp', name)).toThrow(expect.objectContaining({ code: 'usage' }));
});
