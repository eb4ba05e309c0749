/** A node that does not understand an order is one of an earlier version. */
import { asFault, Fault } from '../../src/runtime/fault.ts';

/** `what` it cannot do: `reach fs2`. Anything else that it answers stays as it is. */
export function fromOlderNode(thrown: unknown, node: string, what: string): unknown {
  if (asFault(thrown).code !== 'bad-message') return thrown;
  return new Fault('version-mismatch', `${node} is too old to ${what}; upgrade it`, { cause: thrown });
}
