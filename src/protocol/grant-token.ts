/** A grant (src/model/grant.ts) as it travels: signed by the hub, checked by the node that is written to. */
import { errors, importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import type { z } from 'zod';
import { GrantClaims, grantIssuer, grantLifetimeSeconds, LookClaims, lookLifetimeSeconds } from '../model/grant.ts';
import { Fault } from '../runtime/fault.ts';

const algorithm = 'EdDSA';
/** How far the clocks of hub and node may be apart before a fresh grant looks as if it came from the future. */
const clockToleranceSeconds = 300;

export interface SignOptions<Claims> {
  /** The hub's private grant key, PKCS#8 in PEM. */
  readonly key: string;
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The audience is the destination node; the grant lives for `grantLifetimeSeconds`. */
export async function signGrant(options: SignOptions<GrantClaims>): Promise<string> {
  return await sign({ ...options, lifetimeSeconds: grantLifetimeSeconds });
}

/** The grant of a plan, which lives for `lookLifetimeSeconds`. */
export async function signLook(options: SignOptions<LookClaims>): Promise<string> {
  return await sign({ ...options, lifetimeSeconds: lookLifetimeSeconds });
}

async function sign({
  key,
  claims,
  now,
  lifetimeSeconds,
}: SignOptions<GrantClaims | LookClaims> & { readonly lifetimeSeconds: number }): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(grantIssuer)
    .setAudience(claims.destination.node)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(await importPKCS8(key, algorithm));
}

export interface VerifyOptions {
  readonly token: string;
  /** The hub's public grant key as enrolment handed it out, SPKI in PEM. */
  readonly key: string;
  /** Our own node's name. */
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the grant allows. Throws `grant-invalid` and `grant-expired`; whether it fits what the peer wants to do is the caller's question. */
export async function verifyGrant(options: VerifyOptions): Promise<GrantClaims> {
  return await verify(GrantClaims, options);
}

/** The same for the grant of a plan. */
export async function verifyLook(options: VerifyOptions): Promise<LookClaims> {
  return await verify(LookClaims, options);
}

async function verify<Claims extends GrantClaims | LookClaims>(
  schema: z.ZodType<Claims>,
  { token, key, audience, now }: VerifyOptions,
): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, await importSPKI(key, algorithm), {
      algorithms: [algorithm],
      issuer: grantIssuer,
      audience,
      requiredClaims: ['iat', 'exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now),
    });
    const claims = schema.parse(payload);
    if (claims.destination.node !== audience) throw new Error('its destination is another node');
    return claims;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) {
      const since = new Date((cause.payload.exp ?? 0) * 1000).toISOString();
      throw new Fault('grant-expired', `the grant held until ${since}`, { cause });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('grant-invalid', `the grant does not hold: ${reason}`, { cause });
  }
}
