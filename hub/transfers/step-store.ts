/** The states that a transfer went through, each with its time: the newest of each transfer. */
import { mostSteps, TransferStep } from '../../src/model/transfer-course.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import { type TransferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

interface Row {
  readonly at: number;
  readonly state: string;
}

export class StepStore {
  readonly #insert: Statement<[number, number, string]>;
  readonly #cut: Statement<[number, number, number]>;
  readonly #last: Statement<[number], Row>;
  readonly #all: Statement<[number, number], Row>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare('insert into steps (transfer, at, state) values (?, ?, ?)');
    // One more than are told: so it is known that there were more.
    this.#cut = database.prepare(
      'delete from steps where transfer = ? and id <= (select id from steps where transfer = ? order by id desc limit 1 offset ?)',
    );
    this.#last = database.prepare('select at, state from steps where transfer = ? order by id desc limit 1');
    this.#all = database.prepare('select at, state from steps where transfer = ? order by id desc limit ?');
  }

  /** A place in the queue that only moves up is no step. */
  note(transfer: TransferId, at: number, state: TransferState): void {
    const number = transferNumber(transfer);
    const last = this.#last.get(number);
    if (last !== undefined && isSame(stepOf(last).state, state)) return;
    this.#insert.run(number, at, JSON.stringify(state));
    this.#cut.run(number, number, mostSteps + 1);
  }

  /** Oldest first. */
  of(transfer: TransferId): { readonly steps: TransferStep[]; readonly isCut: boolean } {
    const rows = this.#all.all(transferNumber(transfer), mostSteps + 1);
    return { steps: rows.slice(0, mostSteps).map(stepOf).toReversed(), isCut: rows.length > mostSteps };
  }
}

function stepOf({ at, state }: Row): TransferStep {
  return TransferStep.parse({ at, state: JSON.parse(state) });
}

function isSame(before: TransferState, now: TransferState): boolean {
  if (before.kind !== now.kind || now.kind === 'waiting') return false;
  return before.kind !== 'queued' || now.kind !== 'queued' || before.reason?.code === now.reason?.code;
}
