import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { confirmLocal } from '../../src/storage/local-folder.ts';

// Types as statfs(2) has them: a server to mount from is more than a test may ask for.
test.each([
  { type: 0x6969, name: 'NFS' },
  { type: 0xff534d42, name: 'SMB' },
  { type: 0x00c36400, name: 'CephFS' },
])('state on $name is refused in words that name the folder and the kind', ({ type, name }) => {
  expect(() => confirmLocal('/srv/share/state', () => type)).toThrow(
    expect.objectContaining({ code: 'state-on-network', message: `/srv/share/state is on ${name}` }),
  );
});

test('state in a folder of this machine is not', () => {
  expect(() => confirmLocal(tmpdir())).not.toThrow();
});
