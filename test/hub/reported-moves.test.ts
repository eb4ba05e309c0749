import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterReport } from '../../hub/transfers/reported-moves.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';

const reason = { code: 'node-unreachable', message: 'away' };
const states: TransferState[] = [
  { kind: 'queued' },
  { kind: 'scanning' },
  { kind: 'transferring' },
  { kind: 'verifying' },
  { kind: 'cleaning' },
  { kind: 'paused' },
  { kind: 'waiting', reason, nextAttemptAt: 5, attempt: 1 },
  { kind: 'completed' },
  { kind: 'completed-with-errors', failedFiles: 2 },
  { kind: 'failed', reason },
  { kind: 'cancelled' },
];

test('whatever the owner reports of a transfer that goes on is what the hub has afterwards', () => {
  const goesOn = states.filter((state) => !isEnded(state));
  fc.assert(
    fc.property(fc.constantFrom(...goesOn), fc.constantFrom(...states), (current, reported) => {
      expect(afterReport(current, reported) ?? current).toEqual(reported);
    }),
  );
});

test('nothing that is reported moves a transfer that has ended', () => {
  const ended = states.filter(isEnded);
  fc.assert(
    fc.property(fc.constantFrom(...ended), fc.constantFrom(...states), (current, reported) => {
      expect(afterReport(current, reported)).toBeUndefined();
    }),
  );
});
