import { expect, test } from 'vitest';
import { SealedStore } from '../../../node/trust/sealed-store.ts';
import { sealCredential } from '../../../src/protocol/credential-seal.ts';
import { makeSealingPair } from '../../../src/runtime/hpke.ts';

const { publicKey: key, privateKey } = makeSealingPair();
const handed = (name: string, version: number, node = 'fs1') => ({
  name,
  ...sealCredential({ password: `secret ${version}` }, { name, node, key, version }),
});

test('an older version of a credential than was here before is not taken, however often the hub hands it over', () => {
  const store = new SealedStore({ node: 'fs1', privateKey });
  const [older, newer] = [handed('nas', 1), handed('nas', 2)];
  expect(store.keep([older])).toEqual([]);
  expect(store.keep([newer])).toEqual([]);
  for (const _again of [1, 2]) {
    expect(store.keep([older])).toMatchObject([{ name: 'nas', reason: { code: 'credential-unopened' } }]);
    expect(store.names).toEqual([]);
  }
  expect(store.keep([newer])).toEqual([]);
  expect(store.names).toEqual(['nas']);
});

test.each([
  { note: 'another name', change: { name: 'other' } },
  { note: 'another version', change: { version: 8 } },
  { note: 'the text of another one', change: { text: handed('other', 7).text } },
  { note: 'a text that was sealed for another node', change: { text: handed('nas', 7, 'fs2').text } },
])('a credential with $note is not taken, and those beside it are', ({ change }) => {
  const store = new SealedStore({ node: 'fs1', privateKey });
  expect(store.keep([{ ...handed('nas', 7), ...change }, handed('good', 7)])).toHaveLength(1);
  expect(store.names).toEqual(['good']);
});
