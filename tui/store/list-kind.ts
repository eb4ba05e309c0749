/** What makes a list one: told once for each, so that its order, its filter, its columns, copies and exports are had in all alike. */
import type { Column } from '../components/table-layout.ts';
import type { FilterFields } from './filter.ts';

export type ListName =
  | 'overview-nodes'
  | 'overview'
  | 'transfers'
  | 'ended'
  | 'failures'
  | 'audit'
  | 'nodes'
  | 'alerts'
  | 'logs'
  | 'hosts'
  | 'left'
  | 'right'
  | `automation-${string}`
  | `admin-${string}`
  | `node-${string}`
  | `transfer-${string}`;

export interface ListKind<Row> {
  /** Under which its order and its columns are remembered. */
  readonly name: ListName;
  readonly columns: readonly Column<Row>[];
  /** The same for two rows only if they are the same thing. */
  readonly idOf: (row: Row) => string;
  /** In which the words of a filter are looked for; undefined where whoever has the list looks. */
  readonly words?: (row: Row) => string;
  /** What a filter can ask for by name: `host:fs1`. */
  readonly fields?: FilterFields<Row>;
  /** Rows are in the order in which they come, and in no other. */
  readonly isInOneOrder?: true;
  /** Titles of the columns that are copied first; else the columns as they come. */
  readonly copies?: readonly string[];
}
