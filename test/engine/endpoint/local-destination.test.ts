import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a link that waits under a name that can be guessed leads the probe for times nowhere', async () => {
  using place = temporaryFolder();
  const name = temporaryNames('grain')(Buffer.from(String(process.pid)))
    .toString()
    .slice(0, -1);
  symlinkSync(place.at('outside'), place.at(name));
  await using _ = await LocalDestination.open({ root: Buffer.from(place.path) });
  expect(existsSync(place.at('outside'))).toBe(false);
  expect(readdirSync(place.path)).toEqual([name]);
});
