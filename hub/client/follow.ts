/** Follows a transfer to its end, through restarts of the hub. Letting go of it leaves the transfer running. */
import { stayDialled } from '../../src/link/dial.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { asFault, type Fault } from '../../src/runtime/fault.ts';
import { pages } from './action.ts';
import { attach, dialOptions } from './attach.ts';
import { openFollowDisplay } from './follow-display.ts';
import { namedText } from './named-files.ts';
import { say } from './output.ts';
import type { Target } from './target.ts';
import { endText, exitCodeOf } from './transfer-text.ts';

export interface FollowOptions {
  readonly target: Target;
  readonly transfer: Transfer;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** The exit code that the end of the transfer stands for, or 130 when the signal aborts first. */
export async function follow({ target, transfer, json, signal }: FollowOptions): Promise<number> {
  const last = await lastSeen({ target, transfer, json, signal });
  if (!isEnded(last.state)) {
    say(`${last.id} goes on without us; longhaul hub --show ${last.id} tells how it is, --cancel ${last.id} ends it`);
    return 130;
  }
  if (!json) {
    say(endText(last));
    if (last.state.kind === 'completed-with-errors') await nameFailures(target, last, signal);
  }
  return exitCodeOf(last.state);
}

async function lastSeen({ target, transfer, json, signal }: FollowOptions): Promise<Transfer> {
  using display = openFollowDisplay(json);
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
async function nameFailures(target: Target, transfer: Transfer, signal: AbortSignal): Promise<void> {
  try {
    await sayFailures(target, transfer, signal);
  } catch (thrown) {
    const { message } = asFault(thrown);
    say(`${message}; longhaul hub --files ${transfer.id} --status failed names the files`);
  }
}

async function sayFailures(target: Target, { id }: Transfer, signal: AbortSignal): Promise<void> {
  await using hub = await attach(target, signal);
  const failed = pages(
    async (page) => (await hub.request('list-files', { transfer: id, status: 'failed', ...page })).files,
  );
  for await (const files of failed) {
    for (const file of files) say(namedText(file));
  }
}
