/** How often figures move: less where nobody looks or frames take long, and at once again where that ends. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/runtime/clock.ts';
import { ConsoleStore } from '../../tui/store/console-store.ts';
import { FrameBudget } from '../../tui/store/frame-budget.ts';
import { Pace, paceMs } from '../../tui/store/pace.ts';
import { KeyStream } from '../../tui/terminal/key-stream.ts';
import { until } from '../harness/until.ts';
import { open } from './open-console.ts';

test.each([
  [{ refresh: 4, slowedTo: undefined, hasFocus: true }, 250],
  [{ refresh: 4, slowedTo: 1, hasFocus: true }, 1000],
  [{ refresh: 1, slowedTo: 2, hasFocus: true }, 1000],
  [{ refresh: 4, slowedTo: 1, hasFocus: false }, 2000],
])('%j is a picture every %i ms', (ui, ms) => expect(paceMs(ui)).toBe(ms));

test('a picture that is due sooner from now on is not waited for, one that is due later is', async () => {
  const store = new ConsoleStore({ size: { columns: 80, rows: 24 }, now: 0, wishes: {} });
  const asked: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, signal) => {
      asked.push(ms);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  const pace = new Pace({ store, clock });
  store.changeUi((ui) => ({ ...ui, hasFocus: false }));
  const waited = pace.wait(new AbortController().signal);
  store.changeUi((ui) => ({ ...ui, hasFocus: true }));
  await waited;
  const stop = new AbortController();
  const next = pace.wait(stop.signal);
  store.changeUi((ui) => ({ ...ui, hasFocus: false }));
  stop.abort();
  await next;
  expect(asked).toEqual([2000, 500]);
});

describe('the budget of frames', () => {
  function budget(wished: number) {
    const told: (number | undefined)[] = [];
    const made = new FrameBudget({ wished: () => wished, onChange: (slowedTo) => told.push(slowedTo) });
    const frames = (count: number, ms: number): void => {
      for (let frame = 0; frame < count; frame += 1) made.record(ms);
    };
    frames(10, 1000);
    return { told, frames };
  }

  test('steps down while slow frames take more than a quarter of the time, and up again when there is room', () => {
    const { told, frames } = budget(4);
    frames(20, 70);
    frames(20, 130);
    frames(20, 400);
    expect(told).toEqual([2, 1]);
    frames(20, 60);
    frames(20, 40);
    expect(told).toEqual([2, 1, 2]);
    frames(20, 20);
    expect(told).toEqual([2, 1, 2, undefined]);
  });

  test('takes one slow frame of twenty for an accident, and two for a habit', () => {
    const { told, frames } = budget(4);
    frames(19, 20);
    frames(1, 500);
    expect(told).toEqual([]);
    frames(18, 20);
    frames(2, 500);
    expect(told).toEqual([2]);
  });

  test('never draws more often than was wished', () => {
    const { told, frames } = budget(1);
    frames(100, 1);
    expect(told).toEqual([]);
  });
});

test('reports of the focus are told and are no keys', async () => {
  const source = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  });
  const told: boolean[] = [];
  const keys: string[] = [];
  const stream = new KeyStream(source, { onMouse: () => undefined, onFocus: (hasFocus) => told.push(hasFocus) });
  stream.on('data', (key: string) => keys.push(key));
  source.write('j\u001b[O\u001b[Ik');
  await until(() => keys.length === 2);
  stream.destroy();
  expect(keys).toEqual(['j', 'k']);
  expect(told).toEqual([false, true]);
});

test('without the focus the hub is asked to tell less often, and with it, or a key, as often as before', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  expect(run.screen.reports.focus).toBe(true);
  const watches = (): number => hub.asked.filter((name) => name === 'watch').length;
  for (const report of ['\u001b[O', '\u001b[I', '\u001b[O', 'j']) {
    const before = watches();
    run.press(report);
    await run.screen.until('the hub to be asked anew', () => watches() > before);
  }
});
