/** What a node lets itself use of a store, whatever a hub orders. */
import { expect, test } from 'vitest';
import { offeredAddress } from '../../../node/stores/offered-address.ts';
import { storeAccess } from '../../../node/stores/store-access.ts';
import { Connection } from '../../../src/model/connection.ts';
import type { Secret } from '../../../src/model/credential.ts';
import { testDaemon } from './rclone/lone-daemon.ts';

function access(stores: readonly string[], secret: Secret = { password: 'pw' }) {
  const offered = stores.map((text) => {
    const isReadOnly = text.endsWith(':ro');
    return { address: offeredAddress(isReadOnly ? text.slice(0, -3) : text), isReadOnly };
  });
  return storeAccess({ node: 'fs1', offered, sealed: { open: () => secret }, rclone: testDaemon() });
}

const nas = Connection.parse({ name: 'nas', kind: 'smb', host: 'nas', user: 'u', credential: 'key' });
const dav = Connection.parse({ name: 'dav', kind: 'webdav', url: 'https://h/dav/ana', credential: 'key' });

test('a place is split into what the administrator has named and what is below it', () => {
  const { open } = access(['smb://nas/data/in', 'webdav:https://h/dav', 'rclone:own']);
  expect(open(nas, '/data/in/a/b', 'write')).toMatchObject({ kind: 'smb', root: 'data/in', prefix: 'a/b' });
  expect(open(nas, '/data/in', 'write')).toMatchObject({ root: 'data/in', prefix: '' });
  expect(open(dav, '/x/y', 'write')).toMatchObject({ kind: 'webdav', root: '', prefix: 'x/y' });
  const own = Connection.parse({ name: 'own', kind: 'rclone', remote: 'own' });
  expect(open(own, '/x/y', 'write')).toMatchObject({ kind: 'rclone', root: '', prefix: 'x/y' });
});

test('what is beside a place that was named, or above it, is outside', () => {
  const { open } = access(['smb://nas/data/in', 'webdav:https://h/dav/ana/in', 'rclone:own/in']);
  const own = Connection.parse({ name: 'own', kind: 'rclone', remote: 'other' });
  const elsewhere = Connection.parse({ ...nas, host: 'nas.thief.example' });
  for (const [connection, path] of [
    [nas, '/data'],
    [nas, '/data/inside'],
    [elsewhere, '/data/in'],
    [dav, '/inside'],
    [own, '/in'],
  ] as const)
    expect(() => open(connection, path, 'read')).toThrow(expect.objectContaining({ code: 'outside-root' }));
  expect(() => open(nas, '/data/in/../out', 'read')).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('a folder for reading only is not written to in other letters either', () => {
  const { open } = access(['smb://nas/data', 'smb://nas/data/Archive:ro']);
  for (const path of ['/data/Archive', '/data/archive/x', '/data/ARCHIVE'])
    expect(() => open(nas, path, 'write')).toThrow(expect.objectContaining({ code: 'root-read-only' }));
  expect(open(nas, '/data/Archive2', 'write')).toMatchObject({ root: 'data' });
  expect(open(nas, '/data/archive', 'read')).toMatchObject({ root: 'data' });
});

test('a credential that has other words than its kind wants is refused by what it should have', () => {
  const { open } = access(['smb://nas/data'], { token: 't' });
  expect(() => open(nas, '/data', 'read')).toThrow(/the credential key of nas has not password/);
});

test('what a node may open of a connection is told as paths of it', () => {
  const { places } = access([
    'smb://nas/data/in',
    'smb://nas/archive:ro',
    'smb://nas2/x',
    's3://media/in',
    's3://media',
  ]);
  expect(places(nas)).toEqual(['/archive', '/data/in']);
  const aws = Connection.parse({ name: 'aws', kind: 's3' });
  expect(places(aws)).toEqual(['/media', '/media/in']);
  expect(() => places(dav)).toThrow(expect.objectContaining({ code: 'outside-root' }));
  const whole = access(['webdav:https://h/dav']);
  expect(() => whole.places(dav)).toThrow(/fs1 may open all of .*; name a place in it/);
});
