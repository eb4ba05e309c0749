/** A transfer in a few lines: from where to where, how far, how fast, how long still, what went wrong. */
import type { ReactNode } from 'react';
import { bottleneckText } from '../../../src/model/bottleneck.ts';
import { currentBottleneck } from '../../../src/model/current-bottleneck.ts';
import { findingText } from '../../../src/model/finding.ts';
import { defaultPriority } from '../../../src/model/priority.ts';
import { shownLimit } from '../../../src/model/rate-limit.ts';
import { reachText } from '../../../src/model/reach.ts';
import { timeText } from '../../../src/model/time-left-text.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { isEnded, type QueueReason } from '../../../src/model/transfer-state.ts';
import { waysOfWriting } from '../../../src/model/ways-of-writing.ts';
import type { HubOverview } from '../../../src/protocol/console-link.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { formatCount, formatFiles } from '../../format/count.ts';
import { clockMinute, clockTime, shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import { routeText } from '../../format/route.ts';
import {
  currentFile,
  doneBytes,
  doneShare,
  etaText,
  fileEta,
  rateText,
  stateWord,
  totalBytes,
} from '../../format/transfer-words.ts';
import { percentText, progressBar } from '../../text/progress-bar.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import type { Area } from '../frame/frame-layout.ts';

export interface TransferFactsProps extends Area {
  readonly transfer: Transfer;
  readonly overview: HubOverview | undefined;
  /** The hub's clock. */
  readonly now: number;
}

export function TransferFacts(props: TransferFactsProps): ReactNode {
  const theme = useTheme();
  const { transfer, now, width, height } = props;
  const { text, role } = stateWord(transfer, now);
  const share = doneShare(transfer);
  const amount = `${percentText(share)}  ${formatBytes(doneBytes(transfer))} of ${formatBytes(totalBytes(transfer))}`;
  const lines = [
    routeText(transfer, { width: width - 2, symbols: theme.symbols }),
    `${theme.paint(role, text)} since ${shortDate(sinceOf(transfer))}Z  by ${personText(transfer.createdBy)}  ${optionWords(transfer)}`,
    `${progressBar(share, Math.max(8, Math.min(60, width - amount.length - 4)), theme.symbols)} ${amount}`,
    ...troubleLines(props, theme),
    ...progressLines(props),
    ...bottleneckLines(transfer),
    ...linkLines(transfer),
    ...findingLines(transfer, theme),
  ];
  return <Lines lines={lines.slice(0, height).map((line) => ` ${line}`)} width={width} />;
}

function sinceOf({ startedAt, endedAt, createdAt, state }: Transfer): number {
  return (isEnded(state) ? endedAt : startedAt) ?? createdAt;
}

/** The hub's words, but for a time. */
function queueText({ message, startsAt }: QueueReason, now: number): string {
  if (startsAt === undefined) return `waits: ${shownName(message)}`;
  return `starts at ${shortDate(startsAt)}Z, in ${formatDuration(Math.max(0, startsAt - now) / 1000)} (R starts it now)`;
}

function optionWords({ options, fanOut, priority = defaultPriority }: Transfer): string {
  const cap = options.bwlimit === undefined ? 'no cap' : `cap ${shownLimit(options.bwlimit)}`;
  const extras = options.deleteExtras ? ['deletes extras'] : [];
  const rank = priority === defaultPriority ? [] : [`${priority} priority`];
  const together = fanOut === undefined ? [] : [`fan-out ${fanOut}`];
  return [...rank, options.checksum, cap, ...extras, ...waysOfWriting(options), ...together].join(', ');
}

function progressLines({ transfer, overview, now }: TransferFactsProps): readonly string[] {
  const { progress, totals, state } = transfer;
  if (totals !== undefined) {
    return [
      `${formatFiles(totals.copied.files)} copied, ${formatCount(totals.skipped.files)} skipped, ${formatCount(totals.deleted.files)} deleted, ` +
        `${formatCount(totals.failed.files)} failed   took ${formatDuration(totals.durationMs / 1000)}`,
    ];
  }
  if (progress === undefined) return state.kind === 'queued' ? [] : ['its node has not reported yet'];
  const current = currentFile(transfer);
  const backlog = timeText(overview ?? {}) ?? '-';
  return [
    `rate ${rateText(transfer)}   ETA file ${etaText(transfer, current && fileEta(current))}   transfer ${endText(transfer, now)}   backlog ${backlog}`,
    `${formatFiles(progress.copied.files)} copied, ${formatCount(progress.pending.files)} to go${progress.isScanning ? ' (still scanning)' : ''}   ` +
      `skipped ${formatCount(progress.skipped.files)}   failed ${formatCount(progress.failed.files)}${progress.failed.files > 0 ? ' (f lists them)' : ''}`,
  ];
}

/** How long still, as far as that is known, and by the clock. */
function endText(transfer: Transfer, now: number): string {
  const { etaSeconds, etaRange } = transfer.progress ?? {};
  const isStanding = etaText(transfer, etaSeconds ?? etaRange?.fromSeconds);
  const time = timeText({ etaSeconds, etaRange });
  if (time === undefined || isStanding === '-' || isStanding === 'stalled') return isStanding;
  const clock = (seconds: number): string => clockMinute(now + seconds * 1000);
  if (etaRange === undefined) return `${time} (~${clock(etaSeconds ?? 0)})`;
  const { fromSeconds, toSeconds } = etaRange;
  return toSeconds === undefined
    ? `${time} (not before ${clock(fromSeconds)})`
    : `${time} (${clock(fromSeconds)} to ${clock(toSeconds)})`;
}

function bottleneckLines(transfer: Transfer): readonly string[] {
  const bottleneck = currentBottleneck(transfer);
  return bottleneck === undefined ? [] : [`waits for ${bottleneckText(bottleneck)}`];
}

/** By how many connections its peer is reached while it runs, in which way, and why not in a better one. */
function linkLines({ state, progress, options: { streams } }: Transfer): readonly string[] {
  const reach = state.kind === 'waiting' || isEnded(state) ? undefined : progress?.reach;
  if (reach === undefined) return [];
  const inUse = progress?.streams ?? 1;
  const asked = streams === inUse ? '' : ` (${streams === 'auto' ? streams : `${streams} asked`})`;
  return [`streams ${inUse}${asked}   reached ${shownName(reachText(reach))}`];
}

function findingLines({ findings }: Transfer, theme: Theme): readonly string[] {
  return findings === undefined ? [] : [`${theme.paint('warn', `noted ${findingText(findings)}`)} (f lists them)`];
}

/** Why it does not go on, and when it does. */
function troubleLines({ transfer: { state }, now }: TransferFactsProps, theme: Theme): readonly string[] {
  if (state.kind === 'queued') return state.reason === undefined ? [] : [queueText(state.reason, now)];
  if (state.kind !== 'waiting' && state.kind !== 'failed') return [];
  const { reason } = state;
  const next = state.kind === 'waiting' ? `   attempt ${state.attempt}, next at ${clockTime(state.nextAttemptAt)}` : '';
  return [
    theme.paint('bad', `${shownName(reason.message)}${next}`),
    ...(reason.hint === undefined ? [] : [shownName(reason.hint)]),
  ];
}
