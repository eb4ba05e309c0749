/** Where the browser begins: the first two nodes that are there, each in its root when it has just one. */
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Place } from '../../store/place.ts';
import type { UiState } from '../../store/ui-state.ts';
import { changePane } from '../focused-list.ts';
import { nodesByName } from '../nodes/node-rows.ts';

/** Opens what was never opened; a pane that somebody has used stays as it was left. */
export function startBrowse(ui: UiState, state: ConsoleState): UiState {
  if (ui.browse.panes.some(({ place }) => place !== undefined)) return ui;
  const [first, second] = nodesByName(state.data.nodes).filter(({ presence }) => presence === 'online');
  const left = first === undefined ? ui : changePane(ui, 0, { place: entryPlace(first) });
  return second === undefined ? left : changePane(left, 1, { place: entryPlace(second) });
}

export function entryPlace({ name, health }: NodeRecord): Place {
  const [only, another] = health?.roots ?? [];
  return { node: name, path: only !== undefined && another === undefined ? only.path : rootsPath };
}
