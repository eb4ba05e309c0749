/**
 * The version before this one, as it was released: test/releases holds its sources, because not every checkout has the
 * history. After a release: `git archive --prefix=longhaul-X/ vX hub node src package.json | gzip -9n`, and the older
 * one goes, as one minor version apart is what has to work.
 */
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const oldVersion = '0.1.0';

/** Unpacks it into the folder; the answer is what `RunningProgram` starts programs from. It runs with the packages of today. */
export function unpackOldRelease(folder: string): string {
  const archive = fileURLToPath(new URL(`../releases/longhaul-${oldVersion}.tar.gz`, import.meta.url));
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  const release = join(folder, `longhaul-${oldVersion}`);
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(release, 'node_modules'));
  return release;
}
