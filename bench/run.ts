/**
 * Runs one bench by name, or all: `npm run bench -- engine-copy`. Each is a program of its own that prints its medians and
 * ratios; nothing else should load the machine meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
const [asked, ...rest] = process.argv.slice(2);
if (asked !== undefined && !names.includes(asked)) {
  console.error(`bench: no bench is called '${asked}'; there are ${names.join(', ')}`);
  process.exit(2);
}
for (const name of asked === undefined ? names : [asked]) {
  console.log(`== ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`), ...rest], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
