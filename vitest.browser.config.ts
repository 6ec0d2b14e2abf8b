import { defineConfig } from 'vitest/config';

/** Tests of the console in a real browser: Debian's chromium, which CI installs. */
export default defineConfig({
  test: {
    globalSetup: ['test/prepare-data.ts'],
    include: ['test/browser/**/*.test.ts'],
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each file has a server and a browser of its own; most of the time they wait for each other.
    maxWorkers: 2,
  },
});
