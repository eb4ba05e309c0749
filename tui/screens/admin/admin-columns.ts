/** The columns of each tab of Admin. */
import { shownName } from '../../../src/runtime/names.ts';
import { formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { AdminRow, AdminTab } from './admin-rows.ts';

type Kind = AdminRow['kind'];
type RowOf<K extends Kind> = Extract<AdminRow, { kind: K }>;
type Cell = Column<AdminRow>['cell'];

/** A row of another tab, of the moment when the tab turns, has empty cells. */
function cell<K extends Kind>(
  kinds: readonly K[],
  make: (row: RowOf<K>, context: Parameters<Cell>[1]) => ReturnType<Cell>,
): Cell {
  return (row, context) => ((kinds as readonly Kind[]).includes(row.kind) ? make(row as RowOf<K>, context) : '');
}

const soonMs = 14 * 24 * 3600 * 1000;

/** `in 5 d`; what has ended, or ends soon, stands out. */
export function endWord(expiresAt: number | undefined, now: number): Word {
  if (expiresAt === undefined) return { text: 'never', role: 'warn' };
  if (expiresAt <= now) return { text: `ended ${shortDate(expiresAt)}`, role: 'bad' };
  const text = `in ${formatDuration((expiresAt - now) / 1000)}`;
  return { text, role: expiresAt - now < soonMs ? 'warn' : 'text' };
}

const left = { align: 'left' } as const;
const name: Column<AdminRow> = {
  ...left,
  title: 'NAME',
  width: 14,
  flex: 1,
  cut: 'middle',
  priority: 1,
  cell: (row) => shownName(row.name),
};
const ends: Column<AdminRow> = {
  ...left,
  title: 'CERTIFICATE ENDS',
  width: 18,
  priority: 2,
  cell: cell(['user', 'node'], ({ member }, { now }) => endWord(member.expiresAt, now)),
};
const joined: Column<AdminRow> = {
  ...left,
  title: 'JOINED',
  width: 12,
  priority: 3,
  cell: cell(['user', 'node'], ({ member }) => shortDate(member.joinedAt)),
};

const columns: Readonly<Record<AdminTab, readonly Column<AdminRow>[]>> = {
  users: [
    name,
    { ...left, title: 'ROLE', width: 9, priority: 1, cell: cell(['user'], ({ member }) => member.role) },
    ends,
    joined,
  ],
  nodes: [name, ends, joined],
  tokens: [
    name,
    { ...left, title: 'FOR A', width: 6, priority: 1, cell: cell(['token'], ({ token }) => token.kind) },
    { ...left, title: 'ROLE', width: 9, priority: 2, cell: cell(['token'], ({ token }) => token.role ?? '-') },
    {
      ...left,
      title: 'ENDS',
      width: 18,
      priority: 2,
      cell: cell(['token'], ({ token }, { now }) => endWord(token.expiresAt, now)),
    },
    {
      ...left,
      title: 'MADE BY',
      width: 12,
      cut: 'middle',
      priority: 3,
      cell: cell(['token'], ({ token }) => personText(token.createdBy)),
    },
  ],
  keys: [
    name,
    { ...left, title: 'ROLE', width: 9, priority: 1, cell: cell(['key'], ({ key }) => key.role) },
    { ...left, title: 'MAY', width: 25, priority: 3, cell: cell(['key'], ({ key }) => key.scopes.join(', ')) },
    {
      ...left,
      title: 'ENDS',
      width: 18,
      priority: 2,
      cell: cell(['key'], ({ key }, { now }) => endWord(key.expiresAt, now)),
    },
    {
      ...left,
      title: 'LAST USED',
      width: 12,
      priority: 3,
      cell: cell(['key'], ({ key }) => (key.usedAt === undefined ? 'never' : shortDate(key.usedAt))),
    },
    {
      ...left,
      title: 'MADE BY',
      width: 12,
      cut: 'middle',
      priority: 4,
      cell: cell(['key'], ({ key }) => personText(key.createdBy)),
    },
  ],
  policies: [
    name,
    {
      ...left,
      title: 'WHO',
      width: 14,
      flex: 1,
      priority: 1,
      cell: cell(['policy'], ({ policy }) => shownName(policy.who.join(', '))),
    },
    {
      ...left,
      title: 'FROM',
      width: 14,
      flex: 2,
      cut: 'middle',
      priority: 2,
      cell: cell(['policy'], ({ policy }) => shownName(policy.from.join(', '))),
    },
    {
      ...left,
      title: 'TO',
      width: 14,
      flex: 2,
      cut: 'middle',
      priority: 2,
      cell: cell(['policy'], ({ policy }) => shownName(policy.to.join(', '))),
    },
    {
      ...left,
      title: 'MIRROR',
      width: 6,
      priority: 4,
      cell: cell(['policy'], ({ policy }) => (policy.mirror ? 'may' : 'no')),
    },
  ],
};

export function adminColumns(tab: AdminTab): readonly Column<AdminRow>[] {
  return columns[tab];
}
