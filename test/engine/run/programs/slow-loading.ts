/** Loaded with `node --import`: in threads koffi takes half a second to load, and two files tell when. */
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const loadSlowly = `
import { writeFileSync } from 'node:fs';
writeFileSync(process.env.LOADING_FILE, '');
for (const end = Date.now() + 500; Date.now() < end; ) koffi.load(null).func('int getpid()');
writeFileSync(process.env.LOADED_FILE, '');
`;

if (!isMainThread)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      return url.endsWith('/disk/libc.ts') ? { ...loaded, source: `${String(loaded.source)}${loadSlowly}` } : loaded;
    },
  });
