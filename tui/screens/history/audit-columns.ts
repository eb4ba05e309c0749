/** The columns of the audit trail. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { personText } from '../../format/person.ts';

export const auditColumns: readonly Column<AuditEntry>[] = [
  {
    title: 'TIME (UTC)',
    width: 19,
    align: 'left',
    priority: 2,
    cell: ({ at }) => ({ text: new Date(at).toISOString().slice(0, 19).replace('T', ' '), role: 'muted' }),
  },
  { title: 'WHO', width: 10, flex: 1, align: 'left', cut: 'middle', priority: 1, cell: ({ who }) => personText(who) },
  { title: 'ACTION', width: 15, align: 'left', priority: 1, cell: ({ action }) => shownName(action) },
  {
    title: 'OBJECT',
    width: 10,
    flex: 2,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ object }) => shownName(object),
  },
  {
    title: 'RESULT',
    width: 6,
    align: 'left',
    priority: 1,
    cell: ({ result }) => ({ text: result, role: result === 'ok' ? 'muted' : 'bad' }),
  },
  {
    title: 'DETAIL',
    width: 14,
    flex: 4,
    align: 'left',
    priority: 3,
    cell: ({ detail }) => ({ text: shownMessage(detail), role: 'muted' }),
  },
  {
    title: 'NO',
    width: 7,
    align: 'right',
    priority: 4,
    cell: ({ number }) => ({ text: String(number), role: 'muted' }),
  },
];
