/** Keys of the pane that says what would be sent. */
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { UiState } from '../../store/ui-state.ts';
import { hasNoMarks, planWanted, wholeOf } from './plan-wish.ts';
import { currentSend } from './send-requests.ts';

const base = { group: 'Look', danger: 0 } as const;

/** Open, and about what is chosen now: the key that opens it closes it. */
function isShown(state: ConsoleState): boolean {
  return state.ui.browse.plan !== undefined && planWanted(state) !== undefined;
}

function closed(ui: UiState): UiState {
  return { ...ui, browse: { ...ui.browse, plan: undefined } };
}

export const planCommands: readonly Command[] = [
  {
    ...base,
    id: 'browse.plan',
    title: 'dry run: what t would send is new, changed, same or extra; follows the marks until it is closed',
    keys: ['='],
    where: ['browse'],
    hint: 'dry run',
    action: 'transfer',
    blocked: (state) => {
      if (isShown(state)) return undefined;
      const send = currentSend(state);
      return send.kind === 'blocked' ? send.reason : undefined;
    },
    run: ({ store, clock }) =>
      store.changeUi((ui, state) =>
        isShown(state)
          ? closed(ui)
          : {
              ...ui,
              browse: { ...ui.browse, plan: { asked: clock.now(), whole: hasNoMarks(ui) ? wholeOf(ui) : undefined } },
            },
      ),
  },
  {
    ...base,
    id: 'browse.close-plan',
    title: 'close the dry run',
    keys: ['esc'],
    where: ['browse-plan'],
    action: 'look',
    run: ({ store }) => store.changeUi(closed),
  },
];
