import { defineConfig } from 'vitest/config';

/** No tests: takes the pictures of docs/images/console of a console that shows a made-up waterworks. */
export default defineConfig({
  test: {
    globalSetup: ['test/prepare-data.ts'],
    include: ['test/gallery/**/*.gallery.ts'],
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 600_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
  },
});
