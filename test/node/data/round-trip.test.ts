import { expect, test } from 'vitest';
import { Replies } from '../../../node/data/send/replies.ts';
import { measureRoundTrip } from '../../../node/data/send/round-trip.ts';
import type { SenderMessage } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';

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

test('a distance is known after one echo, however long the others wait behind blocks', async () => {
  const { replies, asked, roundTripMs } = peer();
  replies.give('echoed 0', undefined);
  expect(await roundTripMs()).toBeGreaterThanOrEqual(0);
  expect(asked).toEqual([0, 1]);
});

test('a connection that ends before an echo is no distance at all', async () => {
  const { replies, roundTripMs } = peer();
  replies.end(new Fault('link-lost', 'the connection was lost'));
  expect(await roundTripMs()).toBe(0);
});
