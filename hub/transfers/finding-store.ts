/** What nodes noticed of single files, by name: the first ones of each transfer, so that no tree can fill the database. */
import { type Finding, mostNamedFindings } from '../../src/model/finding.ts';
import type { TransferFilePage } from '../../src/model/transfer-file.ts';
import { type TransferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export class FindingStore {
  readonly #insert: Statement<[number, string, string, string]>;
  readonly #page: Statement<[number, number, number], Finding>;
  readonly #clear: Statement<[number]>;
  readonly #total: Statement<[number], { readonly total: number }>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare('insert into findings (transfer, path, code, message) values (?, ?, ?, ?)');
    this.#page = database.prepare(
      'select path, code, message from findings where transfer = ? order by id limit ? offset ?',
    );
    this.#clear = database.prepare('delete from findings where transfer = ?');
    this.#total = database.prepare('select count(*) as total from findings where transfer = ?');
  }

  /** As many as there is room for. */
  add(transfer: TransferId, findings: readonly Finding[]): void {
    const number = transferNumber(transfer);
    const room = mostNamedFindings - this.#totalOf(number);
    for (const { path, code, message } of findings.slice(0, Math.max(0, room)))
      this.#insert.run(number, path, code, message);
  }

  clear(transfer: TransferId): void {
    this.#clear.run(transferNumber(transfer));
  }

  /** Sizes are not reported with a finding and are 0 here. */
  page(transfer: TransferId, offset: number, limit: number): TransferFilePage {
    const number = transferNumber(transfer);
    const files = this.#page
      .all(number, limit, offset)
      .map(({ path, ...error }) => ({ path, sizeBytes: 0, status: 'noted' as const, error }));
    return { files, total: this.#totalOf(number) };
  }

  #totalOf(number: number): number {
    return this.#total.get(number)?.total ?? 0;
  }
}
