/** What went wrong as it may be shown. */
import { asFault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

/** Names in a message are escaped already, so its backslashes stay as they are; everything else may come from anywhere. */
export function faultText(thrown: unknown): string {
  return asFault(thrown).message.split('\\').map(shownName).join('\\');
}

export function faultAdvice(thrown: unknown): string {
  return `${faultText(thrown)}. ${asFault(thrown).hint}`;
}
