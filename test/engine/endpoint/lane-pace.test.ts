import { expect, test } from 'vitest';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { FlightWindow } from '../../../src/engine/endpoint/flight-window.ts';
import { FolderQueue, type Queued, type Taken, type WaitingFolder } from '../../../src/engine/endpoint/folder-queue.ts';
import { LanePace } from '../../../src/engine/endpoint/lane-pace.ts';

test('three late looks at small files change nothing, four in a row make a side slow, four quick ones make it fast again', () => {
  const pace = new LanePace();
  const look = (...each: number[]) => {
    for (const ms of each) new LanePace(pace.memory).observe({ files: 4, bytes: 4096, ms });
  };
  look(40);
  expect([pace.isSlow, pace.isInDoubt]).toEqual([false, true]);
  look(40, 40, 1, 40, 40, 40);
  expect(pace.isSlow).toBe(false);
  look(40);
  expect(pace.isSlow).toBe(true);
  look(1, 1, 1, 1);
  expect(pace.isSlow).toBe(false);
});

test('time that bytes take is not latency', () => {
  const pace = new LanePace();
  for (let look = 0; look < 8; look += 1) pace.observe({ files: 4, bytes: 4_000_000, ms: 20 });
  expect(pace.isSlow).toBe(false);
});

test('calls are slow above 150 µs each and fast again below 80 µs', () => {
  const pace = new CallPace();
  const look = (ms: number) => {
    for (let times = 0; times < 4; times += 1) pace.observe(10, ms);
  };
  look(1.4);
  expect(pace.isSlow).toBe(false);
  look(1.6);
  expect(pace.isSlow).toBe(true);
  look(1);
  expect(pace.isSlow).toBe(true);
  look(0.5);
  expect(pace.isSlow).toBe(false);
});

const observe = (flights: FlightWindow, milliseconds: number) => {
  for (let file = 0; file < 1000; file += 1) flights.observe(milliseconds);
};

test('the window opens while files take no longer, and closes when they queue up behind each other', () => {
  const flights = new FlightWindow(64);
  observe(flights, 28);
  expect(flights.size).toBe(64);
  for (let look = 0; look < 32 * 5; look += 1) flights.observe(280);
  expect(flights.size).toBeLessThan(16);
  expect(flights.size).toBeGreaterThanOrEqual(8);
});

test('a mount that became slower for good gets its window back', () => {
  const flights = new FlightWindow(64);
  observe(flights, 2);
  for (let look = 0; look < 32 * 200; look += 1) flights.observe(40);
  expect(flights.size).toBe(64);
});

type Queue = FolderQueue<Queued>;

function queued(paths: readonly string[]): Queue {
  const queue = new FolderQueue<Queued>();
  for (const path of paths) queue.add({ path: Buffer.from(path) });
  return queue;
}

function openAll(queue: Queue): void {
  for (let next = queue.open(64); next !== undefined; next = queue.open(64)) queue.opened(next);
}

const pathOf = (taken: Taken<Queued> | undefined) => taken?.item.path.toString();

test('files come from all folders in turn, those of one folder in order', () => {
  const queue = queued(['a/1', 'a/2', 'a/3', 'b/1', 'c/1', 'c/2', 'top']);
  openAll(queue);
  const taken = Array.from({ length: 8 }, () => pathOf(queue.take()));
  expect(taken).toEqual(['a/1', 'b/1', 'c/1', 'top', 'a/2', 'c/2', 'a/3', undefined]);
});

test('files wait for their folder, and until all are open few of one folder fly', () => {
  const queue = queued([...Array.from({ length: 9 }, (_, at) => `a/${at}`), 'b/1']);
  expect(queue.take()).toBeUndefined();
  const first = queue.open(1);
  expect([first?.key, queue.open(1)]).toEqual(['a', undefined]);
  queue.opened(first as WaitingFolder<Queued>);
  const flying = Array.from({ length: 4 }, () => queue.take() as Taken<Queued>);
  expect(flying.map(pathOf)).toEqual(['a/0', 'a/1', 'a/2', 'a/3']);
  expect(queue.take()).toBeUndefined();
  queue.landed(flying[0] as Taken<Queued>);
  expect(pathOf(queue.take())).toBe('a/4');
  openAll(queue);
  const rest = Array.from({ length: 5 }, () => pathOf(queue.take()));
  expect(rest.toSorted()).toEqual(['a/5', 'a/6', 'a/7', 'a/8', 'b/1']);
});
