import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/support/seed.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Those that need a PostgreSQL server or long runs, and those that need a browser, have configurations of their own.
    exclude: ['**/*.server.test.ts', 'test/slow/**', 'test/browser/**'],
    // Embedded PostgreSQL takes a few seconds to make its first data folder on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
