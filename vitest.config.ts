import { defineConfig } from 'vitest/config';

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
