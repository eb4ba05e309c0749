/**
 * The hub's certificate authority: made at the first start, kept in one private file. It certifies the hub, nodes and
 * users; a certificate says in one URI who holds it (src/link/identity.ts) and takes nothing from the request but its key.
 */
// @peculiar/x509 needs the Reflect metadata API before it is loaded.
import 'reflect-metadata';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { z } from 'zod';
import { hubUri, type Identity, nodeUri } from '../../src/link/identity.ts';
import { keyAlgorithm, makeKeyRequest, signingAlgorithm } from '../../src/link/key-request.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { writePrivateFile } from '../../src/runtime/private-file.ts';

/** PEM texts: keys as PKCS#8, public ones as SPKI. */
const AuthorityFile = z.object({
  key: z.string(),
  certificate: z.string(),
  grantKey: z.string(),
  grantPublicKey: z.string(),
});
type AuthorityFile = z.infer<typeof AuthorityFile>;

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate (DER), lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface IssueOptions {
  readonly csr: string;
  /** Of the holder. */
  readonly uri: string;
  /** Names and addresses that the certificate is also good for: those of the hub, for clients that know only these. */
  readonly hosts?: readonly string[];
  readonly now: number;
  /** From `now` on; without it what is usual for such a holder. */
  readonly lifetimeMs?: number;
}

export interface Authority {
  /** The authority's own certificate in PEM. */
  readonly certificate: string;
  readonly fingerprint: string;
  readonly grantKey: string;
  readonly grantPublicKey: string;
  /** Throws `bad-message` for a request that is malformed, not signed by its key, or not for a P-256 key. */
  issue(options: IssueOptions): Promise<Issued>;
}

const dayMs = 24 * 3600 * 1000;
const yearMs = 365 * dayMs;
const authorityLifetimeMs = 10 * yearMs;
/** Long enough for a node that is away over a long weekend when its renewal is due. */
const nodeLifetimeMs = 7 * dayMs;
/** Of people, who may not look for two weeks. */
const userLifetimeMs = 30 * dayMs;
/** Of those who do not renew theirs. */
export const lifetimeUnrenewedMs = yearMs;
/** Certificates begin in the past, for machines whose clocks are behind: that they do not agree must not matter. */
const clockToleranceMs = dayMs;

/**
 * Reads the authority kept in `file`, or makes it. After half of its life it gets a new certificate for the same key, which
 * everybody learns with their next renewal: it does not end for anyone who is in touch. Throws `state-unusable` when the
 * file is there and cannot be used.
 */
export async function openAuthority(file: string, now: number): Promise<Authority> {
  const kept = await readAuthority(file);
  const made = kept === undefined ? await makeAuthority(now) : await prolonged(kept, now);
  if (made !== kept) await writePrivateFile(file, `${JSON.stringify(made, undefined, 2)}\n`);

  const certificate = new X509Certificate(made.certificate);
  const signingKey = await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(made.key), keyAlgorithm, false, [
    'sign',
  ]);
  return {
    certificate: made.certificate,
    fingerprint: fingerprintOf(certificate),
    grantKey: made.grantKey,
    grantPublicKey: made.grantPublicKey,
    issue: async ({ csr, uri, hosts = [], now, lifetimeMs = lifetimeOf(uri) }) => {
      const request = await checkedRequest(csr);
      const publicKey = await request.publicKey.export(keyAlgorithm, ['verify']);
      const issued = await X509CertificateGenerator.create({
        subject: [{ CN: [uri] }],
        issuer: certificate.subjectName,
        notBefore: new Date(now - clockToleranceMs),
        notAfter: new Date(Math.min(now + lifetimeMs, certificate.notAfter.getTime())),
        publicKey,
        signingKey,
        signingAlgorithm,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          // Nodes are on either end of a connection between nodes.
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([
            { type: 'url', value: uri },
            ...hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
          ]),
          await AuthorityKeyIdentifierExtension.create(certificate.publicKey),
          await SubjectKeyIdentifierExtension.create(publicKey),
        ],
      });
      return {
        certificate: `${issued.toString('pem')}\n`,
        fingerprint: fingerprintOf(issued),
        expiresAt: issued.notAfter.getTime(),
      };
    },
  };
}

/** A new key with its certificate, for the hub itself and for the admin that it makes. */
export async function makeIdentity(
  authority: Authority,
  uri: string,
  now: number,
  hosts: readonly string[] = [],
): Promise<Identity & { readonly issued: Issued }> {
  const { key, csr } = await makeKeyRequest(uri);
  const issued = await authority.issue({ csr, uri, hosts, now });
  return { key, certificate: issued.certificate, ca: authority.certificate, issued };
}

async function readAuthority(file: string): Promise<AuthorityFile | undefined> {
  try {
    return AuthorityFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Fault('state-unusable', `cannot use ${shownName(file)}: ${code ?? 'it does not hold an authority'}`, {
      cause,
    });
  }
}

/** The hub's own certificate is made anew at every start and must outlast every run. */
function lifetimeOf(uri: string): number {
  if (uri === hubUri) return authorityLifetimeMs;
  return uri.startsWith(nodeUri('')) ? nodeLifetimeMs : userLifetimeMs;
}

async function makeAuthority(now: number): Promise<AuthorityFile> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await selfSigned(keys, now);
  const grant = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    key: `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')}\n`,
    certificate,
    grantKey: grant.privateKey,
    grantPublicKey: grant.publicKey,
  };
}

async function prolonged(kept: AuthorityFile, now: number): Promise<AuthorityFile> {
  const certificate = new X509Certificate(kept.certificate);
  if (certificate.notAfter.getTime() > now + authorityLifetimeMs / 2) return kept;
  const raw = PemConverter.decodeFirst(kept.key);
  const privateKey = await crypto.subtle.importKey('pkcs8', raw, keyAlgorithm, false, ['sign']);
  const publicKey = await certificate.publicKey.export(keyAlgorithm, ['verify']);
  return { ...kept, certificate: await selfSigned({ privateKey, publicKey }, now) };
}

/** PEM. */
async function selfSigned(
  keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey },
  now: number,
): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['longhaul hub'] }],
    keys,
    notBefore: new Date(now - clockToleranceMs),
    notAfter: new Date(now + authorityLifetimeMs),
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

async function checkedRequest(csr: string): Promise<Pkcs10CertificateRequest> {
  try {
    const request = new Pkcs10CertificateRequest(csr);
    const { name, namedCurve } = request.publicKey.algorithm as { readonly name: string; readonly namedCurve?: string };
    if (!name.startsWith('EC') || namedCurve !== keyAlgorithm.namedCurve) throw new Error('its key is not a P-256 key');
    if (!(await request.verify())) throw new Error('it is not signed by its own key');
    return request;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('bad-message', `the certificate request cannot be used: ${reason}`, { cause });
  }
}

function fingerprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
}
