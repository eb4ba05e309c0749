import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { FrameStdout } from '../../tui/terminal/frame-stdout.ts';

test('the three writes of a frame leave as one, and are counted as one', () => {
  const target = new PassThrough();
  const written: string[] = [];
  target.on('data', (chunk: Buffer) => written.push(String(chunk)));
  const frames = new FrameStdout(target);
  frames.stream.write('\u001b[?2026h');
  frames.stream.write('picture ÄÖ');
  frames.stream.write('\u001b[?2026l');
  frames.stream.write('after');
  expect(written).toEqual(['\u001b[?2026hpicture ÄÖ\u001b[?2026l', 'after']);
  expect([frames.frames, frames.bytes]).toEqual([1, 33]);
});

test('a terminal that is not read is seen as not drained', () => {
  const target = new PassThrough({ highWaterMark: 1 });
  const frames = new FrameStdout(target);
  expect(frames.isDrained).toBe(true);
  frames.stream.write('a'.repeat(100));
  frames.stream.write('b'.repeat(100));
  expect(frames.isDrained).toBe(false);
});
