/**
 * `--logs NODE`: what a node, or the hub, has logged and still keeps, oldest first. With `--follow` the last lines and then
 * whatever comes, through times in which the node or the hub is away.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type LogLine, type LogPage, maxLogWaitMs } from '../../src/model/log-page.ts';
import { logLineText } from '../../src/model/log-text.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import type { Action, ActionContext } from './action.ts';
import { attach } from './attach.ts';
import { print, printJson, say } from './output.ts';
import { shownTime } from './time.ts';

const pageLines = 500;
const firstFollowed = 20;
const retryMs = 2000;

export const logs: Action = async (context) => {
  const { settings, signal } = context;
  for await (const page of settings.follow ? followed(context) : kept(context)) {
    if (page.isGap) say('lines in between are not kept any more');
    await (settings.json ? printJson(page.lines) : print(page.lines.map(lineText).join('')));
  }
  return signal.aborted ? 130 : 0;
};

/** Up to what was the end when it was asked for. */
async function* kept({ settings, hub, signal }: ActionContext): AsyncGenerator<LogPage, void, void> {
  const query = queryOf(settings);
  const { next: end } = await hub.request('read-log', { ...query, limit: 1 }, { signal });
  for (let after = 0; after < end; ) {
    const page = await hub.request('read-log', { ...query, after, limit: pageLines }, { signal });
    // What was removed before somebody asked is no gap.
    yield { ...page, isGap: page.isGap && after > 0 };
    after = page.next;
  }
}

/** Until the signal aborts. */
async function* followed(context: ActionContext): AsyncGenerator<LogPage, void, void> {
  await using links = new AsyncDisposableStack();
  const { settings, signal } = context;
  const query = queryOf(settings);
  let hub = context.hub;
  let after: number | undefined;
  for (;;) {
    try {
      if (hub.signal.aborted) hub = links.use(await attach(context.target, signal));
      const window = after === undefined ? { limit: firstFollowed } : { after, limit: pageLines, waitMs: maxLogWaitMs };
      const page: LogPage = await hub.request('read-log', { ...query, ...window }, { signal });
      after = page.next;
      yield page;
    } catch (thrown) {
      const fault = asFault(thrown);
      if (signal.aborted) return;
      if (!fault.isRetryable) throw fault;
      say(`${shownMessage(fault.message)} (${fault.code}); trying again`);
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function queryOf({ logs: node = '', since, level, grep: text }: ActionContext['settings']) {
  return {
    node,
    ...(since !== undefined && { since }),
    ...(level !== undefined && { level }),
    ...(text !== undefined && { text }),
  };
}

/** `2026-11-21 14:03:25.114 WARN  the hub is away: … code=link-lost part=uplink`. */
function lineText(line: LogLine): string {
  const { at, level } = line;
  const time = `${shownTime(at)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
  return `${time} ${level.toUpperCase().padEnd(5)} ${logLineText(line)}\n`;
}
