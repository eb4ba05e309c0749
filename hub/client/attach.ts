/** A script's link to the hub. */
import { type DialOptions, dial } from '../../src/link/dial.ts';
import type { Peer } from '../../src/link/peer.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { Update } from '../consoles/watch-feed.ts';
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
  return await dial(dialOptions({ target, onUpdate: () => undefined, signal }));
}
