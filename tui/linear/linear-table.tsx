/** A list for screen readers: the row under the cursor first, and the few below it. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { DataTableProps } from '../components/data-table.tsx';
import { listView } from '../store/list-state.ts';
import { rowSentence } from './row-sentence.ts';

/** More would scroll off the screen, where they can no longer be taken back. */
const readRows = 4;

export function LinearTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { rows, list, columns, height, isFocused, now, isMarked, empty } = props;
  if (rows.count === 0) return <Text>{empty}</Text>;
  if (!isFocused) return <Text>{`${rows.count} rows; Tab goes there`}</Text>;
  const { index } = listView(list, rows, Math.max(1, height - 1));
  const read = Array.from({ length: Math.min(readRows, rows.count - index) }, (_, below) => {
    const row = rows.at(index + below);
    const said = row === undefined ? 'not here yet' : rowSentence(row, columns, now);
    const mark = row !== undefined && isMarked?.(row) === true ? 'marked, ' : '';
    const place = below === 0 ? `Row ${index + 1} of ${rows.count}, selected` : `Row ${index + 1 + below}`;
    return `${place}: ${mark}${said}`;
  });
  return <Text>{read.join('\n')}</Text>;
}
