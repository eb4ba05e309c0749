/** The rows of the tab of a node that is shown; those of its log are the view of logs' own. */
import type { NodeLink } from '../../../src/model/node-detail.ts';
import type { NodeRoot } from '../../../src/model/node-record.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { configFacts, healthFacts, shownDetail, shownNode } from './node-facts.ts';
import { nodeTabLists } from './node-tab-lists.ts';

const noRoots: readonly NodeRoot[] = [];
const noLinks: readonly NodeLink[] = [];
const noTransfers: readonly Transfer[] = [];

export function nodeTabRows(state: ConsoleState): Rows<unknown> {
  const { tab, filter } = state.ui.node;
  const node = shownNode(state);
  const detail = shownDetail(state);
  const chosen = { filter, state };
  switch (tab) {
    case 'health': {
      const facts = node === undefined ? [] : healthFacts(state, node);
      return chosenRows(facts, { kind: nodeTabLists.health, ...chosen }) as Rows<unknown>;
    }
    case 'config': {
      const facts = node === undefined ? [] : configFacts(state, node);
      return chosenRows(facts, { kind: nodeTabLists.config, ...chosen }) as Rows<unknown>;
    }
    case 'disks':
      return chosenRows(node?.health?.roots ?? noRoots, { kind: nodeTabLists.disks, ...chosen }) as Rows<unknown>;
    case 'links':
      return chosenRows(detail?.links ?? noLinks, { kind: nodeTabLists.links, ...chosen }) as Rows<unknown>;
    case 'backlog':
      return chosenRows(detail?.transfers ?? noTransfers, { kind: nodeTabLists.backlog, ...chosen }) as Rows<unknown>;
    case 'log':
      return arrayRows<unknown>([], String);
    default:
      return tab satisfies never;
  }
}
