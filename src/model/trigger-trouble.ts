/** Why a trigger cannot do what it is for; undefined where it can, or is off. */
import { shownName } from '../runtime/names.ts';
import type { TriggerRecord } from './trigger-record.ts';

export function triggerTrouble({ trigger, watched, queue, lastRun }: TriggerRecord): string | undefined {
  if (!trigger.enabled) return undefined;
  if (watched?.kind === 'failing') return `not watched: ${shownName(watched.reason.message)} (${watched.reason.code})`;
  if (queue !== undefined && queue.since === undefined)
    return `its queue is not polled${queue.lastError === undefined ? '' : `: ${shownName(queue.lastError.reason.message)}`}`;
  return lastRun?.kind === 'refused' ? `not started: ${shownName(lastRun.reason.message)}` : undefined;
}
