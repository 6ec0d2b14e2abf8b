import { defineConfig } from 'vitest/config';
import everything from './vitest.config.ts';

const long = {
  globalSetup: ['test/prepare-data.ts'],
  expect: { poll: { timeout: 60_000 } },
  testTimeout: 300_000,
  hookTimeout: 120_000,
};

/** Of `npm test`, once more with the examples that would take too long there (`rounds`). */
const moreRounds = [
  'src/features/time-series/time-series-property.test.ts',
  'src/features/time-series/last-value.test.ts',
  'test/integration/dashboard-rollups.test.ts',
  'src/features/device-state/compaction.test.ts',
];

/** Tests that need a PostgreSQL server (SIGNALBOX_TEST_DATABASE_URL) or a long run; CI provides both. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...long,
          name: 'as users run it',
          setupFiles: ['test/support/seed.ts'],
          include: ['**/*.server.test.ts', 'test/slow/**/*.test.ts'],
          exclude: ['node_modules/**', 'dist/**', 'test/slow/walks/**'],
        },
      },
      {
        // What `npm test` would have if it did not take so long there: as it runs there otherwise.
        test: {
          ...long,
          globalSetup: [...long.globalSetup, 'test/shared-servers.ts'],
          name: 'walks',
          setupFiles: everything.test?.setupFiles ?? [],
          include: ['test/slow/walks/**/*.test.ts', ...moreRounds],
          env: { ...everything.test?.env, SIGNALBOX_TEST_ROUNDS: 'many' },
        },
      },
    ],
    // They share one database server, but each has a database of its own; most of their time is waiting.
    maxWorkers: 2,
  },
});
