/** Who this node is: what an earlier enrolment left behind, or a new enrolment with a join token. */
import { createHash, X509Certificate } from 'node:crypto';
import { enrol } from '../src/link/enrol.ts';
import { parseJoinToken } from '../src/model/join-token.ts';
import { asFault, Fault } from '../src/runtime/fault.ts';
import type { FaultCode } from '../src/runtime/fault-codes.ts';
import { makeSealingPair } from '../src/runtime/hpke.ts';
import { shownName } from '../src/runtime/names.ts';
import { type NodeIdentity, writeIdentity } from './identity-file.ts';

export interface JoinOptions {
  readonly folder: string;
  readonly token: string;
  readonly name: string | undefined;
  readonly signal: AbortSignal;
}

/** With all that an enrolment of today leaves behind. */
export type JoinedIdentity = NodeIdentity & { readonly sealingKey: string };

export interface Joined {
  readonly identity: JoinedIdentity;
  /** For the log, where there is something to say. */
  readonly notice: string | undefined;
}

/** With `known` or a token, or both. The identity is on the disk when it is returned. Throws what `enrol` throws, and `usage`. */
export async function joined(
  known: NodeIdentity | undefined,
  { token, ...options }: Omit<JoinOptions, 'token'> & { readonly token: string | undefined },
): Promise<Joined> {
  if (known !== undefined && token === undefined)
    return { identity: await withSealingKey(options.folder, known), notice: undefined };
  const wish = { ...options, token: token ?? '' };
  if (known === undefined) return { identity: await joinHub(wish), notice: undefined };
  return await joinAgain(await withSealingKey(options.folder, known), wish);
}

async function joinHub({ folder, token, name, signal }: JoinOptions): Promise<JoinedIdentity> {
  const { identity, grantKey, hub, name: granted } = await enrol({ token, kind: 'node', name, signal });
  const enrolled: JoinedIdentity = {
    name: granted,
    hub,
    grantKey,
    ...identity,
    // A new one too: who had the old keys opens nothing that is sealed from now on.
    sealingKey: makeSealingPair().privateKey,
    joinedWith: hashOf(token),
  };
  await writeIdentity(folder, enrolled);
  return enrolled;
}

/** One that joined with 0.1.0 gets its key now. */
async function withSealingKey(folder: string, identity: NodeIdentity): Promise<JoinedIdentity> {
  const { sealingKey = makeSealingPair().privateKey } = identity;
  const complete = { ...identity, sealingKey };
  if (identity.sealingKey !== undefined) return complete;
  await writeIdentity(folder, complete);
  return complete;
}

/** What a hub says to a token that is of no use to a node that has what it needs. */
const needless: ReadonlySet<FaultCode> = new Set(['token-used', 'token-expired', 'token-invalid', 'name-taken']);

/**
 * An enrolled node that is told to join. The token that made it changes nothing, as in a unit file that always says so;
 * another one is tried, for a node that was revoked or was away for longer than its certificate holds, and keeps everything
 * but its key. Throws `usage` for another hub or name, which would be another node in the same folder, and what `enrol`
 * throws when the node cannot go on without the token.
 */
async function joinAgain(identity: JoinedIdentity, options: JoinOptions): Promise<Joined> {
  const { token, folder, name } = options;
  const asked = parseJoinToken(token);
  const wanted = name ?? asked.name;
  if (asked.hub !== identity.hub || wanted !== identity.name) {
    throw new Fault(
      'usage',
      `this node has joined ${identity.hub} as ${identity.name} already; to join ${shownName(asked.hub)} as ${shownName(wanted)} give another --data than ${shownName(folder)}`,
    );
  }
  const already = `this node has joined ${identity.hub} as ${identity.name} already; the token is not used`;
  if (identity.joinedWith === hashOf(token)) return { identity, notice: already };
  try {
    return { identity: await joinHub(options), notice: `this node has joined ${identity.hub} again, with a new key` };
  } catch (thrown) {
    const { code, message, isRetryable } = asFault(thrown);
    if (hasExpired(identity) || !(isRetryable || needless.has(code))) throw thrown;
    return { identity, notice: `${already}: ${message}` };
  }
}

function hasExpired({ certificate }: NodeIdentity): boolean {
  return new X509Certificate(certificate).validToDate.getTime() < Date.now();
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
