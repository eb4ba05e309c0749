import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LaneWork } from '../../../node/data/send/lane-work.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const most = (work: LaneWork): string | undefined =>
  Object.entries(work.look()).toSorted(([, one], [, other]) => other - one)[0]?.[0];

function sendFor(work: LaneWork, ms: number): void {
  work.leaves();
  vi.advanceTimersByTime(ms);
  work.left();
}

function waitFor(work: LaneWork, ms: number): void {
  work.waitsForRoom();
  vi.advanceTimersByTime(ms);
  work.hasRoom();
}

test('connections on which something is always leaving are what the rest waits for', () => {
  const work = new LaneWork(() => 0);
  sendFor(work, 900_000);
  waitFor(work, 100_000);
  work.hear({ diskMs: 200_000, processorMs: 100_000 });
  expect(most(work)).toBe('link');
});

test('what leaves no faster than a limit allows is not the fault of the connection', () => {
  let limitedMs = 0;
  const work = new LaneWork(() => limitedMs);
  sendFor(work, 900_000);
  limitedMs = 800_000;
  expect(most(work)).toBe('limit');
});

test('a peer without room is slow at its disk if it says so, or if it can say nothing', () => {
  const told = new LaneWork(() => 0);
  sendFor(told, 100_000);
  waitFor(told, 900_000);
  told.hear({ diskMs: 950_000, processorMs: 20_000 });
  expect(most(told)).toBe('destination');
  const untold = new LaneWork(() => 0);
  waitFor(untold, 900_000);
  untold.hear(undefined);
  expect(most(untold)).toBe('destination');
});

test('a peer whose places are all on a long line is not slow at its disk', () => {
  const work = new LaneWork(() => 0);
  sendFor(work, 100_000);
  waitFor(work, 900_000);
  work.hear({ diskMs: 100_000, processorMs: 50_000 });
  expect(most(work)).toBe('link');
});
