import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEnded, nextTransferState, type TransferEvent, type TransferState } from '../../src/model/transfer-state.ts';

const reason = { code: 'node-unreachable', message: 'fs2 is away' };
const queued: TransferState = { kind: 'queued' };
const paused: TransferState = { kind: 'paused' };
const waiting: TransferState = { kind: 'waiting', reason, nextAttemptAt: 9, attempt: 2 };
const scanning: TransferState = { kind: 'scanning' };
const ends: TransferState[] = [
  { kind: 'completed' },
  { kind: 'completed-with-errors', failedFiles: 1 },
  { kind: 'failed', reason },
  { kind: 'cancelled' },
];
const events: TransferEvent[] = [
  { kind: 'phase', phase: 'transferring' },
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'queue' },
  { kind: 'wait', reason, nextAttemptAt: 9, attempt: 2 },
  { kind: 'complete', failedFiles: 0 },
  { kind: 'complete', failedFiles: 1 },
  { kind: 'fail', reason },
  { kind: 'cancel' },
];

test.each<{ from: TransferState; event: TransferEvent; to: TransferState | undefined; note: string }>([
  { from: queued, event: { kind: 'phase', phase: 'scanning' }, to: scanning, note: 'a queued transfer begins' },
  { from: scanning, event: { kind: 'pause' }, to: paused, note: 'a running transfer is paused' },
  {
    from: paused,
    event: { kind: 'phase', phase: 'scanning' },
    to: undefined,
    note: 'a paused transfer does not run by itself',
  },
  { from: paused, event: { kind: 'queue' }, to: undefined, note: 'a paused transfer is not queued by a restart' },
  { from: paused, event: { kind: 'resume' }, to: queued, note: 'a resumed transfer waits for its turn' },
  { from: scanning, event: { kind: 'resume' }, to: undefined, note: 'what runs cannot be resumed' },
  { from: scanning, event: { kind: 'queue' }, to: queued, note: 'a restart of its node queues it again' },
  {
    from: { kind: 'cancelled' },
    event: { kind: 'retry' },
    to: queued,
    note: 'what has ended is started again by hand',
  },
  { from: scanning, event: { kind: 'retry' }, to: undefined, note: 'what runs is not started again' },
  { from: waiting, event: { kind: 'resume' }, to: queued, note: 'waiting is ended by hand' },
  {
    from: scanning,
    event: { kind: 'wait', reason, nextAttemptAt: 9, attempt: 2 },
    to: waiting,
    note: 'an absent peer is waited for',
  },
  {
    from: scanning,
    event: { kind: 'complete', failedFiles: 3 },
    to: { kind: 'completed-with-errors', failedFiles: 3 },
    note: 'failed files are not hidden',
  },
])('$note', ({ from, event, to }) => {
  expect(nextTransferState(from, event)).toEqual(to);
});

test.each(ends)('$kind is an end: none of what its node says or a running one is told leads out of it', (end) => {
  expect(isEnded(end)).toBe(true);
  expect(events.map((event) => nextTransferState(end, event))).toEqual(events.map(() => undefined));
});

test('whatever happens, a transfer that has ended stays as it ended', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 20 }), (happened) => {
      let state: TransferState = queued;
      let end: TransferState | undefined;
      for (const event of happened) {
        state = nextTransferState(state, event) ?? state;
        if (isEnded(state)) end ??= state;
        expect(end === undefined || state === end).toBe(true);
      }
    }),
  );
});
