/** The commands that can be run by name where we are. */

import type { ConsoleState } from '../store/console-store.ts';
import { remembered } from '../store/remembered.ts';
import type { UiState } from '../store/ui-state.ts';
import type { Command, Scope } from './command.ts';

/** Not those of prompts and boxes, which exist only while they are open. */
function reachableScopes(ui: UiState): readonly Scope[] {
  const view = ui.view === 'help' ? (ui.trail.at(-1) ?? 'overview') : ui.view;
  if (view === 'new-transfer' || view === 'run-template') return [view, 'everywhere'];
  const tab = view === 'admin' && ui.admin.tab === 'settings' ? (['settings'] as const) : [];
  return [...tab, view, 'list', 'everywhere'];
}

const reachableIn = remembered((commands: readonly Command[], ui: UiState): readonly Command[] => {
  const scopes = reachableScopes(ui);
  return commands.filter(({ where }) => where.some((scope) => scopes.includes(scope)));
});

export function reachableCommands(commands: readonly Command[], { ui }: ConsoleState): readonly Command[] {
  return reachableIn(commands, ui);
}

/** What is found by them. */
export function commandWords({ id, title, keys }: Command): string {
  return [id, title, ...keys].join(' ');
}
