/**
 * dist/tui/main.js and what it imports -> dist/tui/console.js, one file: the console's first frame comes more than
 * twice as early as when Node has to find and compile some hundred modules.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { noPackageData, oneLanguage } from './lean-packages.mjs';

const root = dirname(import.meta.dirname);
const compiled = join(root, 'dist', 'tui');

/**
 * ink-table is CommonJS and requires `ink`, which waits at its top level and so cannot be required: bundled as it is,
 * it builds and then crashes. Its code is wrapped into a module that imports what it requires. Our own module that
 * loads it from node_modules (tui/ink-table.ts) becomes a plain import.
 */
const inkTable = {
  name: 'ink-table',
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/tui\/ink-table\.js$/ }, () => ({
      contents: `export { default as InkTable } from 'ink-table';`,
      resolveDir: root,
    }));
    onLoad({ filter: /\/node_modules\/ink-table\/dist\/index\.js$/ }, async ({ path }) => ({
      contents: `
        import * as ink from 'ink';
        import react from 'react';
        import hash from 'object-hash';
        const exported = {};
        ((exports, require) => {
          ${await readFile(path, 'utf8')}
        })(exported, (id) => ({ ink, react, 'object-hash': hash })[id]);
        export default exported.default;`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Ink measures with our `string-width`, which remembers; that one itself has the package, and loads it when it meets the first
 * text that it cannot measure alone: its table of emoji takes longer to make than a frame.
 */
const stringWidth = {
  name: 'string-width',
  setup({ onResolve, onLoad }) {
    const own = join(compiled, 'text', 'string-width.js');
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === own ? undefined : { path: own }));
    onLoad({ filter: /\/dist\/tui\/text\/string-width\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const eager = "import measuredWidth from 'string-width';";
      if (!source.includes(eager)) throw new Error(`${path} imports the package in another way`);
      return {
        contents: source.replace(eager, "const measuredWidth = (text) => require('string-width').default(text);"),
      };
    });
  },
};

/** Two modules of Ink are ours here: how a frame is put together from its texts, and what of a line is written anew. */
const ownInk = {
  name: 'own-ink',
  setup({ onResolve, onEnd }) {
    const missing = new Set(['output', 'line-update']);
    onResolve({ filter: /^\.\/(?:output|line-update)\.js$/ }, ({ path, resolveDir }) => {
      if (!resolveDir.endsWith('/node_modules/ink/build')) return undefined;
      const name = path.slice('./'.length, -'.js'.length);
      missing.delete(name);
      return { path: join(compiled, 'ink', `${name}.js`) };
    });
    onEnd(() => {
      if (missing.size > 0) throw new Error(`Ink has no module ${[...missing].join(', ')} any more`);
    });
  },
};

/** Yoga decodes its WebAssembly with `fetch` when there is one, which loads Node's whole HTTP client for nothing. */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /\/yoga-layout\/dist\/binaries\/[^/]+\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/** Ink asks for the developer tools of React only in development, but names them always. */
const noDeveloperTools = {
  name: 'no-developer-tools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default undefined;' }));
  },
};

await build({
  entryPoints: [join(compiled, 'main.js')],
  outfile: join(compiled, 'console.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Native code finds its binary beside itself; the other two are optional parts of ws that nobody installs.
  external: ['better-sqlite3', 'koffi', '@napi-rs/blake-hash', 'bufferutil', 'utf-8-validate'],
  // What is CommonJS among the dependencies requires Node's own modules, and asks where it is.
  banner: {
    js: [
      "import { createRequire as bundleRequire } from 'node:module';",
      'const require = bundleRequire(import.meta.url);',
      'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
    ].join('\n'),
  },
  plugins: [oneLanguage, noPackageData, inkTable, stringWidth, ownInk, yogaWithoutFetch, noDeveloperTools],
});
