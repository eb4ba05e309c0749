/**
 * How a test starts a program of this checkout: from source, or, under `npm test`, as it is built and installed, which
 * takes half of the time and is what people run.
 */
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isBuilt = process.env['LONGHAUL_TEST_PROGRAMS'] === 'built';
const sources = { hub: 'hub/main.ts', node: 'node/main.ts', sync: 'src/sync/main.ts' } as const;

/** The file to start and the arguments that come before the program's own; the process is the program. */
export type Command = readonly [file: string, ...args: string[]];

export function commandOf(program: keyof typeof sources): Command {
  return isBuilt ? [`${root}bin/longhaul`, program] : fromSource(program);
}

/** For what is put into a module of the program before it starts: a built program has no modules. */
export function fromSource(program: keyof typeof sources): Command {
  return [process.execPath, root + sources[program]];
}
