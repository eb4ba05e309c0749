import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairShares } from '../../../node/data/receive/fair-shares.ts';

const most = Number.POSITIVE_INFINITY;

test.each([
  [[most], [120], 'one has all'],
  [[most, most, most], [40, 40, 40], 'several have the same'],
  [[30, most, most], [30, 45, 45], 'what one does not ask for is for the others'],
  [[10, 20], [55, 65], 'what nobody asks for is there for whoever asks next'],
  [[0, most], [0, 120], 'who asks for nothing has nothing'],
  [[], [], 'nobody'],
])('of 120, %j have %j: %s', (demands, shares, _why) => expect(fairShares(120, demands)).toEqual(shares));

test('the shares are the whole, and nobody has less than asked for while another one has more than an even part', () => {
  const demand = fc.oneof(fc.constant(most), fc.double({ min: 0, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.array(demand, { minLength: 1, maxLength: 20 }),
      (rate, demands) => {
        const shares = fairShares(rate, demands);
        expect(shares.reduce((sum, share) => sum + share) / rate).toBeCloseTo(1);
        const isHeldUp = (at: number): boolean => (shares[at] as number) < (demands[at] as number) * 0.999;
        const largest = Math.max(...shares);
        for (const at of demands.keys()) if (isHeldUp(at)) expect((shares[at] as number) / largest).toBeCloseTo(1);
      },
    ),
  );
});
