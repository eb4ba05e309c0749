import type { ConsoleState } from './console-store.ts';

/** The hub's clock at the last publication. While the hub is away it stands still with the picture. */
export function hubNow({ data, now }: ConsoleState): number {
  return (data.connection.kind === 'away' ? data.connection.since : now) + data.clockOffsetMs;
}
