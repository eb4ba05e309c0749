import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { foldingEnvironment } from './folding-place.ts';

/** `LONGHAUL_PROPERTY_SECONDS=600 npx vitest run test/engine/clash/any-names` looks for longer. */
const seconds = Number(process.env['LONGHAUL_PROPERTY_SECONDS'] ?? '5');
const program = new URL('./programs/any-names.ts', import.meta.url).pathname;

test(
  'whatever spellings of names come and go, a file is at the destination as it is or named, and the next run agrees',
  async () => {
    using place = temporaryFolder();
    const below = place.at('folds');
    mkdirSync(below);
    const env = { ...process.env, ...foldingEnvironment(place, below) };
    const { stdout } = await promisify(execFile)(process.execPath, [program, below, `${seconds}`], { env });
    expect(stdout).toMatch(/^\d+ histories\n$/);
  },
  600_000 + seconds * 1000,
);
