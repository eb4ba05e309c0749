/** What an action of `longhaul hub` gets. Each lives in a file of its own and returns the exit code. */
import type { HubSettings } from '../flags.ts';
import type { HubPeer } from './attach.ts';
import type { Target } from './target.ts';

export interface ActionContext {
  readonly settings: HubSettings;
  /** The flags in the order in which they were given. */
  readonly order: readonly string[];
  readonly target: Target;
  readonly hub: HubPeer;
  readonly signal: AbortSignal;
}

export type Action = (context: ActionContext) => Promise<number>;

export const pageSize = 500;

/** Every row of something that the hub hands out in pages. */
export async function* pages<Row>(
  fetch: (page: { readonly offset: number; readonly limit: number }) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, void> {
  for (let offset = 0; ; offset += pageSize) {
    const rows = await fetch({ offset, limit: pageSize });
    if (rows.length > 0 || offset === 0) yield rows;
    if (rows.length < pageSize) return;
  }
}
