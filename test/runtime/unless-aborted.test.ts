import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';

test('a wait for what never comes ends with the reason of the abort', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const waiting = unlessAborted(new Promise(() => {}), stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('what is there already is not given out once the signal has aborted', async () => {
  await expect(unlessAborted(Promise.resolve(1), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('a wait that is over leaves no listener at the signal', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(unlessAborted(Promise.reject(new Error('lost')), signal)).rejects.toThrow('lost');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
