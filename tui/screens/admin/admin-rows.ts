/** What the tabs of Admin list: who is let in, who could be, and what they may move. */
import type { ApiKeyRecord } from '../../../src/model/api-key.ts';
import type { NodeMember, OpenToken, UserMember } from '../../../src/model/member-list.ts';
import type { Policy } from '../../../src/model/policy.ts';
import type { ListName, LoadedLists } from '../../session/hub-lists.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { ready } from '../named-list.ts';
import { adminLists } from './admin-lists.ts';
import { type RightRow, rightRows, type SettingRow, settingRows } from './own-rows.ts';

export const adminTabs = ['users', 'nodes', 'tokens', 'keys', 'policies', 'roles', 'settings'] as const;
export type AdminTab = (typeof adminTabs)[number];

export const adminTitles: Readonly<Record<AdminTab, string>> = {
  users: 'Users',
  nodes: 'Node certificates',
  tokens: 'Open tokens',
  keys: 'API keys',
  policies: 'Policies',
  roles: 'Roles',
  settings: 'Settings',
};

export type AdminRow =
  | { readonly kind: 'user'; readonly name: string; readonly member: UserMember }
  | { readonly kind: 'node'; readonly name: string; readonly member: NodeMember }
  | { readonly kind: 'token'; readonly name: string; readonly token: OpenToken }
  | { readonly kind: 'key'; readonly name: string; readonly key: ApiKeyRecord }
  | { readonly kind: 'policy'; readonly name: string; readonly policy: Policy }
  | RightRow
  | SettingRow;

/** Which list of the hub a tab shows; undefined for what everybody sees without it. */
export function adminListOf(tab: AdminTab): ListName | undefined {
  if (tab === 'roles' || tab === 'settings') return undefined;
  return tab === 'keys' || tab === 'policies' ? tab : 'members';
}

export function adminRows(state: ConsoleState): Rows<AdminRow> {
  const { tab, filter } = state.ui.admin;
  const all = tab === 'settings' ? settingRows(state.ui) : rowsOf(tab, state.data.lists);
  return chosenRows(all as readonly never[], { kind: adminLists[tab], filter, state });
}

const rowsOf = remembered(
  (tab: Exclude<AdminTab, 'settings'>, { members, keys, policies }: LoadedLists): readonly AdminRow[] => {
    const known = members?.kind === 'ready' ? members.value : { users: [], nodes: [], tokens: [] };
    switch (tab) {
      case 'users':
        return known.users.map((member) => ({ kind: 'user', name: member.name, member }));
      case 'nodes':
        return known.nodes.map((member) => ({ kind: 'node', name: member.name, member }));
      case 'tokens':
        return known.tokens.map((token) => ({ kind: 'token', name: token.name, token }));
      case 'keys':
        return ready(keys).map((key) => ({ kind: 'key', name: key.name, key }));
      case 'policies':
        return ready(policies).map((policy) => ({ kind: 'policy', name: policy.name, policy }));
      case 'roles':
        return rightRows;
      default:
        return tab satisfies never;
    }
  },
);
