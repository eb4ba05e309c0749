/** What the pane of the plan is about: the marks, or the folders for which it was asked with nothing marked. */
import { isAllowed } from '../../../src/model/principal.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { PlanOf } from '../../store/hub-data.ts';
import { placeText } from '../../store/place.ts';
import type { UiState } from '../../store/ui-state.ts';
import { currentSend } from './send-requests.ts';

const wishes = new WeakMap<object, PlanOf>();

/** Undefined where nothing is to be looked at. The same object while nothing it is about has changed. */
export function planWanted(state: ConsoleState): PlanOf | undefined {
  const { ui, data } = state;
  const wish = ui.browse.plan;
  if (wish === undefined || (data.me !== undefined && !isAllowed(data.me.role, 'transfer'))) return undefined;
  const send = currentSend(state);
  if (send.kind === 'blocked' || (hasNoMarks(ui) && wish.whole !== wholeOf(ui))) return undefined;
  const { requests } = send;
  const known = wishes.get(requests);
  if (known?.asked === wish.asked) return known;
  const made = { asked: wish.asked, requests };
  wishes.set(requests, made);
  return made;
}

export function hasNoMarks({ browse }: UiState): boolean {
  return browse.panes[browse.active].marks.size === 0;
}

/** Names the folders of both panes. */
export function wholeOf({ browse }: UiState): string {
  const { active, panes } = browse;
  return JSON.stringify([active, ...panes.map(({ place }) => place && placeText(place))]);
}
