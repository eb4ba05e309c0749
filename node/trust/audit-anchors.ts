/** What this node was told of the hub's audit trail. Only ever added to: the hub of today is not believed about yesterday. */
import { type AuditAnchor, mostAnchors } from '../../src/model/audit-anchor.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export class AuditAnchors {
  readonly #all: Statement<[], AuditAnchor>;
  readonly #keep: (anchor: AuditAnchor) => void;

  constructor(database: Sqlite) {
    this.#all = database.prepare('select number, hash, at from audit_anchors order by position');
    const insert = database.prepare<AuditAnchor>(
      'insert into audit_anchors (number, hash, at) values (:number, :hash, :at)',
    );
    const forget = database.prepare<[number]>(
      'delete from audit_anchors where position <= (select max(position) from audit_anchors) - ?',
    );
    this.#keep = database.transaction((anchor: AuditAnchor) => {
      insert.run(anchor);
      forget.run(mostAnchors);
    });
  }

  all(): AuditAnchor[] {
    return this.#all.all();
  }

  keep(anchor: AuditAnchor): void {
    this.#keep(anchor);
  }
}
