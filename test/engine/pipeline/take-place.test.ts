import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { libc } from '../../../src/engine/disk/libc.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { publisherIn } from './publisher-in.ts';

const table = libc();
const real = { ...table };
afterEach(() => {
  Object.assign(table, real);
});

/** Publishes these files, one by one, and counts the calls that giving them their names took. */
function callsToName(place: TemporaryFolder, names: readonly string[]): Record<string, number> {
  using engine = publisherIn(place.path);
  const calls: Record<string, number> = {};
  const counted = ['renameat', 'renameat2', 'statx', 'getdents64', 'flock'] as const;
  for (const name of counted) {
    const call = table[name] as (...values: never[]) => number;
    table[name] = ((...values: never[]) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return call(...values);
    }) as never;
  }
  for (const name of names) expect(engine.publish(engine.write(name, `of ${name}`))).toEqual([undefined]);
  Object.assign(table, real);
  return calls;
}

const names = Array.from({ length: 50 }, (_, index) => `file ${index}`);

test('a new file costs one call to get its name, and a changed one no more but for the first of its folder', () => {
  using place = temporaryFolder();
  expect(callsToName(place, names)).toEqual({ renameat2: names.length });
  expect(callsToName(place, names)).toEqual({ renameat2: 1, renameat: names.length, statx: 2 });
  expect(readFileSync(place.at('file 7'), 'utf8')).toBe('of file 7');
});

test('where a rename cannot refuse to replace, files cost no more either', () => {
  using place = temporaryFolder();
  table.renameat2 = () => real.renameat2(-1, Buffer.from('\0'), -1, Buffer.from('\0'), 0xff);
  expect(callsToName(place, names)).toEqual({ renameat2: 1, renameat: names.length, statx: 2 });
  expect(readdirSync(place.path)).toHaveLength(names.length);
});

test('names of other scripts are told apart once one of them was asked for', () => {
  using place = temporaryFolder();
  const many = ['größe', 'ünder', 'été', '報告書', 'naïve'];
  callsToName(place, many);
  const { statx = 0, getdents64 = 0 } = callsToName(place, many);
  expect(getdents64).toBe(0);
  expect(statx).toBeLessThan(8);
});
