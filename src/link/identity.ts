/**
 * Who is at the other end of a TLS connection. Every certificate of the hub's authority names its holder in one URI
 * (subject alternative name): `longhaul://hub`, `longhaul://node/fs1` or `longhaul://user/ana`. Host names and addresses
 * may change; identities do not.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { PeerCertificate, SecureContextOptions } from 'node:tls';
import { Fault } from '../runtime/fault.ts';

/** PEM texts: our own key and certificate, and the authority that we and every peer trust. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
  readonly ca: string;
  /** Fingerprints of certificates that the authority signed and does not stand by any more, as far as we were told. */
  readonly distrusted?: readonly string[];
}

export const hubUri = 'longhaul://hub';
export const nodeUri = (name: string): string => `longhaul://node/${name}`;
export const userUri = (name: string): string => `longhaul://user/${name}`;

export type Holder =
  | { readonly kind: 'hub' }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'user'; readonly name: string };

/** The holder that a verified certificate names, or undefined when it names none or more than one. */
export function certificateHolder(certificate: Pick<PeerCertificate, 'subjectaltname'>): Holder | undefined {
  const uris = (certificate.subjectaltname ?? '').split(', ').filter((name) => name.startsWith('URI:longhaul://'));
  if (uris.length !== 1) return undefined;
  const match = /^URI:longhaul:\/\/(?:(hub)|(node|user)\/([A-Za-z0-9._-]{1,63}))$/.exec(uris[0] ?? '');
  if (match?.[1] === 'hub') return { kind: 'hub' };
  const [, , kind, name] = match ?? [];
  return (kind === 'node' || kind === 'user') && name !== undefined ? { kind, name } : undefined;
}

/** What every TLS socket of ours has in common: TLS 1.3 only, AES-128-GCM first, our identity, our one authority. */
export function secureContext(identity: Identity): SecureContextOptions {
  return {
    key: identity.key,
    cert: identity.certificate,
    ca: [identity.ca],
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
  };
}

/** Whether two certificates of authorities, in PEM, are for one key: what one has signed holds for the other. */
export function isSameAuthority(one: string, other: string): boolean {
  return one === other || new X509Certificate(one).publicKey.equals(new X509Certificate(other).publicKey);
}

/** SHA-256 of the certificate (DER), lower-case hexadecimal: what it is called where certificates are revoked. */
export function certificateFingerprint({ raw }: Pick<PeerCertificate, 'raw'>): string {
  return createHash('sha256').update(raw).digest('hex');
}

/** For `checkServerIdentity`: an error unless the certificate belongs to exactly this holder and is still believed. */
export function holderCheck(
  uri: string,
  distrusted: readonly string[] = [],
): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (host, certificate) => {
    const names = certificate.subjectaltname ?? '';
    if (!names.split(', ').includes(`URI:${uri}`))
      return new Fault('refused', `${host} shows a certificate of ${names || 'nobody'}, not of ${uri}`);
    return distrusted.length > 0 && distrusted.includes(certificateFingerprint(certificate))
      ? new Fault('revoked', `${host} shows a certificate of ${uri} that was revoked`)
      : undefined;
  };
}
