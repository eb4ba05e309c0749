/** What people have said to alerts, until it does not hold any more. */
import { z } from 'zod';
import { AlertAnswer } from '../../src/model/alert.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

/** With how the alert was then. */
export const KeptAnswer = z.object({
  answer: AlertAnswer,
  isCritical: z.boolean(),
  text: z.string(),
  at: z.number().optional(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

interface Row {
  readonly alert: string;
  readonly body: string;
}

export class AnswerStore {
  readonly #put: Statement<[string, string]>;
  readonly #delete: Statement<[string]>;
  readonly #kept: Map<string, KeptAnswer>;

  constructor(database: Sqlite) {
    const rows = database.prepare<[], Row>('select alert, body from alert_answers').all();
    this.#kept = new Map(rows.map(({ alert, body }) => [alert, KeptAnswer.parse(JSON.parse(body))]));
    this.#put = database.prepare('insert or replace into alert_answers (alert, body) values (?, ?)');
    this.#delete = database.prepare('delete from alert_answers where alert = ?');
  }

  /** By the id of the alert. */
  get all(): ReadonlyMap<string, KeptAnswer> {
    return this.#kept;
  }

  put(alert: string, kept: KeptAnswer): void {
    this.#put.run(alert, JSON.stringify(kept));
    this.#kept.set(alert, kept);
  }

  delete(alert: string): void {
    this.#delete.run(alert);
    this.#kept.delete(alert);
  }
}
