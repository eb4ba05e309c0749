/** What the tabs of Admin list: who is let in, who could be, and what they may move. */
import type { ApiKeyRecord } from '../../../src/model/api-key.ts';
import type { NodeMember, OpenToken, UserMember } from '../../../src/model/member-list.ts';
import type { Policy } from '../../../src/model/policy.ts';
import type { ListName } from '../../session/hub-lists.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';

export const adminTabs = ['users', 'nodes', 'tokens', 'keys', 'policies'] as const;
export type AdminTab = (typeof adminTabs)[number];

export const adminTitles: Readonly<Record<AdminTab, string>> = {
  users: 'Users',
  nodes: 'Node certificates',
  tokens: 'Open tokens',
  keys: 'API keys',
  policies: 'Policies',
};

export type AdminRow =
  | { readonly kind: 'user'; readonly name: string; readonly member: UserMember }
  | { readonly kind: 'node'; readonly name: string; readonly member: NodeMember }
  | { readonly kind: 'token'; readonly name: string; readonly token: OpenToken }
  | { readonly kind: 'key'; readonly name: string; readonly key: ApiKeyRecord }
  | { readonly kind: 'policy'; readonly name: string; readonly policy: Policy };

/** Which list of the hub a tab shows. */
export function adminListOf(tab: AdminTab): ListName {
  return tab === 'keys' || tab === 'policies' ? tab : 'members';
}

export function adminRows(state: ConsoleState): Rows<AdminRow> {
  const { filter } = state.ui.admin;
  const all = rowsOf(state);
  const shown = filter === '' ? all : all.filter((row) => matchesFilter(textsOf(row).join(' '), filter));
  return arrayRows(shown, idOf);
}

function rowsOf({ ui, data }: ConsoleState): readonly AdminRow[] {
  const { members, keys, policies } = data.lists;
  const known = members?.kind === 'ready' ? members.value : { users: [], nodes: [], tokens: [] };
  switch (ui.admin.tab) {
    case 'users':
      return known.users.map((member) => ({ kind: 'user', name: member.name, member }));
    case 'nodes':
      return known.nodes.map((member) => ({ kind: 'node', name: member.name, member }));
    case 'tokens':
      return known.tokens.map((token) => ({ kind: 'token', name: token.name, token }));
    case 'keys':
      return keys?.kind === 'ready' ? keys.value.map((key) => ({ kind: 'key', name: key.name, key })) : [];
    case 'policies':
      return policies?.kind === 'ready'
        ? policies.value.map((policy) => ({ kind: 'policy', name: policy.name, policy }))
        : [];
    default:
      return ui.admin.tab satisfies never;
  }
}

/** Whatever a row says, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** One name may have been invited more than once, as a node and as a user. */
function idOf(row: AdminRow): string {
  if (row.kind !== 'token') return row.name;
  const { kind, name, createdAt, expiresAt } = row.token;
  return `${kind} ${name} ${createdAt} ${expiresAt}`;
}
