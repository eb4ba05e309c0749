/** Who did something, as the hub writes it down: `user:ana` is `ana`, a node or the hub keeps its kind. */
import { shownName } from '../../src/runtime/names.ts';

export function personText(who: string): string {
  return shownName(who.replace(/^user:/, ''));
}
