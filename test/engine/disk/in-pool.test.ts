import { constants } from 'node:fs';
import { expect, it } from 'vitest';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { blockWhileFast, inPool } from '../../../src/engine/disk/in-pool.ts';
import { libc } from '../../../src/engine/disk/libc.ts';
import { terminated } from '../../../src/engine/disk/relative-path.ts';
import { temporaryFolder } from '../temporary-folder.ts';

class CountedPace extends CallPace {
  calls = 0;

  override observe(calls: number, ms: number): void {
    this.calls += calls;
    super.observe(calls, ms);
  }
}

it('makes brief calls in the thread while they are fast, those that wait for a disk in the pool, and all there once they are slow', async () => {
  using folder = temporaryFolder();
  const path = (name: string) => terminated(Buffer.from(folder.at(name)));
  const open = (name: string, flags: number): Promise<number> => inPool(libc().openat, -1, path(name), flags, 0o600);
  const pace = new CountedPace();
  blockWhileFast(pace);

  const fd = await open('file', constants.O_RDWR | constants.O_CREAT);
  expect(fd).toBeGreaterThan(2);
  expect(await open('nothing', constants.O_RDONLY)).toBe(-2);
  expect(await inPool(libc().pwrite, fd, Buffer.from('here'), 4, 0)).toBe(4);
  expect(pace.calls).toBe(3);

  const large = Buffer.alloc(1024 * 1024);
  expect(await inPool(libc().pwrite, fd, large, large.length, 4)).toBe(large.length);
  expect(await inPool(libc().fsync, fd)).toBe(0);
  expect(pace.calls).toBe(3);

  for (let look = 0; look < 4; look += 1) pace.observe(3, 300);
  expect(pace.isSlow).toBe(true);
  const counted = pace.calls;
  const read = Buffer.alloc(4);
  expect(await inPool(libc().pread, fd, read, 4, 0)).toBe(4);
  expect(read.toString()).toBe('here');
  expect(await open('nothing', constants.O_RDONLY)).toBe(-2);
  expect(await inPool(libc().close, fd)).toBe(0);
  expect(pace.calls).toBe(counted);
});
