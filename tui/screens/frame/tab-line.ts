/** Where on line 2 each view has its tab, and what stands at the end of the line. */
import { shownName } from '../../../src/runtime/names.ts';
import type { Command } from '../../keys/command.ts';
import { tabs } from '../../keys/global-commands.ts';
import { keyLabel } from '../../keys/key-label.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { placeText } from '../../store/place.ts';
import { historyTabs, type ViewName } from '../../store/ui-state.ts';
import stringWidth from '../../text/string-width.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { transferFilters } from '../transfers/transfer-commands.ts';

export interface TabSpan {
  readonly view: ViewName;
  readonly text: string;
  /** Its first cell, and the one behind its last. */
  readonly from: number;
  readonly to: number;
}

const shortColumns = 100;

/** Short where the screen is narrow, or where what narrows the view would not fit beside it; none below a deeper view. */
export interface TabLook {
  readonly state: ConsoleState;
  readonly symbols: Symbols;
  /** They say which key opens a view. */
  readonly commands: readonly Command[];
}

export function tabSpans({ state, symbols, commands }: TabLook): readonly TabSpan[] {
  const { ui, size } = state;
  const keyOf = (view: ViewName): string => {
    const key = commands.find(({ id }) => id === `view.${view}`)?.keys[0];
    return key === undefined ? '' : `${keyLabel(key, symbols)} `;
  };
  if (!tabs.some(({ view }) => view === ui.view)) return [];
  const room = size.columns - stringWidth(viewState(state, symbols)) - 2;
  const whole = tabs.reduce((cells, { view, title }) => cells + keyOf(view).length + title.length + 2, 1);
  const isShort = size.columns < shortColumns || whole > room;
  let from = 1;
  return tabs.map(({ view, title, short }) => {
    const text = `${keyOf(view)}${isShort ? short : title}`;
    const span = { view, text, from, to: from + text.length + 2 };
    from = span.to;
    return span;
  });
}

/** What narrows or shapes the view: said where it cannot be overlooked. */
export function viewState({ ui }: ConsoleState, symbols: Symbols): string {
  switch (ui.view) {
    case 'transfers':
      return transferFilters.map((filter) => (filter === ui.transfers.show ? `[ ${filter} ]` : filter)).join(' ');
    case 'history':
      return historyTabs.map((tab) => (tab === ui.history.tab ? `[ ${tab} ]` : tab)).join('  ');
    case 'logs':
      // Its level is said in the border of the log.
      return ui.logs.isWrapped ? 'wrap on' : '';
    case 'browse': {
      const [left, right] = ui.browse.panes.map(({ place }) =>
        place === undefined ? 'nodes' : shownName(placeText(place)),
      );
      return `${left ?? ''} ${symbols.between} ${right ?? ''}`;
    }
    default:
      return '';
  }
}
