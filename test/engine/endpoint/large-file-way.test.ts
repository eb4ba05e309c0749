import { expect, test } from 'vitest';
import { LargeFileWay } from '../../../src/engine/endpoint/large-file-way.ts';

test('a large file has a thread of its own while another has work and threads compute more than they wait', () => {
  const way = new LargeFileWay();
  expect(way.isForOneThread(false)).toBe(true);
  expect(way.isForOneThread(true)).toBe(false);
  way.observe({ wallMs: 1000, processorMs: 300 });
  expect(way.isForOneThread(false)).toBe(false);
  way.observe({ wallMs: 100, processorMs: 100 });
  expect(way.isForOneThread(false)).toBe(false);
  way.observe({ wallMs: 1000, processorMs: 900 });
  expect(way.isForOneThread(false)).toBe(true);
});
