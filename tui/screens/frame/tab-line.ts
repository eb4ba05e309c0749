/** Where on line 2 each view has its tab, and what stands at the end of the line. */
import { shownName } from '../../../src/runtime/names.ts';
import { tabs } from '../../keys/global-commands.ts';
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
export function tabSpans(state: ConsoleState, symbols: Symbols): readonly TabSpan[] {
  const { ui, size } = state;
  if (!tabs.some(({ view }) => view === ui.view)) return [];
  const room = size.columns - stringWidth(viewState(state, symbols)) - 2;
  const whole = tabs.reduce((cells, { key, title }) => cells + key.length + title.length + 3, 1);
  const isShort = size.columns < shortColumns || whole > room;
  let from = 1;
  return tabs.map(({ view, key, title, short }) => {
    const text = `${key} ${isShort ? short : title}`;
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
