/** One attached console or script: from its hello to the end of its link. */
import type { WebSocket } from 'ws';
import { closeOnAbort, refuseOnAbort } from '../../src/link/farewell.ts';
import { Peer } from '../../src/link/peer.ts';
import type { User } from '../../src/model/principal.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { ProgressPacer } from '../nodes/progress-pacer.ts';
import type { Throughput } from '../transfers/throughput.ts';
import { type ConsoleParts, consoleCommands } from './console-commands.ts';
import type { FleetView } from './fleet-view.ts';
import { guarded, guardOf } from './permission.ts';
import { WatchFeed } from './watch-feed.ts';

export interface ConsoleSessionOptions {
  readonly socket: WebSocket;
  readonly user: User;
  readonly parts: ConsoleParts;
  /** What windows of the fleet are taken from. */
  readonly watched: FleetView;
  readonly throughput: Throughput;
  readonly pacer: ProgressPacer;
  readonly log: Logger;
  /** Turns the user out, with its reason. */
  readonly revoked: AbortSignal;
  /** Closes the link when it aborts. */
  readonly signal: AbortSignal;
}

/** Resolves, never rejects, when the link has ended. Must be called before the socket can have received anything. */
export async function runConsoleSession({
  socket,
  user,
  parts,
  watched,
  throughput,
  pacer,
  log,
  revoked,
  signal,
}: ConsoleSessionOptions): Promise<void> {
  const { ledger, clock } = parts;
  const send = (update: string): boolean => peer.notifyText('update', update);
  using feed = new WatchFeed({
    fleet: watched,
    ledger,
    throughput,
    pacer,
    alerts: () => parts.alerts.list(user),
    clock,
    send,
  });
  const handlers = guarded(consoleCommands(parts, user, feed), user, guardOf(parts));
  await using peer = new Peer({
    socket,
    ours: consoleToHub,
    theirs: hubToConsole,
    handlers,
    program: `hub ${packageVersion()}`,
  });
  using _farewell = closeOnAbort(socket, signal);
  using _revocation = refuseOnAbort(peer, revoked);
  try {
    const program = await peer.greet();
    log.debug({ user: user.name, role: user.role, program }, 'console attached');
  } catch {
    // The end of the link says why.
  }
  const { message } = await peer.closed;
  log.debug({ user: user.name, reason: message }, 'console left');
}
