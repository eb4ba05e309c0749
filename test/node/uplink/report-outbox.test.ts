import { describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { ReportOutbox } from '../../../node/uplink/report-outbox.ts';
import { maxMessageBytes } from '../../../src/protocol/envelope.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

const fact = { kind: 'state', state: { kind: 'queued' } } as const;
const transferOf = (number: number) => ({ id: transferId(number), createdAt: 1000 + number });
const numbers = (outbox: ReportOutbox): number[] => outbox.nextBatch().map(({ number }) => number);

describe('the report outbox', () => {
  it('numbers facts without gaps, also after they were removed and the node was started again', () => {
    using folder = temporaryFolder();
    const first = openNodeDatabase(folder.path);
    const before = new ReportOutbox(first);
    for (const id of [1, 2, 3]) before.say(transferOf(id), fact, id);
    expect(numbers(before)).toEqual([1, 2, 3]);
    before.acknowledge(3);
    first.close();

    const second = openNodeDatabase(folder.path);
    const after = new ReportOutbox(second);
    expect(after.isEmpty).toBe(true);
    after.say(transferOf(4), fact, 4);
    expect(after.nextBatch()).toEqual([{ number: 4, at: 4, transfer: 'T-4', createdAt: 1004, fact }]);
    second.close();
  });

  it('leaves no gap where a transaction was given up', () => {
    using folder = temporaryFolder();
    const database = openNodeDatabase(folder.path);
    const outbox = new ReportOutbox(database);
    outbox.say(transferOf(1), fact, 1);
    expect(() =>
      database.transaction(() => {
        outbox.say(transferOf(2), fact, 2);
        throw new Error('given up');
      })(),
    ).toThrow('given up');
    outbox.say(transferOf(3), fact, 3);
    expect(numbers(outbox)).toEqual([1, 2]);
    database.close();
  });

  it('keeps what the hub has not acknowledged', () => {
    using folder = temporaryFolder();
    const database = openNodeDatabase(folder.path);
    const outbox = new ReportOutbox(database);
    for (const id of [1, 2, 3]) outbox.say(transferOf(id), fact, id);
    outbox.acknowledge(2);
    expect(numbers(outbox)).toEqual([3]);
    database.close();
  });

  it('goes on above the numbers of an earlier life that the hub remembers', () => {
    using folder = temporaryFolder();
    const database = openNodeDatabase(folder.path);
    const outbox = new ReportOutbox(database);
    for (const id of [1, 2, 3]) outbox.say(transferOf(id), fact, id);
    outbox.acknowledge(100);
    expect(outbox.nextBatch().map((report) => [report.number, 'transfer' in report && report.transfer])).toEqual([
      [101, 'T-1'],
      [102, 'T-2'],
      [103, 'T-3'],
    ]);
    outbox.say(transferOf(4), fact, 4);
    expect(numbers(outbox)).toEqual([101, 102, 103, 104]);
    database.close();
  });

  it('gives long facts in batches that fit into one message', () => {
    using folder = temporaryFolder();
    const database = openNodeDatabase(folder.path);
    const outbox = new ReportOutbox(database);
    const message = '\\x0a'.repeat(10_000);
    for (let id = 1; id <= 200; id += 1)
      outbox.say(transferOf(1), { kind: 'file-failed', path: 'x', reason: { code: 'io-error', message } }, id);
    let delivered = 0;
    while (!outbox.isEmpty) {
      const batch = outbox.nextBatch();
      expect(JSON.stringify(batch).length).toBeLessThan(maxMessageBytes);
      delivered += batch.length;
      outbox.acknowledge(batch.at(-1)?.number ?? 0);
    }
    expect(delivered).toBe(200);
    database.close();
  });

  it('gives facts in batches of the size that a message may have', () => {
    using folder = temporaryFolder();
    const database = openNodeDatabase(folder.path);
    const outbox = new ReportOutbox(database);
    database.transaction(() => {
      for (let id = 1; id <= 450; id += 1) outbox.say(transferOf(id), fact, id);
    })();
    const batch = numbers(outbox);
    expect(batch.length).toBeLessThanOrEqual(500);
    expect(batch).toEqual(Array.from(batch, (_, index) => index + 1));
    database.close();
  });
});
