/** Alerts in words: why, and what somebody has said to one. */
import type { Alert, AlertAnswer } from '../../src/model/alert.ts';
import { awayText } from '../../src/model/node-troubles.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import { personText } from './person.ts';
import { nearTime } from './trigger-words.ts';

/** `now` is the hub's clock. */
export function alertText({ id, text, at }: Alert, now: number): string {
  return id.endsWith('/DOWN') && at !== undefined ? awayText(at, now) : shownMessage(text);
}

/** `ana, 14:03Z`, `ana until 22:03Z`. */
export function answerText(answer: AlertAnswer, now: number): string {
  const who = personText(answer.by);
  if (answer.kind === 'acknowledged') return `${who}, ${nearTime(answer.at, now)}`;
  return answer.until === undefined ? `${who} until it changes` : `${who} until ${nearTime(answer.until, now)}`;
}
