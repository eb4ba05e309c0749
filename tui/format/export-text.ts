/** The rows of a list as a file: CSV (RFC 4180) for spreadsheets, or JSON Lines for programs. */
import type { CellValue, Column } from '../components/table-layout.ts';

export type ExportForm = 'csv' | 'jsonl';

/** By the end of the name; undefined for any other. */
export function formOf(file: string): ExportForm | undefined {
  if (/\.csv$/i.test(file)) return 'csv';
  return /\.(jsonl|ndjson)$/i.test(file) ? 'jsonl' : undefined;
}

export function exportText<Row>(
  rows: readonly Row[],
  { columns, form }: { readonly columns: readonly Column<Row>[]; readonly form: ExportForm },
): string {
  if (form === 'jsonl') return rows.map((row) => `${JSON.stringify(objectOf(row, columns))}\n`).join('');
  const lines = rows.map((row) => columns.map(({ value }) => csvCell(value?.(row))));
  return [columns.map(({ title }) => csvCell(title)), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What is not known of a row is left out. */
function objectOf<Row>(row: Row, columns: readonly Column<Row>[]): Readonly<Record<string, CellValue>> {
  return Object.fromEntries(columns.map(({ title, value }) => [keyOf(title), value?.(row)]));
}

/** `FROM TO` is `from-to`. */
function keyOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** A spreadsheet takes text that begins like this for a formula, and whoever names a file would write it. */
const formula = /^[=+\-@]/;

function csvCell(value: CellValue): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
