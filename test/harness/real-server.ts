/**
 * Servers that tests need and that npm does not bring: `scripts/test-servers.sh` installs them. Without one its tests are
 * named and not run; where `CI` is set, or LONGHAUL_SERVERS=required, they fail.
 */
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { describe, test } from 'vitest';

const isRequired =
  process.env['LONGHAUL_SERVERS'] === 'required' || !['', '0', 'false'].includes(process.env['CI'] ?? '');

/** Tests of `name`, which need these programs. */
export function withServer(name: string, programs: readonly string[], tests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program)).map((program) => basename(program));
  if (missing.length === 0) {
    describe(name, tests);
    return;
  }
  const reason = `${name} is not tested: ${missing.join(', ')} missing, which scripts/test-servers.sh installs`;
  // The report names tests that are not run only where somebody asks for them.
  if (!isRequired) process.stderr.write(`${reason}\n`);
  test.runIf(isRequired)(reason, () => {
    throw new Error(reason);
  });
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const places = isAbsolute(program) ? [program] : folders.map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
