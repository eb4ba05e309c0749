/** The list of each tab of Admin. */
import { endsSoonMs } from '../../../src/model/member-list.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { nameColumn, namedList, textColumn } from '../named-list.ts';
import type { AdminRow, AdminTab } from './admin-rows.ts';
import { rightList, settingList } from './own-rows.ts';

type RowOf<K extends AdminRow['kind']> = Extract<AdminRow, { kind: K }>;

/** `in 5 d`; what has ended, or ends soon, stands out. */
export function endWord(
  expiresAt: number | undefined,
  { now, soonMs }: { readonly now: number; readonly soonMs: number },
): Word {
  if (expiresAt === undefined) return { text: 'never', role: 'warn' };
  if (expiresAt <= now) return { text: `ended ${shortDate(expiresAt)}`, role: 'bad' };
  const text = `in ${formatDuration((expiresAt - now) / 1000)}`;
  return { text, role: expiresAt - now < soonMs ? 'warn' : 'text' };
}

/** Whoever uses it has to bring another one to where it is used. */
const keyEndsSoonMs = 14 * 24 * 3_600_000;
const left = { align: 'left' } as const;

function timeOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}

interface Ending<Row> {
  readonly title: string;
  readonly at: (row: Row) => number | undefined;
  /** From then on it stands out. */
  readonly soonMs: number;
}

function endColumn<Row>({ title, at, soonMs }: Ending<Row>): Column<Row> {
  const cell: Column<Row>['cell'] = (row, { now }) => endWord(at(row), { now, soonMs });
  return { ...left, title, width: 18, priority: 2, cell, value: (row) => timeOf(at(row)) };
}

function roleColumn<Row>(roleOf: (row: Row) => string | undefined): Column<Row> {
  return { ...left, title: 'ROLE', width: 9, priority: 1, cell: (row) => roleOf(row) ?? '-', value: roleOf };
}

function makerColumn<Row>(makerOf: (row: Row) => string): Column<Row> {
  const cell = (row: Row): string => personText(makerOf(row));
  return {
    ...left,
    title: 'MADE BY',
    width: 12,
    cut: 'middle',
    priority: 4,
    cell,
    value: (row) => shownName(makerOf(row)),
  };
}

type MemberRow = RowOf<'user'> | RowOf<'node'>;
function certificateColumn(of: keyof typeof endsSoonMs): Column<MemberRow> {
  return endColumn({ title: 'CERTIFICATE ENDS', at: ({ member }) => member.expiresAt, soonMs: endsSoonMs[of] });
}

const joined: Column<MemberRow> = {
  ...left,
  title: 'JOINED',
  width: 12,
  priority: 3,
  cell: ({ member }) => shortDate(member.joinedAt),
  value: ({ member }) => new Date(member.joinedAt),
};

const sinceJoined = { kind: 'time', of: ({ member }: MemberRow) => member.joinedAt } as const;

const users = namedList<RowOf<'user'>>({
  name: 'admin-users',
  fields: { role: { kind: 'text', of: ({ member }) => member.role }, since: sinceJoined },
  columns: [nameColumn, roleColumn(({ member }) => member.role), certificateColumn('users'), joined],
});

const nodes = namedList<RowOf<'node'>>({
  name: 'admin-nodes',
  fields: { since: sinceJoined },
  columns: [nameColumn, certificateColumn('nodes'), joined],
});

const tokens = namedList<RowOf<'token'>>({
  name: 'admin-tokens',
  fields: {
    role: { kind: 'text', of: ({ token }) => token.role ?? token.kind },
    who: { kind: 'text', of: ({ token }) => token.createdBy },
    since: { kind: 'time', of: ({ token }) => token.createdAt },
  },
  // One name may have been invited more than once, as a node and as a user.
  idOf: ({ token: { kind, name, createdAt, expiresAt } }) => `${kind} ${name} ${createdAt} ${expiresAt}`,
  columns: [
    nameColumn,
    textColumn({ title: 'FOR A', width: 6, priority: 1, value: ({ token }) => token.kind }),
    roleColumn(({ token }) => token.role),
    // Good for an hour from the beginning.
    endColumn({ title: 'ENDS', at: ({ token }) => token.expiresAt, soonMs: 0 }),
    makerColumn(({ token }) => token.createdBy),
  ],
});

const keys = namedList<RowOf<'key'>>({
  name: 'admin-keys',
  fields: {
    role: { kind: 'text', of: ({ key }) => key.role },
    who: { kind: 'text', of: ({ key }) => key.createdBy },
    since: { kind: 'time', of: ({ key }) => key.usedAt },
  },
  columns: [
    nameColumn,
    roleColumn(({ key }) => key.role),
    textColumn({ title: 'MAY', width: 25, priority: 3, value: ({ key }) => key.scopes.join(', ') }),
    endColumn({ title: 'ENDS', at: ({ key }) => key.expiresAt, soonMs: keyEndsSoonMs }),
    {
      ...left,
      title: 'LAST USED',
      width: 12,
      priority: 3,
      cell: ({ key }) => (key.usedAt === undefined ? 'never' : shortDate(key.usedAt)),
      value: ({ key }) => timeOf(key.usedAt),
    },
    makerColumn(({ key }) => key.createdBy),
  ],
});

function placesColumn(title: string, placesOf: (row: RowOf<'policy'>) => readonly string[]): Column<RowOf<'policy'>> {
  return textColumn({
    title,
    width: 14,
    flex: 2,
    cut: 'middle',
    priority: 2,
    value: (row) => placesOf(row).join(', '),
  });
}

const policies = namedList<RowOf<'policy'>>({
  name: 'admin-policies',
  fields: {
    who: { kind: 'text', of: ({ policy }) => policy.who.join(' ') },
    host: { kind: 'text', of: ({ policy }) => [...policy.from, ...policy.to].join(' ') },
  },
  columns: [
    nameColumn,
    { ...placesColumn('WHO', ({ policy }) => policy.who), flex: 1, cut: 'end', priority: 1 },
    placesColumn('FROM', ({ policy }) => policy.from),
    placesColumn('TO', ({ policy }) => policy.to),
    textColumn({ title: 'MIRROR', width: 6, priority: 4, value: ({ policy }) => (policy.mirror ? 'may' : 'no') }),
  ],
});

export const adminLists: Readonly<Record<AdminTab, ListKind<never>>> = {
  users,
  nodes,
  tokens,
  keys,
  policies,
  roles: rightList,
  settings: settingList,
};
