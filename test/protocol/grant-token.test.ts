import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { grantLifetimeSeconds } from '../../src/model/grant.ts';
import { signGrant, verifyGrant } from '../../src/protocol/grant-token.ts';
import { transferId } from '../../src/runtime/identifier.ts';

const keyPair = () =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const { privateKey, publicKey } = keyPair();
const now = Date.UTC(2026, 10, 21);
const claims = {
  transfer: transferId(7),
  source: { node: 'fs1', path: '/srv/in' },
  destination: { node: 'fs2', path: '/srv/out' },
  mayDelete: true,
};
const sign = () => signGrant({ key: privateKey, claims, now });

test('a grant carries its claims to the node that it names', async () => {
  await expect(verifyGrant({ token: await sign(), key: publicKey, audience: 'fs2', now })).resolves.toEqual(claims);
});

const hour = 3_600_000;
test.each([
  { note: 'another node', change: { audience: 'fs3' } },
  { note: 'another hub', change: { key: keyPair().publicKey } },
  { note: 'the day after its end', code: 'grant-expired', change: { now: now + grantLifetimeSeconds * 1000 + hour } },
])('a grant does not hold for $note', async ({ code = 'grant-invalid', change }) => {
  const check = verifyGrant({ token: await sign(), key: publicKey, audience: 'fs2', now, ...change });
  await expect(check).rejects.toMatchObject({ code });
});

test('a grant holds while the clocks are a few minutes apart', async () => {
  const token = await sign();
  await expect(verifyGrant({ token, key: publicKey, audience: 'fs2', now: now - 4 * 60_000 })).resolves.toEqual(claims);
});

test('a grant whose claims were changed does not hold', async () => {
  const [header, , signature] = (await sign()).split('.');
  const changed = Buffer.from(JSON.stringify({ ...claims, mayDelete: false })).toString('base64url');
  const check = verifyGrant({ token: `${header}.${changed}.${signature}`, key: publicKey, audience: 'fs2', now });
  await expect(check).rejects.toMatchObject({ code: 'grant-invalid' });
});

test('a grant that was not signed at all does not hold', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none' })}.${part({ ...claims, iss: 'longhaul-hub', aud: 'fs2', iat: 1, exp: 9e9 })}.`;
  await expect(verifyGrant({ token, key: publicKey, audience: 'fs2', now })).rejects.toMatchObject({
    code: 'grant-invalid',
  });
});

test('a grant without an end does not hold', async () => {
  const key = await importPKCS8(privateKey, 'EdDSA');
  const token = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer('longhaul-hub')
    .setAudience('fs2')
    .setIssuedAt()
    .sign(key);
  await expect(verifyGrant({ token, key: publicKey, audience: 'fs2', now })).rejects.toMatchObject({
    code: 'grant-invalid',
  });
});
