/** A script's link to the hub. */
import { type DialOptions, dial } from '../../src/link/dial.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { Peer } from '../../src/link/peer.ts';
import { replaceIdentity } from '../../src/link/profile.ts';
import { RenewingIdentity } from '../../src/link/renewing-identity.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { Update } from '../consoles/watch-feed.ts';
import { say } from './output.ts';
import type { Target } from './target.ts';

export type HubPeer = Peer<typeof hubToConsole, typeof consoleToHub>;

export interface AttachOptions {
  readonly target: Target;
  readonly onUpdate: (update: Update) => void;
  readonly signal: AbortSignal;
}

export function dialOptions({
  target,
  onUpdate,
  signal,
}: AttachOptions): DialOptions<typeof hubToConsole, typeof consoleToHub> {
  return {
    ...target,
    ours: hubToConsole,
    theirs: consoleToHub,
    handlers: { requests: {}, notices: { update: onUpdate } },
    program: `script ${packageVersion()}`,
    signal,
  };
}

/** For actions that ask and are done. Throws `hub-unreachable` or `refused`. */
export async function attach(target: Target, signal: AbortSignal): Promise<HubPeer> {
  const hub = await dial(dialOptions({ target, onUpdate: () => undefined, signal }));
  try {
    if (target.profileFile !== undefined) await keepCertificate(hub, target.identity, target.profileFile);
  } catch (thrown) {
    // There is time left, and somebody waits for something else.
    say(`the certificate could not be renewed: ${asFault(thrown).message}`);
  }
  return hub;
}

async function keepCertificate(hub: HubPeer, identity: Identity, file: string): Promise<void> {
  const renewing = new RenewingIdentity({ identity, save: (next) => replaceIdentity(file, next) });
  await renewing.keep((request) => hub.request('renew-certificate', request), Date.now());
}
