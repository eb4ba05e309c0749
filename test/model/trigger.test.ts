import { expect, test } from 'vitest';
import { Triggers } from '../../src/model/trigger.ts';

const after = (name: string, template: string, follows: string) => ({ name, kind: 'after', template, follows });

test.each([
  [[after('a', 't', 'a')], 'a -> a', 'a trigger that follows itself'],
  [[after('a', 't', 't')], 'a -> a', 'one that follows its own template'],
  [[after('a', 't', 'u'), after('b', 'u', 't')], 'a -> b -> a', 'two templates that follow each other'],
  [[after('x', 'z', 'q'), after('a', 't', 'b'), after('b', 'u', 'a')], 'a -> b -> a', 'two triggers'],
])('%j is refused: %s (%s)', (list, message) => {
  expect(() => Triggers.parse(list)).toThrow(`${message}: this chain would never end`);
});

test('chains may branch and meet', () => {
  const list = [after('a', 't', 's'), after('b', 'u', 's'), after('c', 'v', 't'), after('d', 'v', 'u')];
  expect(Triggers.parse(list)).toHaveLength(4);
});

test.each([
  [{ kind: 'schedule', cron: '0 6 * *' }, 'write five fields'],
  [{ kind: 'schedule', cron: '0 6 * * *', timeZone: 'Europe/Berln' }, 'no such time zone'],
  [{ kind: 'schedule', cron: '0 6 * * *', set: { episode: 12 } }, 'write it in quotes'],
  [{ kind: 'after', follows: 't', on: [] }, ''],
  [{ kind: 'sometimes' }, ''],
])('a trigger with %j is refused: %s', (more, message) => {
  expect(() => Triggers.parse([{ name: 'a', template: 'b', ...more }])).toThrow(message);
});
