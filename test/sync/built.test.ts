/** `longhaul sync` as it is built and installed, in one file a thread: whatever is loaded when it is wanted is in there. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createDigest } from '../../src/engine/checksum/digest.ts';
import { checksumNames } from '../../src/model/transfer-options.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree } from '../engine/tree.ts';

const run = promisify(execFile);
const launcher = join(import.meta.dirname, '..', '..', 'bin', 'longhaul');

test('the built program has every checksum', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { abc: '' });
  writeFileSync(place.at('source/abc'), 'abc');
  for (const name of checksumNames) {
    const state = ['--db', place.at(`${name}.db`), '--log', place.at(`${name}.jsonl`)];
    await run(launcher, ['sync', '--checksum', name, ...state, place.at('source'), place.at(name)]);
    const digest = (await createDigest(name)).of(Buffer.from('abc')).toString('hex');
    expect(JSON.parse(readFileSync(place.at(`${name}.jsonl`), 'utf8'))).toMatchObject(
      name === 'none' ? { checksum: null } : { algorithm: name, checksum: digest },
    );
  }
});
