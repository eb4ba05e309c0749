import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { SealedStore } from '../../../node/trust/sealed-store.ts';
import { sealCredential } from '../../../src/protocol/credential-seal.ts';
import { makeSealingPair } from '../../../src/runtime/hpke.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';

const { publicKey: key, privateKey } = makeSealingPair();
const handed = (name: string, version: number, node = 'fs1') => ({
  name,
  ...sealCredential({ password: `secret ${version}` }, { name, node, key, version }),
});

/** The store of a node with its state in this folder. */
function opened(folder: TemporaryFolder, key = privateKey) {
  const database = openNodeDatabase(folder.path);
  const store = new SealedStore({ node: 'fs1', privateKey: key, database });
  return { store, [Symbol.dispose]: () => void database.close() };
}

test('an older version of a credential than was here before is not taken, however often the hub hands it over', () => {
  using folder = temporaryFolder();
  using node = opened(folder);
  const { store } = node;
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
  using folder = temporaryFolder();
  using node = opened(folder);
  const { store } = node;
  expect(store.keep([{ ...handed('nas', 7), ...change }, handed('good', 7)])).toHaveLength(1);
  expect(store.names).toEqual(['good']);
});

test('a node that is started anew while the hub is away has what it was handed, and on its disk nothing is open', () => {
  using folder = temporaryFolder();
  {
    using node = opened(folder);
    node.store.keep([handed('nas', 3), handed('prod-s3', 4)]);
  }
  {
    using node = opened(folder);
    expect(node.store.names).toEqual(['nas', 'prod-s3']);
    expect(node.store.open('nas')).toEqual({ password: 'secret 3' });
  }
  expect(readFileSync(folder.at('node.db')).includes('secret 3')).toBe(false);
});

test('what the hub has no more is forgotten when it next says so, and that there was a newer one is not', () => {
  using folder = temporaryFolder();
  {
    using node = opened(folder);
    node.store.keep([handed('nas', 3)]);
  }
  {
    using node = opened(folder);
    node.store.keep([]);
    expect(() => node.store.open('nas')).toThrow(/has no credential nas/);
  }
  using node = opened(folder);
  expect(node.store.names).toEqual([]);
  expect(node.store.keep([handed('nas', 2)])).toMatchObject([{ name: 'nas', reason: { code: 'credential-unopened' } }]);
});

test('a node that joined anew has nothing of what was sealed to the key before, and takes what is sealed to the new one', () => {
  using folder = temporaryFolder();
  {
    using node = opened(folder);
    node.store.keep([handed('nas', 9)]);
  }
  const { publicKey, privateKey: newKey } = makeSealingPair();
  using node = opened(folder, newKey);
  expect(node.store.names).toEqual([]);
  const seal = sealCredential({ password: 'new' }, { name: 'nas', node: 'fs1', key: publicKey, version: 5 });
  expect(node.store.keep([{ name: 'nas', ...seal }])).toEqual([]);
  expect(node.store.open('nas')).toEqual({ password: 'new' });
});
