import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { FaultResult } from './one-fault.ts';

/** `LONGHAUL_FAULTS=one npx vitest run test/engine/faults` lets every place fail once, `all` with every system code. */
const extent = process.env['LONGHAUL_FAULTS'] ?? 'some';
const file = (name: string) => new URL(name, import.meta.url).pathname;

test('wherever a call of the file system fails once, a file or the run says so by name, nothing is half, and the next run mends it', async () => {
  const args = ['--import', file('failing-libc.ts'), file('programs/try-faults.ts'), extent];
  const env = { ...process.env, UV_THREADPOOL_SIZE: '32' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 });
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line): FaultResult => JSON.parse(line));
  expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  const reached = results.filter(({ isReached }) => isReached);
  expect(new Set(reached.map(({ place }) => place.split(' ')[0]))).toEqual(new Set(everyCallOfARun));
  expect(reached.length).toBeGreaterThan(results.length * 0.9);
}, 1_200_000);

const everyCallOfARun = [
  'close',
  'fallocate',
  'flock',
  'fsync',
  'ftruncate',
  'futimens',
  'getdents64',
  'lseek',
  'mkdirat',
  'openat',
  'posix_fadvise',
  'pread',
  'pwrite',
  'readlinkat',
  'renameat',
  'renameat2',
  'statx',
  'symlinkat',
  'unlinkat',
  'utimensat',
];
