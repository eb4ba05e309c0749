/** A grant (src/model/grant.ts) as it travels: signed by the hub, checked by the node that is written to. */
import { importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import {
  type GrantClaims,
  GrantClaims as GrantClaimsSchema,
  grantIssuer,
  grantLifetimeSeconds,
} from '../model/grant.ts';
import { Fault } from '../runtime/fault.ts';

const algorithm = 'EdDSA';
/** How far the clocks of hub and node may be apart before a fresh grant looks as if it came from the future. */
const clockToleranceSeconds = 300;

export interface SignGrantOptions {
  /** The hub's private grant key, PKCS#8 in PEM. */
  readonly key: string;
  readonly claims: GrantClaims;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The audience is the destination node; the grant lives for `grantLifetimeSeconds`. */
export async function signGrant({ key, claims, now }: SignGrantOptions): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(grantIssuer)
    .setAudience(claims.destination.node)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + grantLifetimeSeconds)
    .sign(await importPKCS8(key, algorithm));
}

export interface VerifyGrantOptions {
  readonly token: string;
  /** The hub's public grant key as enrolment handed it out, SPKI in PEM. */
  readonly key: string;
  /** Our own node's name. */
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the grant allows. Throws `grant-invalid`; whether it fits what the peer wants to do is the caller's question. */
export async function verifyGrant({ token, key, audience, now }: VerifyGrantOptions): Promise<GrantClaims> {
  try {
    const { payload } = await jwtVerify(token, await importSPKI(key, algorithm), {
      algorithms: [algorithm],
      issuer: grantIssuer,
      audience,
      requiredClaims: ['iat', 'exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now),
    });
    const claims = GrantClaimsSchema.parse(payload);
    if (claims.destination.node !== audience) throw new Error('its destination is another node');
    return claims;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('grant-invalid', `the grant does not hold: ${reason}`, { cause });
  }
}
