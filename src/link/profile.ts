/**
 * A profile: which hub, as whom, and the identity to prove it. One JSON file each in `profiles/` of the account's
 * configuration folder, readable by its owner alone; the hub writes the first one, `--join` further ones.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NodeName } from '../model/location.ts';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { writePrivateFile } from '../runtime/private-file.ts';
import type { Identity } from './identity.ts';

export const Profile = z.object({
  /** `host:port` of the hub. */
  hub: z.string(),
  /** The user's name at the hub. */
  name: NodeName,
  identity: z.object({ key: z.string(), certificate: z.string(), ca: z.string() }),
});
export type Profile = z.infer<typeof Profile>;

export const defaultProfileName = 'default';

/** `folder` is the account's configuration folder (src/runtime/state-paths.ts). Throws `usage` for an impossible name. */
export function profileFile(folder: string, name: string): string {
  if (!NodeName.safeParse(name).success)
    throw new Fault('usage', `'${shownName(name)}' cannot be the name of a profile`);
  return join(folder, 'profiles', `${name}.json`);
}

/** Undefined when there is no such file; throws `config-unreadable` when it may not be read or is no profile. */
export async function readProfile(file: string): Promise<Profile | undefined> {
  try {
    return Profile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'it is no profile';
    throw new Fault('config-unreadable', `cannot read the profile ${shownName(file)}: ${reason}`, { cause });
  }
}

export async function saveProfile(file: string, profile: Profile): Promise<void> {
  await writePrivateFile(file, `${JSON.stringify(profile, undefined, 2)}\n`);
}

/** The same profile with another identity; nothing when the file is gone. */
export async function replaceIdentity(file: string, { key, certificate, ca }: Identity): Promise<void> {
  const profile = await readProfile(file);
  if (profile !== undefined) await saveProfile(file, { ...profile, identity: { key, certificate, ca } });
}
