import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = import.meta.dirname;

// The programs that tests start, and their threads, are compiled again and again without this: half of what they cost.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'longhaul-test');

/** Threads that the process of a test starts are then, too, as they are built and installed (test/harness/command-of.ts). */
const builtThreads: Plugin = {
  name: 'built-threads',
  enforce: 'pre',
  transform(code, id) {
    if (!code.includes('-worker${extname(')) return undefined;
    const program = id.startsWith(join(root, 'node') + sep) ? 'node' : 'sync';
    const folder = pathToFileURL(join(root, 'dist', 'programs', program));
    return code.replaceAll(
      /new URL\(`\.\/([\w-]+-worker)\$\{extname\(import\.meta\.filename\)\}`, import\.meta\.url\)/g,
      (_, thread: string) => `new URL('${folder}/${thread}.js')`,
    );
  },
};

/** Two modules of Ink are ours, as in the bundle (scripts/bundle-console.mjs): what tests look at is drawn as it is installed. */
const ownInk: Plugin = {
  name: 'own-ink',
  enforce: 'pre',
  resolveId(id, importer = '') {
    const name = /^\.\/(output|line-update)\.js$/.exec(id)?.[1];
    if (name === undefined || !importer.includes('/node_modules/ink/build/')) return undefined;
    return join(root, 'tui', 'ink', `${name}.ts`);
  },
};

/**
 * What takes longest, in this order: a file of a minute that comes last is a minute in which three workers have nothing to
 * do. By itself vitest goes by the size of files where it has not seen them run.
 */
const longest = ['engine/faults/every-call', 'node/stores/swift', 'scenario/', 'engine/clash/', 'node/stores/'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((start) => moduleId.startsWith(join(root, 'test', start)));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

/** How long a test may wait: it is to end what hangs, not to judge how fast a machine is. */
const limitMs = 300_000;

// dist/ holds compiled copies: only the sources under test/ are collected.
export default defineConfig({
  // By name, because vitest keeps transformed modules for as long as the plugins have the same names.
  plugins: [ownInk, ...(process.env['LONGHAUL_TEST_PROGRAMS'] === 'built' ? [builtThreads] : [])],
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: limitMs,
    hookTimeout: limitMs,
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: 60_000 } },
    // Tests wait for sockets, disks and programs more than they compute: with one worker a core, cores are idle.
    maxWorkers: 4,
    server: { deps: { inline: [/\/node_modules\/ink\//] } },
    // A process for each file takes a quarter of a second of processor, more than most files' tests.
    isolate: false,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'hub/**', 'node/**', 'tui/**'],
      reporter: ['text', 'html'],
    },
  },
});
