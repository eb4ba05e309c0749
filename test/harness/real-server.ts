/**
 * Servers that tests need and that npm does not bring: `scripts/test-servers.sh` installs them. Without one its tests are
 * named and not run; where servers are required (LONGHAUL_SERVERS=required, as .ci/run says) they fail.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const isRequired = process.env['LONGHAUL_SERVERS'] === 'required';

/** Tests of `name`, which need these programs. */
export function withServer(name: string, programs: readonly string[], tests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) describe(name, tests);
  else if (isRequired)
    test(`${name}: its programs are installed`, () => {
      expect(missing, 'scripts/test-servers.sh installs them').toEqual([]);
    });
  else test.skip(`${name} needs ${missing.join(', ')}: scripts/test-servers.sh installs them`);
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
