/** Whether a command may run now, and if not, why: the same answer for the key, the hint, the palette and the help. */
import { isAllowed } from '../../src/model/principal.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { Command } from './command.ts';

export function blockedBy(command: Command, state: ConsoleState): string | undefined {
  const { data, ui } = state;
  if (command.action !== 'look') {
    if (ui.isReadOnly) return 'the console is read-only (! changes that)';
    if (data.connection.kind !== 'up') return 'the hub is away';
    if (data.me !== undefined && !isAllowed(data.me.role, command.action)) return `not allowed: ${data.me.role} role`;
  }
  return command.blocked?.(state);
}
