import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Secrets } from '../../../hub/notifications/secrets.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

test('a secret is the text of its file as it is now, and one that is open to all or no text is refused', async () => {
  using folder = temporaryFolder();
  const secrets = new Secrets(folder.path);
  writeFileSync(folder.at('hook'), ' first \n', { mode: 0o440 });
  await expect(secrets.read('hook')).resolves.toBe(' first ');
  writeFileSync(folder.at('other'), 'second');
  chmodSync(folder.at('other'), 0o644);
  writeFileSync(folder.at('empty'), '\n', { mode: 0o600 });
  writeFileSync(folder.at('large'), 'x'.repeat(5000), { mode: 0o600 });
  mkdirSync(folder.at('folder'));
  for (const [name, message] of [
    ['other', 'is open to every account'],
    ['empty', 'is empty'],
    ['large', 'above 4096 bytes'],
    ['folder', 'is no file'],
    ['none', 'ENOENT'],
  ] as const)
    await expect(secrets.read(name)).rejects.toMatchObject({
      code: 'not-set-up',
      message: expect.stringContaining(message),
    });
  await expect(new Secrets(undefined).read('hook')).rejects.toMatchObject({
    message: 'the secret hook is wanted, and the hub was started without --secrets',
  });
});
