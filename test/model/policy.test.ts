import { expect, test } from 'vitest';
import { parseLocation } from '../../src/model/location.ts';
import { judge, type Move, Policies } from '../../src/model/policy.ts';
import type { User } from '../../src/model/principal.ts';

const policies = Policies.parse([
  {
    name: 'ingest',
    who: ['role:operator', 'key:ci'],
    from: ['fs1:/srv/in', '*:/srv/outbox'],
    to: ['fs2:/srv/archive'],
  },
  { name: 'mirrors', who: ['user:ana'], from: ['fs2:/srv'], to: ['*:/mirror'], mirror: true },
]);

const ana: User = { kind: 'user', name: 'ana', role: 'operator' };
const bob: User = { kind: 'user', name: 'bob', role: 'operator' };
const root: User = { kind: 'user', name: 'root', role: 'admin' };
const ci: User = { kind: 'key', name: 'ci', role: 'admin', scopes: ['transfer'] };

const move = (from: string, to: string, options: Partial<Move['options']> = {}): Move => ({
  source: parseLocation(from),
  destination: parseLocation(to),
  options: { deleteExtras: false, partialDir: undefined, ...options },
});

const cases: readonly { note: string; who: User; asked: Move; isAllowed: boolean }[] = [
  { note: 'the folder itself', who: bob, asked: move('fs1:/srv/in', 'fs2:/srv/archive'), isAllowed: true },
  { note: 'what is below', who: bob, asked: move('fs1:/srv/in/a/', 'fs2:/srv//archive/b'), isAllowed: true },
  { note: 'any node where it says so', who: bob, asked: move('fs9:/srv/outbox', 'fs2:/srv/archive'), isAllowed: true },
  { note: 'another node', who: bob, asked: move('fs3:/srv/in', 'fs2:/srv/archive'), isAllowed: false },
  {
    note: 'a folder whose name only begins so',
    who: bob,
    asked: move('fs1:/srv/inbox', 'fs2:/srv/archive'),
    isAllowed: false,
  },
  { note: 'the folder above', who: bob, asked: move('fs1:/srv', 'fs2:/srv/archive'), isAllowed: false },
  { note: 'a path that climbs', who: bob, asked: move('fs1:/srv/in/../x', 'fs2:/srv/archive'), isAllowed: false },
  { note: 'the other direction', who: bob, asked: move('fs2:/srv/archive', 'fs1:/srv/in'), isAllowed: false },
  {
    note: 'removals that nobody allowed',
    who: bob,
    asked: move('fs1:/srv/in', 'fs2:/srv/archive', { deleteExtras: true }),
    isAllowed: false,
  },
  {
    note: 'removals that are allowed',
    who: ana,
    asked: move('fs2:/srv', 'fs1:/mirror', { deleteExtras: true }),
    isAllowed: true,
  },
  {
    note: 'a place for unfinished files that is allowed',
    who: bob,
    asked: move('fs1:/srv/in', 'fs2:/srv/archive', { partialDir: '/srv/archive/.tmp' }),
    isAllowed: true,
  },
  {
    note: 'a place for unfinished files that is not',
    who: bob,
    asked: move('fs1:/srv/in', 'fs2:/srv/archive', { partialDir: '/tmp' }),
    isAllowed: false,
  },
  {
    note: 'a folder for unfinished files beside the target',
    who: bob,
    asked: move('fs1:/srv/in', 'fs2:/srv/archive', { partialDir: '.tmp' }),
    isAllowed: true,
  },
  {
    note: 'what one policy of somebody has and another lacks',
    who: ana,
    asked: move('fs1:/srv/in', 'fs1:/mirror'),
    isAllowed: false,
  },
  {
    note: 'one named by role and by name, by either',
    who: ana,
    asked: move('fs1:/srv/in', 'fs2:/srv/archive'),
    isAllowed: true,
  },
  { note: 'a key that is named, whatever its role', who: ci, asked: move('fs1:/x', 'fs2:/y'), isAllowed: false },
  {
    note: 'whoever is named by none',
    who: root,
    asked: move('fs1:/x', 'fs2:/y', { deleteExtras: true }),
    isAllowed: true,
  },
];

test.each(cases)('$note: $isAllowed', ({ who, asked, isAllowed }) => {
  expect(judge(policies, who, asked).kind).toBe(isAllowed ? 'allowed' : 'denied');
});

test('without a policy the role decides alone', () => {
  expect(judge([], bob, move('fs1:/x', 'fs2:/y'))).toEqual({ kind: 'allowed' });
});

const good = { name: 'p', who: ['role:admin'], from: ['fs1:/a'], to: ['fs2:/b'] };
test.each([
  { note: 'an unknown role', policy: { ...good, who: ['role:root'] } },
  { note: 'a name without its kind', policy: { ...good, who: ['ana'] } },
  { note: 'a relative path', policy: { ...good, from: ['fs1:a'] } },
  { note: 'a path that climbs', policy: { ...good, to: ['fs2:/b/../c'] } },
  { note: 'a word that is misspelled', policy: { ...good, mirrors: true } },
  { note: 'nobody', policy: { ...good, who: [] } },
])('a policy with $note is refused', ({ policy }) => {
  expect(Policies.safeParse([policy]).success).toBe(false);
});
