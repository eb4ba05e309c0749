/**
 * What one can seal for the holder of a key, who alone opens it: HPKE in its base mode (RFC 9180), one message a key agreement, with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Key agreement, hash and cipher are OpenSSL's; what is here is
 * the key schedule of section 5.1, which a message of another implementation confirms (test/runtime/hpke.test.ts).
 */
import { Buffer } from 'node:buffer';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  encapsulate,
  generateKeyPairSync,
} from 'node:crypto';

export interface SealingPair {
  /** Raw, base64url. */
  readonly publicKey: string;
  /** PKCS#8 in PEM. */
  readonly privateKey: string;
}

/** What a sealed text is for, and what it goes with: it opens with exactly these. */
export interface SealingContext {
  readonly info: Buffer;
  readonly aad: Buffer;
}

const cipher = 'aes-256-gcm';
/** Kinds of key agreement, derivation and cipher: sections 7.1 to 7.3. */
const suite = Buffer.from('HPKE\x00\x20\x00\x01\x00\x02', 'latin1');
const encapsulatedBytes = 32;
const tagBytes = 16;
const nothing = Buffer.alloc(0);

export function makeSealingPair(): SealingPair {
  const { privateKey } = generateKeyPairSync('x25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKey: pem, publicKey: publicSealingKey(pem) };
}

/** Of a private key as `makeSealingPair` makes it. */
export function publicSealingKey(privateKey: string): string {
  return createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
}

/** Opened by the holder of the key alone. Throws when `publicKey` is none. */
export function sealTo(publicKey: string, plain: Buffer, { info, aad }: SealingContext): Buffer {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: publicKey }, format: 'jwk' });
  const { sharedKey, ciphertext } = encapsulate(key);
  const sealing = createCipheriv(cipher, ...schedule(sharedKey, info)).setAAD(aad);
  return Buffer.concat([ciphertext, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

/** Throws when it was sealed to another key, for something else, or changed since. */
export function openSealed(privateKey: string, sealed: Buffer, { info, aad }: SealingContext): Buffer {
  if (sealed.length < encapsulatedBytes + tagBytes) throw new Error('it is too short to be a sealed text');
  const sharedKey = decapsulate(createPrivateKey(privateKey), sealed.subarray(0, encapsulatedBytes));
  const opening = createDecipheriv(cipher, ...schedule(sharedKey, info), { authTagLength: tagBytes });
  opening.setAAD(aad).setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([opening.update(sealed.subarray(encapsulatedBytes, -tagBytes)), opening.final()]);
}

/** Key and nonce of the only message. */
function schedule(sharedKey: Buffer, info: Buffer): [Buffer, Buffer] {
  const mode = Buffer.from([0]);
  const context = Buffer.concat([mode, extract(nothing, 'psk_id_hash', nothing), extract(nothing, 'info_hash', info)]);
  const secret = extract(sharedKey, 'secret', nothing);
  return [expand(secret, 'key', context, 32), expand(secret, 'base_nonce', context, 12)];
}

function extract(salt: Buffer, label: string, input: Buffer): Buffer {
  return createHmac('sha256', salt).update('HPKE-v1').update(suite).update(label).update(input).digest();
}

/** Up to one block of the hash: 32 bytes. */
function expand(key: Buffer, label: string, info: Buffer, bytes: number): Buffer {
  const hmac = createHmac('sha256', key)
    .update(Buffer.from([0, bytes]))
    .update('HPKE-v1')
    .update(suite);
  return hmac
    .update(label)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, bytes);
}
