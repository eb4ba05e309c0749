import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRoots } from '../../node/roots.ts';
import { confirmHubIsPrivate, confirmStateIsPrivate } from '../../node/state-place.ts';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';

/** `srv/state` holds the node's state, `srv/files` nothing of it; `way/to-state` and `way/to-srv` are links. */
function server(): TemporaryFolder {
  const folder = temporaryFolder();
  for (const name of ['srv/state/backlogs', 'srv/state/own', 'srv/state-of-others', 'srv/files', 'way'])
    mkdirSync(folder.at(name), { recursive: true });
  symlinkSync(folder.at('srv/state'), folder.at('way/to-state'));
  symlinkSync(folder.at('srv'), folder.at('way/to-srv'));
  return folder;
}

const confirm = (folder: TemporaryFolder, state: string, root: string, isReadOnly = false): void =>
  confirmStateIsPrivate(folder.at(state), openRoots([{ path: folder.at(root), isReadOnly }]).list);

describe('the place of the state', () => {
  it.each([
    ['is the state folder', 'srv/state', 'srv/state'],
    ['holds the state folder', 'srv/state', 'srv'],
    ['is a link to the state folder', 'srv/state', 'way/to-state'],
    ['is a link to what holds the state folder', 'srv/state', 'way/to-srv'],
    ['holds a state folder that is named by a link', 'way/to-state', 'srv'],
    ['holds a state folder that is not there yet', 'srv/files/new/state', 'srv/files'],
    ['holds a state folder that is not there yet, below a link', 'way/to-srv/new', 'srv'],
    ['is the folder of the backlogs', 'srv/state', 'srv/state/backlogs'],
  ])('refuses a root that %s', (_note, state, root) => {
    using folder = server();
    for (const isReadOnly of [false, true])
      expect(() => confirm(folder, state, root, isReadOnly)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it.each([
    ['lies beside the state folder', 'srv/state', 'srv/files'],
    ['has a name that begins like that of the state folder', 'srv/state', 'srv/state-of-others'],
    ['holds only a link to the state folder, which is not followed', 'srv/state', 'way'],
    ['lies inside the state folder, where nothing of the state does', 'srv/state', 'srv/state/own'],
  ])('takes a root that %s', (_note, state, root) => {
    using folder = server();
    expect(() => confirm(folder, state, root)).not.toThrow();
  });

  it('makes nothing', () => {
    using folder = server();
    confirm(folder, 'other/new', 'srv/files');
    expect(readdirSync(folder.path).sort()).toEqual(['srv', 'way']);
  });
});

describe('the place of a hub on the same machine', () => {
  /** The hub's usual place is `srv/state`; another hub has moved to `srv/files`, and `way/not-there` was never made. */
  const confirmHub = (folder: TemporaryFolder, root: string): void => {
    for (const name of ['hub.db', 'authority.json']) writeFileSync(folder.at('srv/files', name), '');
    const { list } = openRoots([{ path: folder.at(root), isReadOnly: true }]);
    confirmHubIsPrivate([folder.at('srv/state'), folder.at('way/not-there')], list);
  };

  it.each([
    ['holds the usual place of hubs', 'srv'],
    ['is the usual place of hubs, by a link', 'way/to-state'],
    ['is the place of a hub, whatever its name', 'srv/files'],
  ])('refuses a root that %s, also to be read only', (_note, root) => {
    using folder = server();
    const refusal = {
      code: 'usage',
      message: expect.stringContaining('where a hub keeps the keys of the whole fleet'),
    };
    expect(() => confirmHub(folder, root)).toThrow(expect.objectContaining(refusal));
  });

  it.each([
    ['lies beside it', 'srv/state-of-others'],
    ['would hold the place of a hub that is not there', 'way'],
  ])('takes a root that %s', (_note, root) => {
    using folder = server();
    expect(() => confirmHub(folder, root)).not.toThrow();
  });
});
