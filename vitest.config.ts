import { defineConfig } from 'vitest/config';

// The programs that tests start, and their threads, are loaded from source: half of what they cost without this.
process.env['NODE_COMPILE_CACHE'] ??= `${import.meta.dirname}/node_modules/.cache/longhaul-test`;

// dist/ holds compiled copies: only the sources under test/ are collected.
export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'hub/**', 'node/**', 'tui/**'],
      reporter: ['text', 'html'],
    },
  },
});
