/** `--triggers`: what starts by itself, when next, and what came of it last. */
import type { TriggerRecord } from '../../src/model/trigger-record.ts';
import { writtenText } from '../../src/model/watch.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Action } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<TriggerRecord>[] = [
  { title: 'TRIGGER', cell: ({ trigger }) => trigger.name },
  { title: 'STARTS', cell: ({ trigger }) => trigger.template },
  { title: 'WHEN', cell: whenText },
  { title: 'LAST RUN', cell: lastText },
  { title: 'NEXT RUNS', cell: ({ nextRuns }) => nextRuns.map(shownTime).join(', ') },
];

export const triggers: Action = async ({ settings, hub }) => {
  const { triggers: found } = await hub.request('list-triggers', {});
  await (settings.json ? printJson(found) : print(table(columns, found)));
  return 0;
};

function whenText({ trigger, watched, queue }: TriggerRecord): string {
  if (!trigger.enabled) return 'not enabled';
  switch (trigger.kind) {
    case 'schedule':
      return `${trigger.cron} ${trigger.timeZone}`;
    case 'watch':
      return `new files in ${trigger.node}:${shownName(trigger.folder)}${standingText(watched)}`;
    case 'sqs':
      return `objects that ${shownName(trigger.queue)} tells ${trigger.node} of${queueText(queue)}`;
    case 'after':
      return `after ${trigger.follows}: ${trigger.on.join(', ')}`;
    default:
      return trigger satisfies never;
  }
}

function lastText({ lastRun, lastResult }: TriggerRecord): string {
  if (lastRun === undefined) return 'never';
  const at = shownTime(lastRun.at);
  switch (lastRun.kind) {
    case 'started':
      return `${at} ${lastRun.transfers.join(', ')}: ${lastResult ?? 'started'}`;
    case 'refused':
      return `${at} not started: ${shownName(lastRun.reason.message)} (${lastRun.reason.code})`;
    case 'skipped':
      return `${at} skipped, ${shownName(lastRun.why)}`;
    default:
      return lastRun satisfies never;
  }
}

function standingText(watched: TriggerRecord['watched']): string {
  switch (watched?.kind) {
    case undefined:
      return ' (not watched yet)';
    case 'events':
      return watched.beingWritten === undefined ? '' : ` (${writtenText(watched.beingWritten)})`;
    case 'looks': {
      const why = `looked at every ${watched.everySeconds} s: ${shownName(watched.reason.message)}`;
      return watched.beingWritten === undefined ? ` (${why})` : ` (${why}; ${writtenText(watched.beingWritten)})`;
    }
    case 'failing':
      return ` (not watched: ${shownName(watched.reason.message)})`;
    default:
      return watched satisfies never;
  }
}

function queueText(queue: TriggerRecord['queue']): string {
  if (queue === undefined) return ' (not polled: its node is away, or has not said yet)';
  const { since, held, waiting, lastEventAt, lastError } = queue;
  const state = [
    since === undefined ? 'not polled' : `polled since ${shownTime(since)}`,
    ...(lastEventAt === undefined ? [] : [`last event ${shownTime(lastEventAt)}`]),
    `${held} in hand`,
    ...(waiting === undefined ? [] : [`${waiting} waiting`]),
    ...(lastError === undefined
      ? []
      : [`${shownTime(lastError.at)} ${shownName(lastError.reason.message)} (${lastError.reason.code})`]),
  ];
  return ` (${state.join('; ')})`;
}
