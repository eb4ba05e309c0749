/** Where the cursor of a list is. The row under it is remembered by its id: rows may move, the selection follows. */
export interface ListState {
  readonly index: number;
  readonly id: string | undefined;
  /** First row in sight. */
  readonly top: number;
}

/** Rows that may be known only in part: a window of a list that the hub keeps. */
export interface Rows<Row> {
  readonly count: number;
  at(index: number): Row | undefined;
  idOf(row: Row): string;
  /** -1 when no known row has it. */
  indexOf(id: string): number;
}

export interface ListView {
  readonly index: number;
  readonly top: number;
}

export const listStart: ListState = { index: 0, id: undefined, top: 0 };

export function arrayRows<Row>(rows: readonly Row[], idOf: (row: Row) => string): Rows<Row> {
  return {
    count: rows.length,
    at: (index) => rows[index],
    idOf,
    indexOf: (id) => rows.findIndex((row) => idOf(row) === id),
  };
}

/** Where the cursor and the window truly are, given the rows of this moment and the height of the list. */
export function listView(list: ListState, rows: Rows<unknown>, height: number): ListView {
  const found = list.id === undefined ? -1 : rows.indexOf(list.id);
  const index = Math.max(0, Math.min(rows.count - 1, found === -1 ? list.index : found));
  const lowest = Math.max(0, rows.count - height);
  const top = Math.min(lowest, Math.max(index - height + 1, Math.min(list.top, index)));
  return { index, top: Math.max(0, top) };
}

/** The cursor on a row of which it is known that it is in sight. */
export function placeCursor<Row>(
  list: ListState,
  { rows, height, index }: { readonly rows: Rows<Row>; readonly height: number; readonly index: number },
): ListState {
  const row = rows.at(index);
  return { index, id: row === undefined ? undefined : rows.idOf(row), top: listView(list, rows, height).top };
}

/** Moves the window, and the cursor only as far as it must to stay in sight. */
export function scrollList<Row>(
  list: ListState,
  { rows, height, by }: { readonly rows: Rows<Row>; readonly height: number; readonly by: number },
): ListState {
  const view = listView(list, rows, height);
  const top = Math.max(0, Math.min(rows.count - height, view.top + by));
  const index = Math.max(top, Math.min(top + height - 1, view.index, rows.count - 1));
  return placeCursor({ ...list, top, index, id: undefined }, { rows, height, index });
}

export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'first' | 'last';

export interface MoveOptions<Row> {
  readonly rows: Rows<Row>;
  readonly height: number;
  readonly move: ListMove;
}

export function moveCursor<Row>(list: ListState, { rows, height, move }: MoveOptions<Row>): ListState {
  const view = listView(list, rows, height);
  const page = Math.max(1, height - 1);
  const half = Math.max(1, Math.floor(height / 2));
  const targets: Readonly<Record<ListMove, number>> = {
    up: view.index - 1,
    down: view.index + 1,
    'page-up': view.index - page,
    'page-down': view.index + page,
    'half-up': view.index - half,
    'half-down': view.index + half,
    first: 0,
    last: rows.count - 1,
  };
  const index = Math.max(0, Math.min(rows.count - 1, targets[move]));
  const row = rows.at(index);
  const moved = { index, id: row === undefined ? undefined : rows.idOf(row), top: view.top };
  return { ...moved, top: listView(moved, rows, height).top };
}
