/** An authority as the hub's, with identities of nodes and grants at will, also such as a hub would never sign. */
import { join } from 'node:path';
import { type Authority, openAuthority } from '../../hub/access/authority.ts';
import { type Identity, nodeUri, userUri } from '../../src/link/identity.ts';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import type { GrantClaims, LookClaims } from '../../src/model/grant.ts';
import { parseLocation } from '../../src/model/location.ts';
import { signGrant, signLook } from '../../src/protocol/grant-token.ts';
import { PlanId, TransferId } from '../../src/runtime/identifier.ts';

export interface GrantWish {
  readonly transfer?: string;
  readonly source: string;
  readonly destination: string;
  readonly mayDelete?: boolean;
  readonly partialDir?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

export interface LookWish extends Pick<GrantWish, 'source' | 'destination' | 'now'> {
  readonly plan: string;
}

export interface TestAuthority {
  readonly authority: Authority;
  nodeIdentity(name: string, life?: { readonly lifetimeMs: number }): Promise<Identity>;
  userIdentity(name: string): Promise<Identity>;
  grant(wish: GrantWish): Promise<string>;
  look(wish: LookWish): Promise<string>;
}

/** `folder` keeps its keys; another folder makes a stranger's authority. */
export async function testAuthority(folder: string): Promise<TestAuthority> {
  const authority = await openAuthority(join(folder, 'authority.json'), Date.now());
  const identity = async (uri: string, life: { readonly lifetimeMs?: number } = {}): Promise<Identity> => {
    const { key, csr } = await makeKeyRequest(uri);
    const { certificate } = await authority.issue({ csr, uri, now: Date.now(), ...life });
    return { key, certificate, ca: authority.certificate };
  };
  return {
    authority,
    nodeIdentity: (name, life) => identity(nodeUri(name), life),
    userIdentity: (name) => identity(userUri(name)),
    grant: ({ transfer = 'T-1', source, destination, mayDelete = false, partialDir, now = Date.now() }) => {
      const claims: GrantClaims = {
        transfer: TransferId.parse(transfer),
        source: parseLocation(source),
        destination: parseLocation(destination),
        mayDelete,
        partialDir,
      };
      return signGrant({ key: authority.grantKey, claims, now });
    },
    look: ({ plan, source, destination, now = Date.now() }) => {
      const claims: LookClaims = {
        plan: PlanId.parse(plan),
        source: parseLocation(source),
        destination: parseLocation(destination),
      };
      return signLook({ key: authority.grantKey, claims, now });
    },
  };
}
