/**
 * dist/src/sync/main.js and the threads it starts -> dist/sync: a file a thread and what they share, because each
 * thread would otherwise find and compile dozens of modules again, most of the time that a short run takes.
 */
import { rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');
const engine = join(dist, 'src', 'engine');

/** zod names its messages in fifty languages; ours are our own. */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(root, 'node_modules', 'zod', 'v4', 'locales'),
    }));
  },
};

// The chunks of an earlier build have other names.
await rm(join(dist, 'sync'), { recursive: true, force: true });
const threads = [
  join(engine, 'run', 'run-worker.js'),
  join(engine, 'scan', 'scan-worker.js'),
  join(engine, 'endpoint', 'local-lane-worker.js'),
  join(engine, 'endpoint', 'pool-lane-worker.js'),
  join(engine, 'endpoint', 'verify-worker.js'),
];
const { metafile } = await build({
  entryPoints: [join(dist, 'src', 'sync', 'main.js'), ...threads],
  metafile: true,
  outdir: join(dist, 'sync'),
  // All in one folder: a thread is found beside the module that starts it, whichever file that came into.
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  // A bundled CommonJS file that is imported when it is wanted would have no names, only a default.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  // Native code finds its binary beside itself.
  external: ['better-sqlite3', 'koffi', '@napi-rs/blake-hash'],
  // What is CommonJS among the dependencies requires Node's own modules.
  banner: {
    js: [
      "import { createRequire as bundleRequire } from 'node:module';",
      'const require = bundleRequire(import.meta.url);',
    ].join('\n'),
  },
  plugins: [oneLanguage],
});

// Reading schemas takes a thread as long as everything else that it loads, and it reads no settings and no messages.
for (const thread of threads) {
  const way = wayTo('/zod/', relative(process.cwd(), thread));
  if (way !== undefined) throw new Error(`a thread of the engine loads schemas: ${way.join(' -> ')}`);
}

/** From a file over what it imports at its start to one with this in its name. */
function wayTo(part, file, seen = new Set()) {
  if (file.includes(part)) return [file];
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
    const way = external || kind === 'dynamic-import' ? undefined : wayTo(part, path, seen);
    if (way !== undefined) return [file, ...way];
  }
  return undefined;
}
