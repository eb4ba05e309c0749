/** What rclone is told of each kind of connection. Google has no server that could be tested against: this is what there is. */
import { expect, test } from 'vitest';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import { GcsCredential } from '../../../../src/model/rclone-connection.ts';

test('a share of Windows is told by host, port and user, and its password is to be obscured', () => {
  const { plain, passwords, secrets } = remoteOptions.smb(
    { host: 'nas.example', port: 445, user: 'studio', domain: 'CORP' },
    { password: 'pw' },
  );
  expect(plain).toEqual({ type: 'smb', host: 'nas.example', port: '445', user: 'studio', domain: 'CORP' });
  expect(passwords).toEqual({ pass: 'pw' });
  expect(secrets).toEqual(['pw']);
  expect(remoteOptions.smb({ host: 'fe80::1', port: 445, user: 'u' }, { password: 'p' }).plain).toMatchObject({
    host: '[fe80::1]',
  });
});

test('an account of Azure is where the connection says, whatever its signature says', () => {
  const sas = 'sv=2020-08-04&sig=a%2Bb%3D';
  const { plain, secrets } = remoteOptions.azureblob({ account: 'studio' }, { sas });
  expect(plain).toMatchObject({ type: 'azureblob', sas_url: `https://studio.blob.core.windows.net/?${sas}` });
  expect(secrets).toEqual([sas, 'a+b=', 'a%2Bb%3D']);
  const own = remoteOptions.azureblob({ account: 'studio', endpoint: 'http://10.0.0.1:10000/studio/' }, { sas });
  expect(own.plain['sas_url']).toBe(`http://10.0.0.1:10000/studio?${sas}`);
});

test('of the key of a service account goes to rclone what opens buckets, and nothing that leads elsewhere', () => {
  const key = {
    type: 'service_account',
    project_id: 'p',
    private_key_id: 'id',
    private_key: 'very-private',
    client_email: 'a@b',
    token_uri: 'https://thief.example/token',
    credential_source: { executable: { command: '/bin/sh' } },
  };
  const secret = GcsCredential.parse({ serviceAccount: JSON.stringify(key) });
  const { plain, secrets } = remoteOptions.gcs({}, secret);
  const told = plain['service_account_credentials'] ?? '';
  expect(JSON.parse(told)).toEqual({
    type: 'service_account',
    project_id: 'p',
    private_key_id: 'id',
    private_key: 'very-private',
    client_email: 'a@b',
    token_uri: 'https://oauth2.googleapis.com/token',
  });
  expect(plain).toEqual({
    type: 'google cloud storage',
    service_account_credentials: told,
    bucket_policy_only: 'true',
    no_check_bucket: 'true',
  });
  expect(secrets).toContain('very-private');
  const external = JSON.stringify({ ...key, type: 'external_account' });
  expect(GcsCredential.safeParse({ serviceAccount: external }).success).toBe(false);
  expect(GcsCredential.safeParse({ serviceAccount: 'no JSON' }).success).toBe(false);
});

test('a WebDAV server is opened by password, by token, or by nothing', () => {
  const server = { url: 'https://dav.example/files/', vendor: 'nextcloud', user: 'ana' } as const;
  const plain = { type: 'webdav', url: 'https://dav.example/files', vendor: 'nextcloud', user: 'ana' };
  expect(remoteOptions.webdav(server, { password: 'pw' })).toEqual({
    plain,
    passwords: { pass: 'pw' },
    secrets: ['pw'],
  });
  expect(remoteOptions.webdav(server, { token: 't' }).plain).toEqual({ ...plain, bearer_token: 't' });
  expect(remoteOptions.webdav(server, undefined)).toEqual({ plain, passwords: {}, secrets: [] });
});

test('of a remote of the node only its name is told', () => {
  expect(remoteOptions.rclone({ remote: 'dropbox' })).toEqual({
    plain: { _name: 'dropbox' },
    passwords: {},
    secrets: [],
  });
});
