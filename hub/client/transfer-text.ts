/** A transfer in words. */
import { findingText } from '../../src/model/finding.ts';
import { leftOutTexts } from '../../src/model/left-out-text.ts';
import { formatLocation } from '../../src/model/location.ts';
import { bytesMoved } from '../../src/model/moved-bytes.ts';
import { shownPath } from '../../src/model/path-text.ts';
import { timeLeftText } from '../../src/model/time-left-text.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { QueueReason, TransferState } from '../../src/model/transfer-state.ts';
import { faultCodes, isFaultCode } from '../../src/runtime/fault-codes.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes, formatDuration, formatRate } from '../../src/runtime/units.ts';
import { shownTime } from './time.ts';

export function wayText({ source, destination }: Pick<Transfer, 'source' | 'destination'>): string {
  return shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`);
}

/** `failed: The share … (source-missing)`, with what is still to be handed to its node. */
export function stateText({ state, asked }: Pick<Transfer, 'state' | 'asked'>): string {
  const pending = asked === undefined ? '' : ` (${asked} is handed on when its node is back)`;
  return reasonText(state) + pending;
}

function reasonText(state: TransferState): string {
  switch (state.kind) {
    case 'queued':
      return state.reason === undefined ? 'queued' : `queued: ${queueText(state.reason)}`;
    case 'failed':
      return `failed: ${shownName(state.reason.message)} (${state.reason.code})`;
    case 'waiting':
      return `waiting until ${shownTime(state.nextAttemptAt)}: ${shownName(state.reason.message)} (${state.reason.code})`;
    case 'completed-with-errors':
      return `completed-with-errors: ${state.failedFiles} failed`;
    default:
      return state.kind;
  }
}

/** The hub's words but for a time, which is shown by the clock of who looks. */
function queueText({ message, startsAt }: QueueReason): string {
  return startsAt === undefined ? shownName(message) : `starts at ${shownTime(startsAt)}`;
}

/** `42 %  210 of 500 files  1.2 GB of 2.8 GB  104 MB/s  00:16 left  a/b.mov`. */
export function progressText(transfer: Transfer): string {
  const { progress } = transfer;
  if (progress === undefined) return stateText(transfer);
  const { copied, pending, rate, etaSeconds, etaRange, files, isScanning } = progress;
  const { done, total } = bytesMoved(progress);
  const parts = [
    `${percent(done, total)} %${isScanning ? ' (still scanning)' : ''}`,
    `${copied.files} of ${copied.files + pending.files} files`,
    `${formatBytes(done)} of ${formatBytes(total)}`,
    formatRate(rate),
    ...(etaSeconds === undefined && etaRange === undefined ? [] : [timeLeftText(progress)]),
    ...files.slice(0, 1).map(({ path }) => shownPath(path)),
  ];
  return `${stateText(transfer)}: ${parts.join('  ')}`;
}

/** What is left to say when it has ended. */
export function endText({ id, state, totals, findings }: Transfer): string {
  const head = `${id} ${stateText({ state })}`;
  if (totals === undefined) return head;
  const { copied, skipped, failed, deleted, durationMs } = totals;
  const counts = [
    `${copied.files} files, ${formatBytes(copied.bytes)} copied in ${formatDuration(durationMs / 1000)}`,
    ...(skipped.files > 0 ? [`${skipped.files} unchanged`] : []),
    ...(failed.files > 0 ? [`${failed.files} failed`] : []),
    ...(deleted.files > 0 ? [`${deleted.files} deleted`] : []),
    ...leftOutTexts(totals).map((text) => `${text} left out`),
    ...(findings === undefined ? [] : [`noted ${findingText(findings)}`]),
  ];
  return `${head}; ${counts.join(', ')}`;
}

/** The exit code of INTERFACE.md that an end stands for. */
export function exitCodeOf(state: TransferState): number {
  switch (state.kind) {
    case 'completed':
      return 0;
    case 'cancelled':
      return 4;
    case 'failed':
      return isFaultCode(state.reason.code) ? faultCodes[state.reason.code].exitCode : 1;
    default:
      return 1;
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, Math.floor((part / whole) * 100));
}
