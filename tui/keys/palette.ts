/** The commands that a few typed words mean, among those that have a meaning where we are. */
import type { ConsoleState } from '../store/console-store.ts';
import { matchesFilter } from '../store/filter.ts';
import type { Command, Scope } from './command.ts';

/** Scopes whose commands can be run by name: not those of prompts and boxes, which exist only while they are open. */
export function reachableScopes(state: ConsoleState): readonly Scope[] {
  const view = state.ui.view === 'help' ? (state.ui.trail.at(-1) ?? 'overview') : state.ui.view;
  if (view === 'new-transfer' || view === 'run-template') return [view, 'everywhere'];
  const tab = view === 'admin' && state.ui.admin.tab === 'settings' ? (['settings'] as const) : [];
  return [...tab, view, 'list', 'everywhere'];
}

export interface Search {
  readonly state: ConsoleState;
  readonly query: string;
}

export function paletteMatches(commands: readonly Command[], { state, query }: Search): readonly Command[] {
  const scopes = reachableScopes(state);
  return commands
    .filter(({ where }) => where.some((scope) => scopes.includes(scope)))
    .filter(({ id, title, keys }) => matchesFilter([id, title, ...keys].join(' '), query))
    .sort((one, other) => rank(one, query) - rank(other, query));
}

/** What the words start comes before what they merely occur in. */
function rank({ id, title }: Command, query: string): number {
  const words = query.toLowerCase().trim();
  return words !== '' && (id.startsWith(words) || title.startsWith(words)) ? 0 : 1;
}
