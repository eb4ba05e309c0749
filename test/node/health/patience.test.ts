import { describe, expect, it } from 'vitest';
import { patiently } from '../../../node/health/patience.ts';

describe('patiently', () => {
  it('gives the answer that comes in time', async () => {
    expect(await patiently(async () => 7, 1000)()).toBe(7);
  });

  it('takes a failure for no answer', async () => {
    expect(
      await patiently(async () => {
        throw new Error('unmounted');
      }, 1000)(),
    ).toBeUndefined();
  });

  it('asks something that hangs once only, and gives its answer to whoever asks when it comes', async () => {
    const answer = Promise.withResolvers<string>();
    let asked = 0;
    const ask = patiently(() => {
      asked += 1;
      return answer.promise;
    }, 10);
    expect(await ask()).toBeUndefined();
    expect(await ask()).toBeUndefined();
    expect(asked).toBe(1);
    answer.resolve('late');
    expect(await ask()).toBe('late');
    await ask();
    expect(asked).toBe(2);
  });
});
