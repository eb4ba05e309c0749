/** An event as a mail: plain text, in UTC, with nothing in it that could act on a screen. */
import type { EndedTransfer, NotificationEvent, WaitingTransfer } from '../../src/model/notification-event.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../src/runtime/units.ts';

const longestSubject = 150;

export function mailSubject({ text }: NotificationEvent): string {
  const shown = shownMessage(text);
  return `[longhaul] ${shown.length > longestSubject ? `${shown.slice(0, longestSubject)}…` : shown}`;
}

export function mailText(event: NotificationEvent): string {
  const about = linesOf(event);
  const { id, hub, notification } = event;
  const end = ['', `-- `, `longhaul hub ${hub}, notification ${notification}, event ${id}`];
  return `${[...about, ...end].map(shownMessage).join('\n')}\n`;
}

function linesOf(event: NotificationEvent): string[] {
  switch (event.event) {
    case 'test':
      return ['This is a test: nothing has happened.'];
    case 'transfer-waits':
      return waitLines(event.transfer);
    case 'transfer-ended':
      return endLines(event.transfer);
    default:
      return event satisfies never;
  }
}

type Row = readonly [string, string | undefined];

function waitLines(transfer: WaitingTransfer): string[] {
  const { id, name, from, to, state, reason, createdBy, startedBy, startedAt, waitingSince, nextAttemptAt } = transfer;
  return shownRows([
    ['transfer', `${id} ${name}`],
    ['from', from],
    ['to', to],
    ['state', state],
    ['since', timeText(waitingSince)],
    ['reason', `${reason.message} (${reason.code})`],
    ['what to do', reason.hint],
    ['next try', timeText(nextAttemptAt)],
    ['asked by', createdBy + (startedBy === undefined ? '' : `, template ${startedBy.template}`)],
    ['began', startedAt === undefined ? undefined : timeText(startedAt)],
  ]);
}

function endLines(transfer: EndedTransfer): string[] {
  const { id, name, from, to, state, reason, createdBy, startedBy, startedAt, endedAt, totals } = transfer;
  const template = startedBy === undefined ? '' : `, template ${startedBy.template}`;
  const shown = shownRows([
    ['transfer', `${id} ${name}`],
    ['from', from],
    ['to', to],
    ['state', state],
    ['reason', reason && `${reason.message} (${reason.code})`],
    ['what to do', reason?.hint],
    ['asked by', createdBy + template],
    ['began', startedAt === undefined ? undefined : timeText(startedAt)],
    ['ended', timeText(endedAt)],
    ['took', totals && formatDuration(totals.durationMs / 1000)],
    ['copied', totals && countText(totals.copiedInAll ?? totals.copied)],
    ['skipped', totals && countText(totals.skipped)],
    ['deleted', totals && totals.deleted.files > 0 ? countText(totals.deleted) : undefined],
  ]);
  return [...shown, ...failedLines(transfer)];
}

function shownRows(rows: readonly Row[]): string[] {
  return rows.flatMap(([word, value]) => (value === undefined ? [] : [`${`${word}:`.padEnd(12)}${value}`]));
}

function failedLines({ id, failedFiles: { total, first } }: EndedTransfer): string[] {
  if (total === 0) return [];
  const more = total - first.length;
  return [
    '',
    `${total} failed:`,
    ...first.map(({ path, code, message }) => `  ${path}: ${message} (${code})`),
    ...(more > 0 ? [`  and ${more} more: longhaul hub --files ${id} --status failed`] : []),
  ];
}

function countText({ files, bytes }: { readonly files: number; readonly bytes: number }): string {
  return `${files} files, ${formatBytes(bytes)}`;
}

/** `2026-11-21 08:00:05 UTC`. */
function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
