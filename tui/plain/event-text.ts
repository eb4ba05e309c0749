/** An event as one line. */
import { formatLocation } from '../../src/model/location.ts';
import { awayText } from '../../src/model/node-troubles.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../src/runtime/units.ts';
import { alertText } from '../format/alert-words.ts';
import { formatFiles } from '../format/count.ts';
import { clockTime } from '../format/instant.ts';
import { personText } from '../format/person.ts';
import type { FleetEvent, TransferEventName } from './fleet-events.ts';

/** `now` is the clock of who reads it. */
export function eventText(event: FleetEvent, now: number): string {
  switch (event.event) {
    case 'node-away':
      return `node ${event.node.name} is away: ${awayText(event.node.since, now)}`;
    case 'node-back':
      return `node ${event.node.name} is back`;
    case 'alert':
    case 'alert-over': {
      const { isCritical, about } = event.alert;
      const head = event.event === 'alert' ? `alert ${isCritical ? 'CRIT' : 'WARN'}` : 'alert over';
      return `${head} ${shownName(about)}: ${alertText(event.alert, now)}`;
    }
    default:
      return `${event.transfer.id} ${transferText(event.event, event.transfer)}`;
  }
}

function transferText(event: TransferEventName, transfer: Transfer): string {
  const { name, source, destination, createdBy, state } = transfer;
  switch (event) {
    case 'transfer-queued':
    case 'transfer-began': {
      const way = `${formatLocation(source)} -> ${formatLocation(destination)}`;
      return `${event === 'transfer-began' ? 'began' : 'is queued'}: ${shownName(name)}, ${shownName(way)}, by ${personText(createdBy)}`;
    }
    case 'transfer-paused':
      return 'is paused';
    case 'transfer-goes-on':
      return 'goes on';
    case 'transfer-waits':
      if (state.kind !== 'waiting') return 'waits';
      return `waits until ${clockTime(state.nextAttemptAt)}, attempt ${state.attempt}: ${shownMessage(state.reason.message)} (${state.reason.code})`;
    case 'transfer-ended':
      return endText(transfer);
    default:
      return event satisfies never;
  }
}

function endText({ state, totals }: Transfer): string {
  const reason = state.kind === 'failed' ? `: ${shownMessage(state.reason.message)} (${state.reason.code})` : '';
  const failed = state.kind === 'completed-with-errors' ? `, ${formatFiles(state.failedFiles)} failed` : '';
  const moved =
    totals === undefined
      ? ''
      : `; ${formatFiles(totals.copied.files)}, ${formatBytes(totals.copied.bytes)} copied in ${formatDuration(totals.durationMs / 1000)}`;
  return `${state.kind}${reason}${failed}${moved}`;
}
