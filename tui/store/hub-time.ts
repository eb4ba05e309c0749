import type { ConsoleState } from './console-store.ts';

/** The hub's clock at the last publication. While the hub is away, or the picture is stopped, it stands still. */
export function hubNow({ data, ui, now }: ConsoleState): number {
  const { connection } = data;
  return (ui.frozenAt ?? (connection.kind === 'away' ? connection.since : now)) + data.clockOffsetMs;
}
