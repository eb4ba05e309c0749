import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { expect } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { openRoots } from '../../../node/roots.ts';
import { Runs } from '../../../node/runs/runs.ts';
import { ReportOutbox } from '../../../node/uplink/report-outbox.ts';
import { TransferOrder } from '../../../src/model/transfer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import type { TemporaryFolder } from '../../engine/temporary-folder.ts';
import { noStores } from '../../harness/no-stores.ts';
import { ScriptedAttempts } from './scripted-attempts.ts';

/** One life of a node's runs on a folder; the next life finds what this one left there. */
export function live(folder: TemporaryFolder, { maxTransfers = 4, clock = systemClock } = {}) {
  mkdirSync(folder.at('root'), { recursive: true });
  const database = openNodeDatabase(folder.at('data'));
  const outbox = new ReportOutbox(database);
  const attempts = new ScriptedAttempts();
  const logged: { path?: string; code?: string; msg: string }[] = [];
  const runs = new Runs({
    node: 'fs1',
    stores: noStores,
    folder: folder.at('data'),
    database,
    outbox,
    roots: openRoots([{ path: folder.at('root'), isReadOnly: false }]),
    maxTransfers,
    runAttempt: attempts.run,
    clock,
    log: pino({ level: 'warn' }, { write: (line) => logged.push(JSON.parse(line)) }),
  });
  return {
    runs,
    attempts,
    /** Warnings and errors. */
    logged,
    /** From now on the database is full; disposing it makes room. */
    fillDatabase: (): Disposable => {
      const limit = database.pragma('max_page_count', { simple: true });
      database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
      const other = { id: transferId(99), createdAt: 1 };
      const filling = { code: 'internal', message: 'x'.repeat(1000) };
      expect(() => {
        for (;;) outbox.say(other, { kind: 'refused', reason: filling }, 1);
      }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
      expect(() => {
        for (;;) outbox.say(other, { kind: 'state', state: { kind: 'queued' } }, 1);
      }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
      return { [Symbol.dispose]: () => void database.pragma(`max_page_count = ${limit}`) };
    },
    order: (number: number, { from = `a${number}`, to = '/b', createdAt = 1 } = {}) =>
      TransferOrder.parse({
        id: `T-${number}`,
        name: 'test',
        source: { node: 'fs1', path: from.startsWith('/') ? from : folder.at('root', from) },
        destination: { node: 'fs2', path: to },
        options: {},
        createdBy: 'user:admin',
        createdAt,
        peer: { node: 'fs2', address: '127.0.0.1:1', grant: 'grant' },
      }),
    /** Kinds of all states that the hub will hear of, of one transfer. */
    states: (number: number) =>
      outbox
        .nextBatch()
        .flatMap((report) =>
          'transfer' in report && report.transfer === `T-${number}` && report.fact.kind === 'state'
            ? [report.fact.state.kind]
            : [],
        ),
    facts: () => outbox.nextBatch().map(({ fact }) => fact),
    [Symbol.asyncDispose]: async () => {
      await runs[Symbol.asyncDispose]();
      database.close();
    },
  };
}

/** The end of an attempt that met nobody. */
export const unreachable = {
  kind: 'fault',
  reason: { code: 'node-unreachable', message: 'fs2 is away' },
  isRetryable: true,
} as const;
