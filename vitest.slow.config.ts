import { defineConfig } from 'vitest/config';

/** Tests that need a PostgreSQL server (SIGNALBOX_TEST_DATABASE_URL) or a long run; CI provides both. */
export default defineConfig({
  test: {
    globalSetup: ['test/prepare-data.ts'],
    setupFiles: ['test/support/seed.ts'],
    include: ['**/*.server.test.ts', 'test/slow/**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // They share one database server, but each has a database of its own; most of their time is waiting.
    maxWorkers: 2,
  },
});
