import { expect, test } from 'vitest';
import { makeSealingPair, openSealed, publicSealingKey, sealTo } from '../../src/runtime/hpke.ts';

/** Sealed by @hpke/core 1.9.0, which also opened what `sealTo` had sealed. */
const foreign = {
  privateKey:
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAjdJ1EVTyUnzpiuvw/jEHET3PuObsKlADKNuUAuDwZ3\n-----END PRIVATE KEY-----\n',
  publicKey: 'KkubSApd5s7CvVvNBdOWSL1rVBP1VL5lnP1v8A4lsgk',
  enc: '8byOLCJROeN0jUZSVWuPZOPDFW-Wc3evJJGD63B7ilg',
  ct: 'fg8wcd5G9KvNYXA2ZbASuktRCv7YNAand9F3hi_HbQTd2hQ',
};
const context = { info: Buffer.from('info'), aad: Buffer.from('aad') };

test('opens what another implementation of RFC 9180 has sealed', () => {
  const sealed = Buffer.concat([Buffer.from(foreign.enc, 'base64url'), Buffer.from(foreign.ct, 'base64url')]);
  expect(publicSealingKey(foreign.privateKey)).toBe(foreign.publicKey);
  expect(openSealed(foreign.privateKey, sealed, context).toString()).toBe('hello of @hpke/core');
});

test('what is sealed opens with its key and its context, and with nothing else', () => {
  const { publicKey, privateKey } = makeSealingPair();
  const sealed = sealTo(publicKey, Buffer.from('secret'), context);
  expect(openSealed(privateKey, sealed, context).toString()).toBe('secret');
  expect(sealed.includes('secret')).toBe(false);
  expect(sealTo(publicKey, Buffer.from('secret'), context).equals(sealed)).toBe(false);
  const other = Buffer.from('other');
  expect(() => openSealed(makeSealingPair().privateKey, sealed, context)).toThrow();
  expect(() => openSealed(privateKey, sealed, { ...context, info: other })).toThrow();
  expect(() => openSealed(privateKey, sealed, { ...context, aad: other })).toThrow();
  expect(() => openSealed(privateKey, sealed.subarray(0, 20), context)).toThrow();
  expect(() => openSealed(privateKey, sealed.subarray(0, -1), context)).toThrow();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
    expect(() => openSealed(privateKey, changed, context), `byte ${at}`).toThrow();
  }
});
