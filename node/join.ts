/** Who this node is: what an earlier enrolment left behind, or a new enrolment with a join token. */
import { enrol } from '../src/link/enrol.ts';
import { parseJoinToken } from '../src/model/join-token.ts';
import { Fault } from '../src/runtime/fault.ts';
import { shownName } from '../src/runtime/names.ts';
import { type NodeIdentity, writeIdentity } from './identity-file.ts';

export interface JoinOptions {
  readonly folder: string;
  readonly token: string;
  readonly name: string | undefined;
  readonly signal: AbortSignal;
}

/** The identity is on the disk when it is returned. Throws what `enrol` throws. */
export async function joinHub({ folder, token, name, signal }: JoinOptions): Promise<NodeIdentity> {
  const { identity, grantKey, hub, name: granted } = await enrol({ token, kind: 'node', name, signal });
  const enrolled: NodeIdentity = { name: granted, hub, grantKey, ...identity };
  await writeIdentity(folder, enrolled);
  return enrolled;
}

/**
 * An enrolled node that is told to join, as by a unit file that always says so: the same hub and name change nothing, the
 * token is not used, and the sentence says so. Anything else would be another node in the same folder: a `usage` fault.
 */
export function joinedAlready({
  identity,
  token,
  name,
  folder,
}: Omit<JoinOptions, 'signal'> & { identity: NodeIdentity }): string {
  const asked = parseJoinToken(token);
  const wanted = name ?? asked.name;
  if (asked.hub !== identity.hub || wanted !== identity.name) {
    throw new Fault(
      'usage',
      `this node has joined ${identity.hub} as ${identity.name} already; to join ${shownName(asked.hub)} as ${shownName(wanted)} give another --data than ${shownName(folder)}`,
    );
  }
  return `this node has joined ${identity.hub} as ${identity.name} already; the token is not used`;
}
