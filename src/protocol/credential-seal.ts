/** A credential as it lies at the hub and travels: sealed to one node, and bound to its name, this node and its version. */
import { Buffer } from 'node:buffer';
import { type CredentialSeal, Secret } from '../model/credential.ts';
import { Fault } from '../runtime/fault.ts';
import { openSealed, type SealingContext, sealTo } from '../runtime/hpke.ts';

export interface SealOptions {
  /** Of the credential. */
  readonly name: string;
  readonly node: string;
  /** The node's public key. */
  readonly key: string;
  /** When, milliseconds since 1970. */
  readonly version: number;
}

export function sealCredential(secret: Secret, { name, node, key, version }: SealOptions): CredentialSeal {
  const plain = Buffer.from(JSON.stringify(secret));
  const text = sealTo(key, plain, contextOf({ name, node, version })).toString('base64url');
  return { node, version, sealedTo: key, text };
}

/** What the hub hands to a node. */
export interface HandedCredential extends Pick<CredentialSeal, 'version' | 'text'> {
  readonly name: string;
}

export interface OpenOptions {
  /** This one's name. */
  readonly node: string;
  /** PKCS#8 in PEM. */
  readonly privateKey: string;
}

/** Throws `credential-unopened`. */
export function openCredential({ name, version, text }: HandedCredential, { node, privateKey }: OpenOptions): Secret {
  try {
    const plain = openSealed(privateKey, Buffer.from(text, 'base64url'), contextOf({ name, node, version }));
    return Secret.parse(JSON.parse(plain.toString()));
  } catch (cause) {
    throw new Fault(
      'credential-unopened',
      `${node} cannot open the credential ${name}: it was not sealed to this node's key under this name, or was changed since`,
      { cause },
    );
  }
}

function contextOf(bound: { readonly name: string; readonly node: string; readonly version: number }): SealingContext {
  const { name, node, version } = bound;
  return { info: Buffer.from('longhaul credential'), aad: Buffer.from(JSON.stringify([name, node, version])) };
}
