/** A line of a log as people read it: `the hub is away: … code=link-lost part=uplink`. */
import { shownMessage } from '../runtime/names.ts';
import type { LogLine } from './log-page.ts';

export function logLineText({ message, fields }: Pick<LogLine, 'message' | 'fields'>): string {
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
  return `${shownMessage(message)}${shownMessage(rest.join(''))}`;
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
