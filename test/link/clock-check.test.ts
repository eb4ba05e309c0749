import { expect, test } from 'vitest';
import { confirmClock } from '../../src/link/clock-check.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { testAuthority } from '../harness/test-authority.ts';

const day = 24 * 3600 * 1000;

test('a machine that was started without a clock is told so, with what its clock says', () => {
  expect(() => confirmClock(0)).toThrow(
    expect.objectContaining({ code: 'clock-wrong', message: expect.stringContaining('1970-01-01 00:00') }),
  );
  expect(() => confirmClock(Date.now())).not.toThrow();
});

test('a clock may be behind when the certificate was issued, but not by more than a day', async () => {
  using folder = temporaryFolder();
  const { certificate } = await (await testAuthority(folder.path)).nodeIdentity('fs1');
  expect(() => confirmClock(Date.now() - day / 2, certificate)).not.toThrow();
  expect(() => confirmClock(Date.now() - 2 * day, certificate)).toThrow(/older than the certificate of this program/);
});
