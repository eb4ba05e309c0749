import { expect, test } from 'vitest';
import { LatestNotice } from '../../src/link/latest-notice.ts';
import { until } from '../harness/until.ts';

const said = (name: string, body: unknown): Buffer => Buffer.from(JSON.stringify({ type: 'notice', name, body }));

function latest(everyMs: number) {
  const heard: string[] = [];
  const notice = new LatestNotice({
    name: 'progress',
    everyMs,
    hear: (message) => heard.push(JSON.parse(String(message)).body),
  });
  return { heard, notice };
}

test('the first is to be heard at once, of the next only the last, when its time has come', async () => {
  const { heard, notice } = latest(50);
  expect(['one', 'two', 'three'].map((body) => notice.hold(said('progress', body)))).toEqual([false, true, true]);
  await until(() => heard.length > 0, { what: 'what is held' });
  expect(heard).toEqual(['three']);
});

test('what is held is heard before another message, and not a second time', async () => {
  const { heard, notice } = latest(3_600_000);
  notice.hold(said('progress', 'one'));
  notice.hold(said('progress', 'two'));
  expect(notice.hold(said('health', 'fine'))).toBe(false);
  notice.release();
  notice.release();
  expect(heard).toEqual(['two']);
});

test('a notice whose name only begins the same is another one', () => {
  const { notice } = latest(3_600_000);
  notice.hold(said('progress', 'one'));
  expect(notice.hold(said('progress-bar', 'two'))).toBe(false);
});

test('what is held when the link ends is never heard', () => {
  const { heard, notice } = latest(3_600_000);
  notice.hold(said('progress', 'one'));
  notice.hold(said('progress', 'two'));
  notice[Symbol.dispose]();
  notice.release();
  expect(heard).toEqual([]);
});
