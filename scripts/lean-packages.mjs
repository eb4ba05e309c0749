/** Packages without the parts of theirs that only cost time at every start. For esbuild, of the console and of the programs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Zod names its messages in fifty languages; ours are our own. */
export const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(root, 'node_modules', 'zod', 'v4', 'locales'),
    }));
  },
};

/** meow puts package.json files in order, licences and all, and is given a name alone (src/runtime/command-line.ts). */
export const noPackageData = {
  name: 'no-package-data',
  setup({ onLoad }) {
    onLoad({ filter: /\/meow\/build\/dependencies\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace('var normalizeExports = requireNormalize();', 'var normalizeExports = () => {};');
      if (contents === source)
        throw new Error(`${path} has changed: nothing says any more where it orders package data`);
      return { contents };
    });
  },
};
