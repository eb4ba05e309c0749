/** Triggers in words: whether one is on, when it starts, what came of it last. The same words as `longhaul hub --triggers`. */
import type { Trigger } from '../../src/model/trigger.ts';
import type { TriggerRecord } from '../../src/model/trigger-record.ts';
import { triggerTrouble } from '../../src/model/trigger-trouble.ts';
import { type BeingWritten, writtenText } from '../../src/model/watch.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatDuration } from '../../src/runtime/units.ts';
import { clockMinute, isSameDay, shortDate } from './instant.ts';
import type { Word } from './transfer-words.ts';

/** `14:10Z` of today, `11-22 14:10` of any other day. */
export function nearTime(ms: number, now: number): string {
  return isSameDay(ms, now) ? clockMinute(ms) : shortDate(ms);
}

export function onWord(record: TriggerRecord): Word {
  if (!record.trigger.enabled) return { text: 'off', role: 'muted' };
  return triggerTrouble(record) === undefined ? { text: 'on', role: 'good' } : { text: 'ERR', role: 'bad' };
}

export function whenText(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'schedule':
      return trigger.timeZone === 'UTC' ? trigger.cron : `${trigger.cron} ${trigger.timeZone}`;
    case 'watch':
      return `new files in ${trigger.node}:${shownName(trigger.folder)}`;
    case 'sqs':
      return `objects that ${shownName(trigger.queue)} tells of`;
    case 'after':
      return `after ${trigger.follows}: ${trigger.on.join(', ')}`;
    default:
      return trigger satisfies never;
  }
}

export function nextText({ trigger, queue, waitingDue, nextRuns: [next] }: TriggerRecord, now: number): string {
  if (!trigger.enabled) return '-';
  if (waitingDue !== undefined) return `late, due ${nearTime(waitingDue, now)}`;
  if (trigger.kind === 'watch') return 'on change';
  if (trigger.kind === 'sqs') return queue?.waiting === undefined ? 'on an event' : `${queue.waiting} waiting`;
  if (trigger.kind === 'after') return 'on its end';
  if (next === undefined) return 'never';
  return `${nearTime(next, now)} in ${formatDuration(Math.max(0, next - now) / 1000)}`;
}

export function lastWord({ lastRun, lastResult }: TriggerRecord, now: number): Word {
  if (lastRun === undefined) return { text: 'never', role: 'muted' };
  const at = nearTime(lastRun.at, now);
  switch (lastRun.kind) {
    case 'started': {
      const isBad = lastResult === 'failure' || lastResult === 'partial';
      return { text: `${at} ${lastResult ?? 'started'}`, role: isBad ? 'bad' : 'text' };
    }
    case 'refused':
      return { text: `${at} not started`, role: 'bad' };
    case 'skipped':
      return { text: `${at} skipped`, role: 'warn' };
    default:
      return lastRun satisfies never;
  }
}

/** With the reason. */
export function lastSentence({ lastRun, lastResult }: TriggerRecord): string {
  switch (lastRun?.kind) {
    case undefined:
      return 'never yet';
    case 'started':
      return `${shortDate(lastRun.at)}Z started ${lastRun.transfers.join(', ')}: ${lastResult ?? 'no longer known'}`;
    case 'refused':
      return `${shortDate(lastRun.at)}Z not started: ${shownName(lastRun.reason.message)} (${lastRun.reason.code})`;
    case 'skipped':
      return `${shortDate(lastRun.at)}Z skipped, ${shownName(lastRun.why)}`;
    default:
      return lastRun satisfies never;
  }
}

export function standingWord(watched: TriggerRecord['watched']): Word {
  switch (watched?.kind) {
    case undefined:
      return { text: 'not watched yet: its node has not said so', role: 'warn' };
    case 'events':
      return { text: `watched: the kernel says what changes${alsoWritten(watched)}`, role: 'good' };
    case 'looks':
      return {
        text: `looked at every ${watched.everySeconds} s: ${shownName(watched.reason.message)}${alsoWritten(watched)}`,
        role: 'warn',
      };
    case 'failing':
      return { text: `not watched: ${shownName(watched.reason.message)} (${watched.reason.code})`, role: 'bad' };
    default:
      return watched satisfies never;
  }
}

function alsoWritten({ beingWritten }: { readonly beingWritten?: BeingWritten | undefined }): string {
  return beingWritten === undefined ? '' : `; ${writtenText(beingWritten)}`;
}

export function queueWord(queue: TriggerRecord['queue'], now: number): Word {
  if (queue === undefined) return { text: 'not polled: its node is away, or has not said yet', role: 'warn' };
  const { since, held, waiting, lastEventAt, lastError } = queue;
  const said = [
    since === undefined ? 'not polled' : `polled since ${nearTime(since, now)}`,
    ...(lastEventAt === undefined ? [] : [`last event ${nearTime(lastEventAt, now)}`]),
    `${held} in hand`,
    ...(waiting === undefined ? [] : [`${waiting} waiting`]),
  ].join(', ');
  if (lastError === undefined) return { text: said, role: since === undefined ? 'warn' : 'good' };
  const { at, reason } = lastError;
  return {
    text: `${said}; ${nearTime(at, now)} ${shownName(reason.message)} (${reason.code})`,
    role: since === undefined ? 'bad' : 'warn',
  };
}
