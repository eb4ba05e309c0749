import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Replies } from '../../../node/data/send/replies.ts';
import { measureRoundTrip } from '../../../node/data/send/round-trip.ts';
import type { SenderMessage } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A peer whose answers to echoes are given by hand. */
function peer() {
  const replies = new Replies();
  const asked: number[] = [];
  const channel = {
    isOpen: true,
    say: (message: SenderMessage): void => void (message.type === 'echo' && asked.push(message.id)),
  };
  return { replies, asked, roundTripMs: measureRoundTrip({ channel, replies }) };
}

test('a far peer is known after one echo, however long the others wait behind blocks', async () => {
  const { replies, asked, roundTripMs } = peer();
  vi.advanceTimersByTime(40);
  replies.give('echoed 0', undefined);
  expect(await roundTripMs()).toBe(40);
  expect(asked).toEqual([0, 1]);
});

test('a peer that seems near is asked on, since one that is only starting answers late', async () => {
  const { replies, asked, roundTripMs } = peer();
  const known = roundTripMs();
  for (const [id, tookMs] of [20, 9, 1, 2, 5].entries()) {
    while (!asked.includes(id)) await setImmediate();
    vi.advanceTimersByTime(tookMs);
    replies.give(`echoed ${id}`, undefined);
  }
  expect(await known).toBe(1);
});

test('a connection that ends before an echo is no distance at all', async () => {
  const { replies, roundTripMs } = peer();
  replies.end(new Fault('link-lost', 'the connection was lost'));
  expect(await roundTripMs()).toBe(0);
});
