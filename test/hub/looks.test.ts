import { expect, test } from 'vitest';
import { Looks } from '../../hub/consoles/looks.ts';

const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('what is asked for ends when it is stopped by its name, and nothing else does', async () => {
  const looks = new Looks();
  const link = new AbortController();
  const one = looks.run({ look: 'one', signal: link.signal }, untilStopped);
  const two = looks.run({ look: 'two', signal: link.signal }, untilStopped);
  looks.stop('none');
  looks.stop('one');
  await expect(one).rejects.toMatchObject({ code: 'interrupted' });
  link.abort(new Error('gone'));
  await expect(two).rejects.toThrow('gone');
  expect(await looks.run({ look: undefined, signal: link.signal }, async () => 'answer')).toBe('answer');
});
