/** A transfer in words and figures: the state as one word, how far it is, and the honest remaining times. */
import { bytesMoved } from '../../src/model/moved-bytes.ts';
import type { FileProgress } from '../../src/model/progress.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded, type QueueReason, runningPhases } from '../../src/model/transfer-state.ts';
import { formatDuration, formatRate } from '../../src/runtime/units.ts';
import type { Role } from '../theme/theme.ts';
import { clockMinute } from './instant.ts';

export interface Word {
  readonly text: string;
  readonly role: Role;
}

/** `now` is the hub's clock. */
export function stateWord({ state, progress }: Transfer, now: number): Word {
  switch (state.kind) {
    case 'queued':
      return { text: queuedWord(state.reason), role: 'muted' };
    case 'scanning':
      return { text: 'SCAN', role: 'accent' };
    case 'transferring':
      return progress?.isScanning === true ? { text: 'RUN+SCAN', role: 'good' } : { text: 'RUN', role: 'good' };
    case 'verifying':
      return { text: 'VERIFY', role: 'good' };
    case 'cleaning':
      return { text: 'CLEAN', role: 'good' };
    case 'paused':
      return { text: 'PAUSED', role: 'warn' };
    case 'waiting':
      return { text: `WAIT ${formatDuration((state.nextAttemptAt - now) / 1000)}`, role: 'warn' };
    case 'completed':
      return { text: 'done', role: 'muted' };
    case 'completed-with-errors':
      return { text: `done !${state.failedFiles}`, role: 'warn' };
    case 'failed':
      return { text: 'FAILED', role: 'bad' };
    case 'cancelled':
      return { text: 'cancelled', role: 'muted' };
    default:
      return state satisfies never;
  }
}

/** In the ten cells that a list has for it. */
function queuedWord(reason: QueueReason | undefined): string {
  if (reason?.startsAt !== undefined) return `at ${clockMinute(reason.startsAt)}`;
  if (reason?.code === 'node-away') return 'node away';
  return reason?.place === undefined ? 'queued' : `queued #${reason.place}`;
}

export function isRunning({ state }: Transfer): boolean {
  return (runningPhases as readonly string[]).includes(state.kind);
}

/** Files in flight count by their bytes: what they have moved is in `copied`, and their whole is still in `pending`. */
function copiedBytes({ progress, totals }: Transfer): { readonly done: number; readonly total: number } {
  if (totals !== undefined) return { done: totals.copied.bytes, total: totals.copied.bytes + totals.failed.bytes };
  if (progress === undefined) return { done: 0, total: 0 };
  return bytesMoved(progress);
}

/** Of the bytes that are known so far; a scan that is still running makes it smaller again, and the state says so. */
export function doneShare(transfer: Transfer): number {
  if (transfer.state.kind === 'completed') return 1;
  const { done, total } = copiedBytes(transfer);
  return total === 0 ? 0 : Math.min(1, done / total);
}

export function totalBytes(transfer: Transfer): number {
  return copiedBytes(transfer).total;
}

export function doneBytes(transfer: Transfer): number {
  return copiedBytes(transfer).done;
}

export function rateText(transfer: Transfer): string {
  return transfer.progress === undefined || !isRunning(transfer) ? '-' : formatRate(transfer.progress.rate);
}

export function bytesPerSecond(transfer: Transfer): number {
  return isRunning(transfer) ? (transfer.progress?.rate ?? 0) : 0;
}

/** The largest file that is on its way. */
export function currentFile({ progress, state }: Transfer): FileProgress | undefined {
  return isEnded(state) ? undefined : progress?.files.find((file) => file.state !== 'done');
}

/** Seconds until one file is there; undefined when its rate says nothing. */
export function fileEta(file: FileProgress): number | undefined {
  return file.rate > 0 ? (file.sizeBytes - file.doneBytes) / file.rate : undefined;
}

/** After so long without a byte the remaining time is said to be none instead of a fantasy. */
const stalledAfterMs = 10_000;

export function etaText(transfer: Transfer, seconds: number | undefined): string {
  const { progress } = transfer;
  if (progress === undefined || !isRunning(transfer)) return '-';
  const isStalled =
    progress.rate === 0 && progress.pending.bytes > 0 && progress.at - progress.startedAt > stalledAfterMs;
  if (isStalled && transfer.state.kind === 'transferring') return 'stalled';
  return seconds === undefined ? '-' : formatDuration(seconds);
}
