/** `DIR/identity.json`: who this node is, written once at enrolment and readable by its owner alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NodeName } from '../src/model/location.ts';
import { Fault } from '../src/runtime/fault.ts';
import { shownName } from '../src/runtime/names.ts';
import { writePrivateFile } from '../src/runtime/private-file.ts';

export const NodeIdentity = z.object({
  name: NodeName,
  /** `host:port` of the hub. */
  hub: z.string().max(300),
  /** PEM texts: private key, certificate, the hub's authority, and the public key that grants are signed with. */
  key: z.string(),
  certificate: z.string(),
  ca: z.string(),
  grantKey: z.string(),
  /** Private key that credentials are sealed to, PKCS#8 in PEM: made with the enrolment. 0.1.0 had none. */
  sealingKey: z.string().optional(),
  /** SHA-256 of the join token that made it, hexadecimal: that one need not be tried again. 0.1.0 did not keep it. */
  joinedWith: z.string().optional(),
});
export type NodeIdentity = z.infer<typeof NodeIdentity>;

const identityFile = (folder: string): string => join(folder, 'identity.json');

/** Undefined when the node has not joined a hub yet. Throws `state-unusable` when the file cannot be used. */
export function readIdentity(folder: string): NodeIdentity | undefined {
  const file = identityFile(folder);
  try {
    return NodeIdentity.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Fault('state-unusable', `cannot use ${shownName(file)}: ${code ?? message}`, { cause });
  }
}

/** Durable when it is done: the token that made it works only once. */
export async function writeIdentity(folder: string, identity: NodeIdentity): Promise<void> {
  await writePrivateFile(identityFile(folder), `${JSON.stringify(identity, undefined, 2)}\n`);
}
