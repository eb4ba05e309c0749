/**
 * A source, and a destination that takes some names for the same. `LONGHAUL_FOLDING_FOLDER=/mnt/exfat npx vitest run
 * test/engine/clash` tries the same on a real file system that folds case, and keeps no promise of its own.
 */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, sync } from '../../sync/sync.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { type Folding, foldingVariable } from './folding-libc.ts';

export interface FoldingPlace extends Disposable {
  readonly place: TemporaryFolder;
  readonly source: string;
  readonly destination: string;
  /** Of the `longhaul sync` from the one to the other. */
  sync(...flags: readonly string[]): Promise<Ended>;
}

const realFolder = process.env['LONGHAUL_FOLDING_FOLDER'];
export const isReal = realFolder !== undefined;

const loader = new URL('./folding-libc.ts', import.meta.url).href;

export const usual = {
  foldsCase: true,
  foldsForms: true,
  keepsOldSpelling: true,
  canRefuse: true,
  longestName: 255,
} as const satisfies Partial<Folding>;

export interface FoldingWish extends Partial<Omit<Folding, 'below' | 'lockFile'>> {
  /** Only this folder of the destination, and what is below it. */
  readonly folder?: string;
}

export function foldingPlace({ folder = '', ...wish }: FoldingWish = {}): FoldingPlace {
  const place = temporaryFolder();
  const destination = realFolder === undefined ? place.at('destination') : mkdtempSync(join(realFolder, 'test-'));
  mkdirSync(join(destination, folder), { recursive: true });
  mkdirSync(place.at('source'));
  return {
    place,
    source: place.at('source'),
    destination,
    sync: async (...flags) =>
      await sync(
        place,
        ['source', destination, '--json', ...flags],
        foldingEnvironment(place, join(destination, folder), wish),
      ),
    [Symbol.dispose]: () => {
      if (isReal) rmSync(destination, { recursive: true });
      place[Symbol.dispose]();
    },
  };
}

/** For a program that is to meet such a folder. */
export function foldingEnvironment(
  place: TemporaryFolder,
  below: string,
  wish: Omit<FoldingWish, 'folder'> = {},
): Record<string, string> {
  if (isReal) return {};
  const folding: Folding = { ...usual, ...wish, below: realpathSync(below), lockFile: place.at('lock') };
  return { NODE_OPTIONS: `--import ${loader}`, [foldingVariable]: JSON.stringify(folding) };
}

/** What a run said of its files, in order. */
export function failuresOf({ stdout }: Ended): { path: string; code: string; message: string }[] {
  return linesOf(stdout).flatMap(({ event, path, reason }) =>
    event === 'file-failed' && path !== undefined && reason !== undefined ? [{ path, ...reason }] : [],
  );
}

export function summaryOf({ stdout }: Ended): Record<'copied' | 'skipped' | 'failed' | 'deleted', { files: number }> {
  return linesOf(stdout).at(-1) as unknown as ReturnType<typeof summaryOf>;
}

interface Line {
  readonly event: string;
  readonly path?: string;
  readonly reason?: { readonly code: string; readonly message: string };
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** Names as they are kept, byte strings, folders ending in a slash. */
export function listOf(folder: string, path = ''): string[] {
  return readdirSync(Buffer.from(join(Buffer.from(folder).toString('latin1'), path), 'latin1'), {
    encoding: 'buffer',
    withFileTypes: true,
  })
    .flatMap((entry) => {
      const below = join(path, entry.name.toString('latin1'));
      return entry.isDirectory() ? [`${below}/`, ...listOf(folder, below)] : [below];
    })
    .sort();
}
