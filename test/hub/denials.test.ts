import { expect, test } from 'vitest';
import type { AuditFact } from '../../hub/audit/audit-log.ts';
import { Denials } from '../../hub/audit/denials.ts';

function denials() {
  const trail: AuditFact[] = [];
  return { trail, denials: new Denials({ append: (fact) => void trail.push(fact) }) };
}

const visit = (who: string, object = '') => ({ who, action: 'relay', object, detail: 'wrong ticket' });

test('the first of a kind is a line at once, and a thousand that follow are one line a minute with their number', () => {
  const { trail, denials: noted } = denials();
  for (let time = 0; time < 1001; time += 1) noted.add(visit('node:fs1'));
  expect(trail).toEqual([{ ...visit('node:fs1'), result: 'denied' }]);
  noted.step();
  noted.step();
  expect(trail.slice(1).map(({ detail }) => detail)).toEqual(['wrong ticket (1000 more times)']);
  noted.add(visit('node:fs1'));
  expect(trail).toHaveLength(3);
});

test('what one node does has no part in the count of another, and numbers that are given are added up', () => {
  const { trail, denials: noted } = denials();
  noted.add(visit('node:fs1'), 3);
  noted.add(visit('node:fs2'));
  noted.add(visit('node:fs1'), 4);
  noted.add(visit('node:fs1'));
  noted.step();
  expect(trail.map(({ who, detail }) => `${who} ${detail}`)).toEqual([
    'node:fs1 wrong ticket (3 times)',
    'node:fs2 wrong ticket',
    'node:fs1 wrong ticket (5 more times)',
  ]);
});

test('a node that is denied something else each time gets no more lines by it, and all of them are counted', () => {
  const { trail, denials: noted } = denials();
  for (let time = 0; time < 10_000; time += 1) noted.add(visit('node:fs1', `T-${time}`));
  noted.add(visit('node:fs2'));
  expect(trail).toHaveLength(22);
  noted.step();
  expect(trail.at(-1)).toMatchObject({
    who: 'node:fs1',
    action: 'many',
    detail: 'more than 20 kinds (9979 more times)',
  });
});

test('what was counted when the hub stops is in the trail', () => {
  const { trail, denials: noted } = denials();
  {
    using stopping = noted;
    for (let time = 0; time < 3; time += 1) stopping.add(visit('node:fs1'));
  }
  expect(trail.at(-1)?.detail).toBe('wrong ticket (2 more times)');
});
