import { expect, test } from 'vitest';
import { formatStore, nodeDefinition } from '../../node/flags.ts';
import { type Connection, SftpConnection, storeAddress } from '../../src/model/connection.ts';
import { readSettings } from '../../src/runtime/settings.ts';

const storeOf = (text: string): string => {
  const read = readSettings(nodeDefinition, { argv: ['--store', text], env: {} });
  if (read.kind !== 'run') throw new Error('it shows help');
  return (read.values.store ?? []).map(formatStore).join();
};

const nas = (more: Partial<SftpConnection> = {}): Connection =>
  SftpConnection.parse({
    name: 'nas',
    kind: 'sftp',
    host: 'NAS.example',
    user: 'studio',
    hostKeys: [`SHA256:${'A'.repeat(43)}`],
    credential: 'nas-login',
    ...more,
  });

test('a place on an SFTP server is allowed in the words in which a connection names it', () => {
  expect(storeOf('sftp://nas.example/vol1/')).toBe(storeAddress(nas(), '/vol1'));
  expect(storeOf('sftp://NAS.example:2222/vol1')).toBe(storeAddress(nas({ port: 2222 }), 'vol1'));
  expect(storeOf('sftp://[FE80::1]/vol1:ro')).toBe(`${storeAddress(nas({ host: 'fe80::1' }), '/vol1')}:ro`);
  expect(storeOf('sftp://nas.example')).toBe('sftp://nas.example:22');
});

test.each(['sftp://studio@nas.example/vol1', 'sftp:///vol1', 'sftp://nas.example:x/vol1'])(
  '%s is refused, and what would be right is said',
  (text) => {
    expect(() => storeOf(text)).toThrow(/write sftp:\/\/HOST\/FOLDER/);
  },
);
