/** The audit trail, whole and of one transfer. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { personText } from '../../format/person.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { textColumn } from '../named-list.ts';

const columns: readonly Column<AuditEntry>[] = [
  {
    title: 'TIME (UTC)',
    width: 19,
    align: 'left',
    priority: 2,
    cell: ({ at }) => ({ text: new Date(at).toISOString().slice(0, 19).replace('T', ' '), role: 'muted' }),
    value: ({ at }) => new Date(at),
  },
  {
    title: 'WHO',
    width: 10,
    flex: 1,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ who }) => personText(who),
    value: ({ who }) => shownName(who),
  },
  textColumn({ title: 'ACTION', width: 15, priority: 1, value: ({ action }) => action }),
  textColumn({ title: 'OBJECT', width: 10, flex: 2, cut: 'middle', priority: 1, value: ({ object }) => object }),
  {
    title: 'RESULT',
    width: 6,
    align: 'left',
    priority: 1,
    cell: ({ result }) => ({ text: result, role: result === 'ok' ? 'muted' : 'bad' }),
    value: ({ result }) => result,
  },
  {
    title: 'DETAIL',
    width: 14,
    flex: 4,
    align: 'left',
    priority: 3,
    cell: ({ detail }) => ({ text: shownMessage(detail), role: 'muted' }),
    value: ({ detail }) => shownMessage(detail),
  },
  {
    title: 'NO',
    width: 7,
    align: 'right',
    priority: 4,
    cell: ({ number }) => ({ text: String(number), role: 'muted' }),
    value: ({ number }) => number,
  },
];

const common = { columns, idOf: ({ number }: AuditEntry) => String(number) };
export const auditTrail: ListKind<AuditEntry> = { ...common, name: 'audit' };
export const transferAuditTrail: ListKind<AuditEntry> = { ...common, name: 'transfer-audit' };
