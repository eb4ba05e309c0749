/**
 * The programs but the console, and the threads they start -> dist/programs: a file a thread and what they share, because
 * each would otherwise find and compile dozens of modules again, most of the time that a short run or a script's one
 * request takes.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { noPackageData, oneLanguage } from './lean-packages.mjs';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');
const engine = join(dist, 'src', 'engine');
const data = join(dist, 'node', 'data');

const threadsOfEngine = [
  join(engine, 'scan', 'scan-worker.js'),
  join(engine, 'endpoint', 'local-lane-worker.js'),
  join(engine, 'endpoint', 'pool-lane-worker.js'),
  join(engine, 'endpoint', 'verify-worker.js'),
];

/** A transfer waits for its threads, so none of them loads these at its start: who needs one imports it then. */
const unwanted = ['pino', 'hash-wasm', 'ssh2', '@aws-sdk/client-s3'];

const options = {
  metafile: true,
  // All in one folder: a thread is found beside the module that starts it, whichever file that came into.
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  external: [
    // Native code finds its binary beside itself, and the log its own files.
    'better-sqlite3',
    'koffi',
    'ssh2',
    '@napi-rs/blake-hash',
    'pino',
    'pino-pretty',
    // Large, and wanted for two checksums only.
    'hash-wasm',
    // Optional parts of ws that nobody installs.
    'bufferutil',
    'utf-8-validate',
  ],
  // What is CommonJS among the dependencies requires Node's own modules.
  banner: {
    js: [
      "import { createRequire as bundleRequire } from 'node:module';",
      'const require = bundleRequire(import.meta.url);',
    ].join('\n'),
  },
  plugins: [oneLanguage, noPackageData],
};

await bundle({
  name: 'sync',
  entries: [join(dist, 'src', 'sync', 'main.js')],
  threads: [join(engine, 'run', 'run-worker.js'), ...threadsOfEngine],
});
await bundle({
  name: 'node',
  // The last two are what a bench starts without the daemon.
  entries: [join(dist, 'node', 'main.js'), join(data, 'receive', 'data-listener.js'), join(data, 'transfer-thread.js')],
  threads: [
    ...threadsOfEngine,
    join(data, 'receive', 'folder-worker.js'),
    join(data, 'receive', 'look-worker.js'),
    join(data, 'receive', 'read-back-worker.js'),
    join(data, 'receive', 'writer-worker.js'),
    join(data, 'send', 'reader-worker.js'),
    join(dist, 'node', 'stores', 'lane', 'store-lane-worker.js'),
  ],
  threadsThatReadMessages: [
    join(data, 'transfer-worker.js'),
    join(data, 'receive', 'listener-worker.js'),
    join(dist, 'node', 'lookups', 'lookup-worker.js'),
    join(dist, 'node', 'measures', 'measure-worker.js'),
    join(dist, 'node', 'plans', 'plan-worker.js'),
  ],
});
await bundle({ name: 'hub', entries: [join(dist, 'hub', 'main.js')] });

async function bundle({ name, entries, threads = [], threadsThatReadMessages = [] }) {
  const outdir = join(dist, 'programs', name);
  // The chunks of an earlier build have other names.
  await rm(outdir, { recursive: true, force: true });
  await build({ ...options, outdir, entryPoints: entries, splitting: true });
  // Each by itself: one file is found and read sooner than the dozen that they have in common. Only what a thread imports
  // when it is wanted has a file of its own; in the thread's file, the packages of all that would be loaded at its start.
  for (const thread of [...threads, ...threadsThatReadMessages]) {
    const { metafile } = await build({ ...options, outdir, entryPoints: [thread], splitting: true });
    // Reading schemas takes a thread as long as everything else that it loads.
    for (const part of threads.includes(thread) ? [...unwanted, 'zod'] : unwanted) {
      const way = wayTo(part, relative(process.cwd(), thread), metafile);
      if (way !== undefined) throw new Error(`a thread of ${name} loads ${part} at its start: ${way.join(' -> ')}`);
    }
  }
  await confirmThreads(outdir);
}

/** Whoever starts a thread says `./NAME-worker` and its own extension: each of them must be there. */
async function confirmThreads(outdir) {
  const files = await readdir(outdir);
  for (const file of files) {
    const text = await readFile(join(outdir, file), 'utf8');
    const missing = [...text.matchAll(/`\.\/([\w-]+-worker)\$\{/g)].find(
      ([, thread]) => !files.includes(`${thread}.js`),
    );
    if (missing !== undefined) throw new Error(`${file} starts ${missing[1]}, which is not bundled: name it in here`);
  }
}

/** From a file over what it imports at its start to one of this package. */
function wayTo(part, file, metafile, seen = new Set()) {
  if (`${file}/`.includes(`/${part}/`) || file === part) return [file];
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const { path, kind } of metafile.inputs[file]?.imports ?? []) {
    const way = kind === 'dynamic-import' ? undefined : wayTo(part, path, metafile, seen);
    if (way !== undefined) return [file, ...way];
  }
  return undefined;
}
