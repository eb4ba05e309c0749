import { expect, test } from 'vitest';
import { formatJoinToken, parseJoinToken } from '../../src/model/join-token.ts';
import { formatLocation, NodeName, parseLocation } from '../../src/model/location.ts';
import { pathBytes, pathName, shownPath } from '../../src/model/path-text.ts';
import { isAllowed } from '../../src/model/principal.ts';

test.each(['fs1:/srv/data', 'fs1:/', 'fs-1.example:/a:b/c'])(
  '%s is a location and is written back the same',
  (text) => {
    expect(formatLocation(parseLocation(text))).toBe(text);
  },
);

test.each(['/srv/data', 'fs1:', ':/srv', 'f s:/srv', '-x:/srv'])(
  '%j is no location, and the fault shows one',
  (text) => {
    expect(() => parseLocation(text)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('fs1:/srv/data') }),
    );
  },
);

test.each(['a/b', '..', '', 'x'.repeat(64), 'a\nb', 'ä'])('%j cannot be the name of a node', (name) => {
  expect(NodeName.safeParse(name).success).toBe(false);
});

test('a join token carries its content through text', () => {
  const token = { hub: '[::1]:7400', ca: 'a'.repeat(64), secret: 'B'.repeat(43), kind: 'node' as const, name: 'fs1' };
  expect(parseJoinToken(formatJoinToken(token))).toEqual(token);
});

test.each(['', 'lhjoin_', 'lhjoin_!!!', `lhjoin_${Buffer.from('{"hub":"x"}').toString('base64url')}`, 'token'])(
  '%j is no join token',
  (text) => {
    expect(() => parseJoinToken(text)).toThrow(expect.objectContaining({ code: 'token-invalid' }));
  },
);

test.each([
  { bytes: Buffer.from('日本 \n.txt'), shown: '日本 \\x0a.txt' },
  { bytes: Buffer.from([0x61, 0xff, 0x62]), shown: 'a\\xffb' },
])('a name crosses a boundary byte for byte and is shown as $shown', ({ bytes, shown }) => {
  const name = pathName(bytes);
  expect(pathBytes(name)).toEqual(bytes);
  expect(shownPath(name)).toBe(shown);
});

test('each role may do what the one before it may, and more', () => {
  const rights = (['viewer', 'operator', 'admin'] as const).map((role) =>
    (['look', 'transfer', 'administer'] as const).filter((action) => isAllowed(role, action)),
  );
  expect(rights).toEqual([['look'], ['look', 'transfer'], ['look', 'transfer', 'administer']]);
});
