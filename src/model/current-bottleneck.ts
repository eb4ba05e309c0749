import type { Bottleneck } from './bottleneck.ts';
import type { Transfer } from './transfer.ts';
import { runningPhases } from './transfer-state.ts';

/** What it waited for before is of no account once it is paused, waits for something else, or has ended. */
export function currentBottleneck({ state, progress }: Pick<Transfer, 'state' | 'progress'>): Bottleneck | undefined {
  return (runningPhases as readonly string[]).includes(state.kind) ? progress?.bottleneck : undefined;
}
