/** `longhaul sync` as it is built and installed, in one file a thread: whatever is loaded when it is wanted is in there. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createDigest } from '../../src/engine/checksum/digest.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree } from '../engine/tree.ts';

const run = promisify(execFile);
const launcher = join(import.meta.dirname, '..', '..', 'bin', 'longhaul');

test('the built program has the checksums of every library that it takes them from', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { abc: '' });
  writeFileSync(place.at('source/abc'), 'abc');
  for (const name of ['blake3', 'md5', 'xxh3'] as const) {
    const state = ['--db', place.at(`${name}.db`), '--log', place.at(`${name}.jsonl`)];
    await run(launcher, ['sync', '--checksum', name, ...state, place.at('source'), place.at(name)]);
    const digest = (await createDigest(name)).of(Buffer.from('abc')).toString('hex');
    expect(JSON.parse(readFileSync(place.at(`${name}.jsonl`), 'utf8'))).toMatchObject({ checksum: digest });
  }
});
