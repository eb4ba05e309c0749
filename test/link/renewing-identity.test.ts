import { expect, test } from 'vitest';
import { type Authority, makeIdentity } from '../../hub/access/authority.ts';
import { type Identity, nodeUri } from '../../src/link/identity.ts';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import { RenewingIdentity } from '../../src/link/renewing-identity.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { testAuthority } from '../harness/test-authority.ts';

const dayMs = 24 * 3600 * 1000;
const reply = async (authority: Authority, csr: string, uri = nodeUri('fs1')) => ({
  certificate: (await authority.issue({ csr, uri, now: Date.now() })).certificate,
  ca: authority.certificate,
});

test('nothing is asked before two thirds of the life are over, and nothing twice at the same time', async () => {
  await using folder = await tempFolder();
  const { authority, nodeIdentity } = await testAuthority(folder.path);
  const saved: Identity[] = [];
  const identity = new RenewingIdentity({
    identity: await nodeIdentity('fs1'),
    save: async (next) => void saved.push(next),
  });
  const ask = ({ csr }: { readonly csr: string }) => reply(authority, csr);
  expect(await identity.keep(ask, Date.now() + 4 * dayMs)).toBe(false);
  const due = Date.now() + 5 * dayMs;
  expect(await Promise.all([identity.keep(ask, due), identity.keep(ask, due)])).toEqual([true, false]);
  expect(saved).toEqual([identity.identity]);
});

const strange: readonly {
  note: string;
  answer: (folder: string, csr: string) => Promise<{ certificate: string; ca: string }>;
}[] = [
  {
    note: 'of another holder',
    answer: async (folder, csr) => reply((await testAuthority(folder)).authority, csr, nodeUri('fs2')),
  },
  {
    note: 'by another authority',
    answer: async (folder, csr) => reply((await testAuthority(`${folder}/other`)).authority, csr),
  },
  {
    note: 'for another key',
    answer: async (folder) => reply((await testAuthority(folder)).authority, (await makeKeyRequest('fs1')).csr),
  },
  { note: 'that is none', answer: async () => ({ certificate: 'x', ca: 'x' }) },
];

test.each(strange)('a certificate $note is not taken, and the next attempt is an hour later', async ({ answer }) => {
  await using folder = await tempFolder();
  const { authority } = await testAuthority(folder.path);
  const { key, certificate, ca } = await makeIdentity(authority, nodeUri('fs1'), Date.now());
  const identity = new RenewingIdentity({
    identity: { key, certificate, ca },
    save: () => Promise.reject(new Error('saved what is of no use')),
  });
  const due = Date.now() + 6 * dayMs;
  const asked = identity.keep(({ csr }) => answer(folder.path, csr), due);
  await expect(asked).rejects.toMatchObject({ code: 'bad-message' });
  expect(identity.identity).toEqual({ key, certificate, ca });
  expect(await identity.keep(() => Promise.reject(new Error('too early')), due + 1000)).toBe(false);
});
