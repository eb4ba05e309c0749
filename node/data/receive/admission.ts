/**
 * Who may write what here. A peer is let in for exactly what its grant says, and only as far as the roots of this node
 * allow: the certificate says who it is, the hub's signature what it may, the roots have the last word.
 */
import type { TLSSocket } from 'node:tls';
import { certificateHolder, type Holder } from '../../../src/link/identity.ts';
import type { GrantClaims } from '../../../src/model/grant.ts';
import { dataVersions, type Hello } from '../../../src/protocol/data-link.ts';
import { verifyGrant } from '../../../src/protocol/grant-token.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { RootedPath, Roots } from '../../roots.ts';

/** Who is at the other end, as the certificate says, and where. */
export function peerOf(socket: TLSSocket): { readonly holder: Holder | undefined; readonly shown: string } {
  const holder = socket.authorized ? certificateHolder(socket.getPeerCertificate()) : undefined;
  const address = socket.remoteAddress ?? 'unknown';
  if (holder === undefined) return { holder, shown: address };
  return { holder, shown: `${holder.kind === 'hub' ? 'hub' : `${holder.kind} ${holder.name}`} at ${address}` };
}

/** The name of a node. Throws `refused` for anybody else, also for a certificate that is not of our authority. */
export function nodeName(holder: Holder | undefined): string {
  if (holder?.kind !== 'node') throw new Fault('refused', 'only nodes of this hub may use the data port');
  return holder.name;
}

export interface AdmissionRules {
  /** This node. */
  readonly name: string;
  readonly grantKey: string;
  readonly roots: Roots;
}

export interface Admission {
  readonly version: number;
  /** The node that sends. */
  readonly from: string;
  readonly claims: GrantClaims;
  readonly folder: RootedPath;
}

export interface Applicant {
  readonly from: string;
  readonly hello: Hello;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Throws `version-mismatch`, `grant-invalid`, `outside-root` or `root-read-only`. */
export async function admit({ from, hello, now }: Applicant, rules: AdmissionRules): Promise<Admission> {
  const version = dataVersions.findLast((ours) => hello.versions.includes(ours));
  if (version === undefined) throw new Fault('version-mismatch', `${from} speaks another version of the data link`);
  const claims = await verifyGrant({ token: hello.grant, key: rules.grantKey, audience: rules.name, now });
  if (claims.source.node !== from) {
    throw new Fault('grant-invalid', `the grant is for ${claims.source.node}, and ${from} came with it`);
  }
  if (claims.transfer !== hello.transfer) {
    throw new Fault('grant-invalid', `the grant is for ${claims.transfer}, not for ${hello.transfer}`);
  }
  return { version, from, claims, folder: rules.roots.resolve(claims.destination.path, 'write') };
}
