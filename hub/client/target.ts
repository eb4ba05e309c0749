/** Which hub a script talks to, and as whom (INTERFACE.md, "longhaul hub"). */
import { type Address, isUnspecified, joinAddress } from '../../src/link/address.ts';
import type { Identity } from '../../src/link/identity.ts';
import { defaultProfileName, type Profile, profileFile, readProfile } from '../../src/link/profile.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { adminProfileFile } from '../store/state-files.ts';

export interface Target {
  /** `host:port`. */
  readonly address: string;
  readonly identity: Identity;
  /** Where the identity is kept, if it is ours to renew: the hub keeps that of its own admin. */
  readonly profileFile: string | undefined;
}

export interface TargetOptions {
  /** `--hub`: `host:port`. */
  readonly hub: string | undefined;
  /** `--profile`. */
  readonly profile: string | undefined;
  readonly dataFolder: string;
  /** Somebody has given `--data`: then it is the hub of this folder or none. */
  readonly isDataGiven: boolean;
  /** `--listen`, when somebody has given it. */
  readonly listen: Address | undefined;
  readonly configFolder: string;
}

/**
 * Throws `config-unreadable` for a profile or a folder that is named and not there, `no-profile` when there is none to use
 * at all.
 */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const { hub, profile, dataFolder, listen, configFolder } = options;
  if (hub === undefined && profile === undefined) {
    const admin = await readAdmin(options);
    if (admin !== undefined)
      return {
        address: listen === undefined ? admin.hub : dialled(listen),
        identity: admin.identity,
        profileFile: undefined,
      };
  }
  const name = profile ?? defaultProfileName;
  const file = profileFile(configFolder, name);
  const kept = await readProfile(file);
  if (kept !== undefined) return { address: hub ?? kept.hub, identity: kept.identity, profileFile: file };
  if (profile !== undefined) throw new Fault('config-unreadable', `there is no profile ${profile} in ${configFolder}`);
  throw new Fault('no-profile', `there is no hub in ${dataFolder} and no profile in ${configFolder}`);
}

/** A folder of somebody else's hub is as good as none, unless it was asked for. */
async function readAdmin({ dataFolder, isDataGiven }: TargetOptions): Promise<Profile | undefined> {
  try {
    const admin = await readProfile(adminProfileFile(dataFolder));
    if (admin !== undefined || !isDataGiven) return admin;
  } catch (thrown) {
    const isDenied = thrown instanceof Fault && (thrown.cause as NodeJS.ErrnoException).code === 'EACCES';
    if (!isDenied || isDataGiven) throw thrown;
    return undefined;
  }
  const shown = shownName(dataFolder);
  throw new Fault(
    'config-unreadable',
    `${shown} is not the folder of a hub that has been started; give that with --data, or leave it out to use a profile`,
  );
}

function dialled(listen: Address): string {
  return joinAddress(isUnspecified(listen) ? { host: '127.0.0.1', port: listen.port } : listen);
}
