/** The version of this package, the same from source, from dist and from a bundle. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';

const PackageFile = z.object({ version: z.string() });

let known: string | undefined;

export function packageVersion(): string {
  known ??= readVersion();
  return known;
}

function readVersion(): string {
  const path = findPackageJSON('.', import.meta.url);
  if (path === undefined) throw new Error('longhaul is not inside its package: no package.json above it');
  return PackageFile.parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}
