import { expect, test } from 'vitest';
import { IncomingPlaces } from '../../../node/data/receive/incoming-places.ts';

const busy = (message: string) => expect.objectContaining({ code: 'node-busy', message });

test('lets in as many as it has places, and says to the others how many there are', () => {
  const places = new IncomingPlaces({ name: 'fs2', most: 2 });
  places.enter('T-1', { from: 'fs1', now: 0 });
  places.enter('T-2', { from: 'fs1', now: 0 });
  expect(() => places.enter('T-3', { from: 'fs1', now: 0 })).toThrow(busy('fs2 receives 2 of 2'));
  places.leave('T-1');
  places.enter('T-3', { from: 'fs1', now: 1 });
});

test('a transfer that comes again on a new connection keeps its place', () => {
  const places = new IncomingPlaces({ name: 'fs2', most: 1 });
  places.enter('T-1', { from: 'fs1', now: 0 });
  places.enter('T-1', { from: 'fs1', now: 1 });
  expect(() => places.enter('T-2', { from: 'fs1', now: 2 })).toThrow(busy('fs2 receives 1 of 1'));
});

test('keeps a free place for the node that was turned away first, whatever another one sends at once', () => {
  const places = new IncomingPlaces({ name: 'fs2', most: 1 });
  places.enter('T-1', { from: 'fs1', now: 0 });
  expect(() => places.enter('T-7', { from: 'fs3', now: 1 })).toThrow(busy('fs2 receives 1 of 1'));
  places.leave('T-1');
  expect(() => places.enter('T-2', { from: 'fs1', now: 2 })).toThrow(busy('fs2 receives 0 of 1, and fs3 is next'));
  places.enter('T-8', { from: 'fs3', now: 3 });
  places.leave('T-8');
  places.enter('T-2', { from: 'fs1', now: 4 });
});

test('keeps no place for a node that has not asked again for half a minute', () => {
  const places = new IncomingPlaces({ name: 'fs2', most: 1 });
  places.enter('T-1', { from: 'fs1', now: 0 });
  expect(() => places.enter('T-7', { from: 'fs3', now: 1 })).toThrow();
  places.leave('T-1');
  places.enter('T-2', { from: 'fs1', now: 31_000 });
});
