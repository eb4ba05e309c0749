import { expect, test } from 'vitest';
import { formatStore, nodeDefinition } from '../../node/flags.ts';
import { Connection, SftpConnection, storeAddress } from '../../src/model/connection.ts';
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

const declared = (connection: object): Connection =>
  Connection.parse({ name: 'there', credential: 'key', ...connection });

test.each([
  ['smb://NAS.example/data/', { kind: 'smb', host: 'nas.example', user: 'u' }, '/data'],
  ['smb://[fe80::1]:4450/data/a b', { kind: 'smb', host: 'FE80::1', port: 4450, user: 'u' }, 'data/a b'],
  ['azureblob://studio/reels', { kind: 'azureblob', account: 'studio' }, '/reels'],
  [
    'azureblob:http://10.0.0.1:10000/studio/reels',
    { kind: 'azureblob', account: 'studio', endpoint: 'http://10.0.0.1:10000/studio/' },
    '/reels',
  ],
  ['gcs://studio-reels/in', { kind: 'gcs' }, '/studio-reels/in'],
  ['webdav:https://DAV.example:443/files/a%20b/in', { kind: 'webdav', url: 'https://dav.example/files/a%20b/' }, '/in'],
  ['webdav:https://dav.example/files/a b/in', { kind: 'webdav', url: 'https://dav.example/files/a b' }, '/in'],
  ['rclone:dropbox/in', { kind: 'rclone', remote: 'dropbox', credential: undefined }, '/in'],
])('%s names the place that a connection leads to', (text, connection, path) => {
  expect(storeOf(text)).toBe(storeAddress(declared(connection), path));
});

test.each(['smb://u@nas/data', 'webdav:https://', 'rclone:', 'rclone::smb,host=x:data', 'dropbox:/in', 'ftp://h/x'])(
  '%s is no store that a node could be told',
  (text) => {
    expect(() => storeOf(text)).toThrow(/write /);
  },
);

/** Whoever has taken a hub over declares what he likes: what leads elsewhere or runs programs must be none of it. */
test.each([
  { kind: 'rclone', remote: ':webdav,url=https://thief.example:' },
  { kind: 'rclone', remote: 'own', options: { endpoint: 'https://thief.example' } },
  { kind: 'rclone', type: 'sftp', options: { ssh: 'sh -c id' } },
  { kind: 'webdav', url: 'https://dav.example', bearer_token_command: 'id' },
  { kind: 'webdav', url: 'https://dav.example/files/x%2f..%2f..%2fall' },
  { kind: 'webdav', url: 'https://dav.example@thief.example/' },
  { kind: 'webdav', url: 'https://dav.example/?x' },
  { kind: 'smb', host: 'nas:445/other', user: 'u' },
  { kind: 'azureblob', account: 'studio.thief.example/' },
  { kind: 'azureblob', account: 'studio', sas_url: 'https://thief.example' },
  { kind: 'gcs', endpoint: 'https://thief.example' },
])('%j cannot be declared', (connection) => {
  const credential = connection.kind === 'rclone' ? undefined : 'key';
  expect(Connection.safeParse({ name: 'there', credential, ...connection }).success).toBe(false);
});
