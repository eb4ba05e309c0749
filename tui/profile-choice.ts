/** Which hub to attach to and as whom: a join token makes a profile, else the named one is read. */
import { join } from 'node:path';
import { type Profile, profileFile, readProfile, saveProfile } from '../src/link/profile.ts';
import { parseJoinToken } from '../src/model/join-token.ts';
import { Fault } from '../src/runtime/fault.ts';
import { shownName } from '../src/runtime/names.ts';
import { makePrivateFolder } from '../src/runtime/state-paths.ts';

export interface ProfileChoice {
  /** The account's configuration folder. */
  readonly folder: string;
  readonly profile: string;
  readonly join: string | undefined;
  /** `host:port` in place of the profile's. */
  readonly hub: string | undefined;
  readonly signal: AbortSignal;
}

export interface ChosenProfile extends Profile {
  /** Where its identity is kept. */
  readonly file: string;
}

export async function chooseProfile(choice: ProfileChoice): Promise<ChosenProfile> {
  const { folder, profile, join: token, hub, signal } = choice;
  const file = profileFile(folder, profile);
  if (token !== undefined) await joinHub({ token, folder, file, signal });
  const found = await readProfile(file);
  if (found === undefined) {
    throw new Fault('no-profile', `there is no profile ${shownName(profile)} at ${shownName(file)}`);
  }
  return { ...found, file, hub: hub ?? found.hub };
}

interface Joining {
  readonly token: string;
  readonly folder: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

async function joinHub({ token, folder, file, signal }: Joining): Promise<void> {
  const kept = await readProfile(file);
  const asked = parseJoinToken(token);
  // The same user joins again, whose certificate was revoked or has expired.
  const isAgain = kept?.hub === asked.hub && kept.name === asked.name;
  if (kept !== undefined && !isAgain) {
    throw new Fault('usage', `${shownName(file)} is there already; give the new profile another name with --profile`);
  }
  // Loaded only here: making keys and certificate requests is most of what the console would have to load at every start.
  const { enrol } = await import('../src/link/enrol.ts');
  const { identity, hub, name } = await enrol({ token, kind: 'user', name: undefined, signal });
  makePrivateFolder(join(folder, 'profiles'));
  await saveProfile(file, { hub, name, identity });
}
