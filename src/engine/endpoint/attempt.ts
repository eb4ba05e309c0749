/** What one of many things failed with, as a value. */
import { asFault } from '../../runtime/fault.ts';
import { factsOf } from '../disk/name-clash.ts';
import type { Failure } from './destination.ts';

export function attempt(action: () => void): Failure {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return factsOf(asFault(thrown));
  }
}
