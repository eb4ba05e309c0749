/**
 * Who may write what here, or look at it. A peer is let in for exactly what its grant says, and only as far as the roots of
 * this node allow: the certificate says who it is, the hub's signature what it may, the roots have the last word.
 */
import type { TLSSocket } from 'node:tls';
import { certificateFingerprint, certificateHolder, type Holder } from '../../../src/link/identity.ts';
import type { GrantClaims, LookClaims } from '../../../src/model/grant.ts';
import { dataVersions, type Hello, type Join, type Look } from '../../../src/protocol/data-link.ts';
import { verifyGrant, verifyLook } from '../../../src/protocol/grant-token.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { type RootedPath, type Roots, rootedPartialDir } from '../../roots.ts';

/** Who is at the other end. */
export interface DataPeer {
  /** As the certificate says; undefined without one of our authority. */
  readonly holder: Holder | undefined;
  /** Of that certificate. */
  readonly fingerprint: string | undefined;
  /** What is wrong with a certificate that was shown. */
  readonly flaw: string | undefined;
  /** With the address, for logs. */
  readonly shown: string;
}

export function peerOf(socket: TLSSocket): DataPeer {
  const certificate = socket.authorized ? socket.getPeerCertificate() : undefined;
  const holder = certificate && certificateHolder(certificate);
  const address = socket.remoteAddress ?? 'unknown';
  if (certificate === undefined || holder === undefined) {
    const flaw = socket.authorizationError === null ? undefined : String(socket.authorizationError);
    return { holder: undefined, fingerprint: undefined, flaw, shown: address };
  }
  const shown = `${holder.kind === 'hub' ? 'hub' : `${holder.kind} ${holder.name}`} at ${address}`;
  return { holder, fingerprint: certificateFingerprint(certificate), flaw: undefined, shown };
}

/** The name of a node. Throws `refused` for anybody else, and `revoked` for one that the hub does not stand by any more. */
export function nodeName({ holder, flaw, fingerprint = '' }: DataPeer, distrusted: ReadonlySet<string>): string {
  if (flaw === 'CERT_HAS_EXPIRED')
    throw new Fault('certificate-expired', "the certificate has expired, by this node's clock");
  if (holder?.kind !== 'node') throw new Fault('refused', 'only nodes of this hub may use the data port');
  if (distrusted.has(fingerprint)) throw new Fault('revoked', `the certificate of ${holder.name} was revoked`);
  return holder.name;
}

export interface AdmissionRules {
  /** This node. */
  readonly name: string;
  readonly grantKey: string;
  readonly roots: Roots;
}

interface Admitted {
  readonly version: number;
  /** The node that sends. */
  readonly from: string;
  readonly folder: RootedPath;
}

export interface TransferAdmission extends Admitted {
  readonly kind: 'transfer';
  readonly claims: GrantClaims;
  /** Where unfinished files are to lie, if that is an absolute path. */
  readonly partialDir: RootedPath | undefined;
  /** Of the sender's backlog; empty where it did not say. */
  readonly temporaryKey: string;
}

export interface LookAdmission extends Admitted {
  readonly kind: 'look';
  readonly claims: LookClaims;
}

export type Admission = TransferAdmission | LookAdmission;

/** There is one session for each: of a transfer, or of a plan. */
export function sessionName({ kind, claims }: Admission): string {
  return kind === 'transfer' ? claims.transfer : claims.plan;
}

export interface Applicant<Greeting> {
  readonly from: string;
  readonly greeting: Greeting;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Throws `version-mismatch`, `grant-invalid`, `outside-root` or `root-read-only`. */
export async function admit(applicant: Applicant<Hello | Join>, rules: AdmissionRules): Promise<TransferAdmission> {
  const { from, greeting, now } = applicant;
  const version = agreedVersion(from, greeting);
  const claims = await verifyGrant({ token: greeting.grant, key: rules.grantKey, audience: rules.name, now });
  confirmHolder(from, claims);
  if (claims.transfer !== greeting.transfer) {
    throw new Fault('grant-invalid', `the grant is for ${claims.transfer}, not for ${greeting.transfer}`);
  }
  const partialDir = rootedPartialDir(claims.partialDir, rules.roots);
  const folder = rules.roots.resolve(claims.destination.path, 'write');
  const { temporaryKey = '' } = greeting.type === 'hello' ? greeting : {};
  return { kind: 'transfer', version, from, claims, folder, partialDir, temporaryKey };
}

/** The same, for who only looks: a plan is refused where its transfer would be. */
export async function admitLook(applicant: Applicant<Look>, rules: AdmissionRules): Promise<LookAdmission> {
  const { from, greeting, now } = applicant;
  const version = agreedVersion(from, greeting);
  const claims = await verifyLook({ token: greeting.grant, key: rules.grantKey, audience: rules.name, now });
  confirmHolder(from, claims);
  if (claims.plan !== greeting.plan) throw new Fault('grant-invalid', 'the grant is for another plan');
  return { kind: 'look', version, from, claims, folder: rules.roots.resolve(claims.destination.path, 'write') };
}

function agreedVersion(from: string, { versions }: Hello | Join | Look): number {
  const version = dataVersions.findLast((ours) => versions.includes(ours));
  if (version === undefined) throw new Fault('version-mismatch', `${from} speaks another version of the data link`);
  return version;
}

function confirmHolder(from: string, { source }: GrantClaims | LookClaims): void {
  if (source.node !== from)
    throw new Fault('grant-invalid', `the grant is for ${source.node}, and ${from} came with it`);
}
