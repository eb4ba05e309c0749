/** Follows transfers to their end, through restarts of the hub. Letting go of it leaves the transfer running. */
import { stayDialled } from '../../src/link/dial.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { asFault, type Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { pages } from './action.ts';
import { attach, dialOptions } from './attach.ts';
import { type FollowDisplay, openFollowDisplay } from './follow-display.ts';
import { namedText } from './named-files.ts';
import { say } from './output.ts';
import type { Target } from './target.ts';
import { endText, exitCodeOf } from './transfer-text.ts';

export interface FollowAllOptions {
  readonly target: Target;
  readonly transfers: readonly Transfer[];
  readonly json: boolean;
  readonly signal: AbortSignal;
}

interface FollowOptions extends Omit<FollowAllOptions, 'transfers'> {
  readonly transfer: Transfer;
  readonly display: FollowDisplay;
}

/** The highest of the exit codes that their ends stand for; 130 for those whose end the signal does not let us see. */
export async function followAll({ transfers, signal, ...options }: FollowAllOptions): Promise<number> {
  using display = openFollowDisplay(options.json);
  const failed = new AbortController();
  const followed = await Promise.allSettled(
    transfers.map(async (transfer) => {
      try {
        return await follow({ ...options, transfer, display, signal: AbortSignal.any([signal, failed.signal]) });
      } catch (thrown) {
        failed.abort(thrown);
        throw thrown;
      }
    }),
  );
  failed.signal.throwIfAborted();
  return Math.max(...followed.map((one) => (one.status === 'fulfilled' ? one.value : 0)));
}

async function follow(options: FollowOptions): Promise<number> {
  const { json, display } = options;
  const last = await lastSeen(options);
  const { id, state } = last;
  if (!isEnded(state)) {
    const line = `${id} goes on without us; longhaul hub --show ${id} tells how it is, --cancel ${id} ends it`;
    if (json) say(line);
    else display.end(id, line);
    return 130;
  }
  display.end(id, endText(last));
  if (!json && state.kind === 'completed-with-errors') await nameFailures(options, last);
  return exitCodeOf(state);
}

async function lastSeen({ target, transfer, display, signal }: FollowOptions): Promise<Transfer> {
  const { id } = transfer;
  const done = new AbortController();
  let latest = transfer;
  let failure: Fault | undefined;
  const hear = (heard: Transfer): void => {
    if (done.signal.aborted) return;
    latest = heard;
    display.show(heard);
    if (isEnded(heard.state)) done.abort();
  };
  const links = stayDialled({
    ...dialOptions({
      target,
      onUpdate: ({ transfer: window }) => window && hear(window.transfer),
      signal: AbortSignal.any([signal, done.signal]),
    }),
    onAway: (fault, retryInMs) => {
      // A hub that restarts comes back; one that refuses us does not change its mind.
      if (fault.isRetryable)
        return display.note(`${fault.message}; ${id} goes on, asking again in ${Math.ceil(retryInMs / 1000)} s`);
      failure = fault;
      done.abort();
    },
  });
  for await (const hub of links) {
    try {
      await hub.request('watch', { overview: false, nodes: false, transfer: id });
      hear(await hub.request('show-transfer', { transfer: id }));
    } catch (thrown) {
      const fault = asFault(thrown);
      if (!fault.isRetryable) throw fault;
    }
  }
  if (failure !== undefined) throw failure;
  return latest;
}

/** What cannot be told any more does not change how the transfer ended. */
async function nameFailures(options: FollowOptions, { id }: Transfer): Promise<void> {
  try {
    await sayFailures(options, id);
  } catch (thrown) {
    const { message } = asFault(thrown);
    options.display.note(`${message}; longhaul hub --files ${id} --status failed names the files`);
  }
}

async function sayFailures({ target, display, signal }: FollowOptions, id: TransferId): Promise<void> {
  await using hub = await attach(target, signal);
  const failed = pages(
    async (page) => (await hub.request('list-files', { transfer: id, status: 'failed', ...page })).files,
  );
  for await (const files of failed) {
    for (const file of files) display.note(namedText(file));
  }
}
