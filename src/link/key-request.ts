/** A new P-256 key and the request that asks a certificate authority to certify it (PKCS#10). */
// @peculiar/x509 needs the Reflect metadata API before it is loaded.
import 'reflect-metadata';
import { PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

export interface KeyRequest {
  /** The private key, PKCS#8 in PEM. */
  readonly key: string;
  /** The request in PEM; its name is for people, an authority takes only the public key. */
  readonly csr: string;
}

export async function makeKeyRequest(name: string): Promise<KeyRequest> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: `CN=${name}`, keys, signingAlgorithm });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`, csr: csr.toString('pem') };
}
