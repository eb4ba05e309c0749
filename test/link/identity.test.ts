import { expect, test } from 'vitest';
import { certificateHolder, holderCheck, hubUri, nodeUri } from '../../src/link/identity.ts';

test.each([
  { names: 'URI:longhaul://hub', holder: { kind: 'hub' } },
  { names: 'URI:longhaul://node/fs1', holder: { kind: 'node', name: 'fs1' } },
  { names: 'DNS:example.org, URI:longhaul://user/ana', holder: { kind: 'user', name: 'ana' } },
  { names: 'URI:longhaul://user/ana, URI:longhaul://hub', holder: undefined },
  { names: 'URI:longhaul://hub/more', holder: undefined },
  { names: 'URI:longhaul://node/a/b', holder: undefined },
  { names: 'DNS:longhaul://hub', holder: undefined },
  { names: undefined, holder: undefined },
])('a certificate for $names names $holder', ({ names, holder }) => {
  expect(certificateHolder(names === undefined ? {} : { subjectaltname: names })).toEqual(holder);
});

test('a server is accepted only when its certificate names exactly the expected holder', () => {
  const check = (subjectaltname: string) => holderCheck(hubUri)('host', { subjectaltname } as never);
  expect(check(`URI:${hubUri}`)).toBeUndefined();
  expect(check(`URI:${nodeUri('hub')}`)).toMatchObject({ code: 'refused' });
  expect(check(`URI:${hubUri}/x`)).toMatchObject({ code: 'refused' });
});
