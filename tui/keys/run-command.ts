/** Runs a command, or says why not. */
import { toast } from '../actions/toast.ts';
import { blockedBy } from './availability.ts';
import type { Command, Console } from './command.ts';

export function runCommand(console: Console, command: Command): void {
  const reason = blockedBy(command, console.store.state);
  if (reason === undefined) command.run(console);
  else toast(console, { text: `${command.title}: ${reason}`, role: 'warn' });
}
