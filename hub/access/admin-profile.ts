/**
 * The admin that the hub makes for itself: kept beside the database for scripts on this machine, and as the account's
 * default profile, so that its console finds the hub without being told.
 */
import { X509Certificate } from 'node:crypto';
import { isSameAuthority, userUri } from '../../src/link/identity.ts';
import { defaultProfileName, type Profile, profileFile, readProfile, saveProfile } from '../../src/link/profile.ts';
import { renewalDueAt } from '../../src/link/renewing-identity.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { adminProfileFile } from '../store/state-files.ts';
import { type Authority, makeIdentity } from './authority.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { UserStore } from './user-store.ts';

export const adminName = 'admin';
/** How often `keepAdminProfile` is to be called. */
export const adminCheckMs = 24 * 3600 * 1000;

export interface AdminProfileOptions {
  readonly dataFolder: string;
  readonly configFolder: string;
  /** `host:port` where this hub can be dialled on this machine. */
  readonly address: string;
  readonly authority: Authority;
  readonly certificates: CertificateStore;
  readonly users: UserStore;
  readonly log: Logger;
  readonly now: number;
}

/** At every start, and while the hub runs: the address may have changed, the certificate may be near its end. */
export async function keepAdminProfile(options: AdminProfileOptions): Promise<void> {
  const file = adminProfileFile(options.dataFolder);
  const kept = await readProfile(file);
  const identity = kept !== undefined && isCurrent(kept, options) ? kept.identity : await newIdentity(options);
  const profile: Profile = { hub: options.address, name: adminName, identity };
  await saveProfile(file, profile);
  await keepDefaultProfile(options, profile);
}

async function newIdentity({ authority, certificates, users, now }: AdminProfileOptions): Promise<Profile['identity']> {
  const { issued, key, certificate, ca } = await makeIdentity(authority, userUri(adminName), now);
  users.put(adminName, 'admin', now);
  certificates.add({ kind: 'user', name: adminName }, issued, now);
  return { key, certificate, ca };
}

/** Not the one of a database or an authority that was lost: it opens nothing any more. */
function isCurrent({ identity }: Profile, { authority, certificates, now }: AdminProfileOptions): boolean {
  const { raw } = new X509Certificate(identity.certificate);
  const isGood = certificates.standing({ kind: 'user', name: adminName }, raw, now) === 'good';
  return isGood && identity.ca === authority.certificate && now < renewalDueAt(identity);
}

/** Another hub's default profile stays as it is; a folder that cannot be written keeps the hub from nothing. */
async function keepDefaultProfile(
  { configFolder, authority, log }: AdminProfileOptions,
  profile: Profile,
): Promise<void> {
  try {
    const file = profileFile(configFolder, defaultProfileName);
    const kept = await readProfile(file);
    if (kept === undefined || (isSameAuthority(kept.identity.ca, authority.certificate) && kept.name === adminName))
      await saveProfile(file, profile);
  } catch (err) {
    log.warn({ err }, 'the default profile could not be kept; consoles of this account need --profile');
  }
}
