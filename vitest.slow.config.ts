import { defineConfig } from 'vitest/config';
import everything from './vitest.config.ts';

const long = {
  globalSetup: ['test/prepare-data.ts'],
  expect: { poll: { timeout: 60_000 } },
  testTimeout: 300_000,
  hookTimeout: 120_000,
};

/** Of `npm test`, once more with the examples and tests that would take too long there (test/support/rounds.ts). */
const moreRounds = [
  'src/cli/transfer/read-export.test.ts',
  'src/features/archives/formats/formats.test.ts',
  'src/features/data-tables/row-page.test.ts',
  'src/features/device-state/compaction.test.ts',
  'src/features/device-state/last-values.test.ts',
  'src/features/time-series/extreme-values.test.ts',
  'src/features/time-series/last-value.test.ts',
  'src/features/time-series/rollups.test.ts',
  'src/features/time-series/time-series-property.test.ts',
  'src/features/time-series/time-series-refusals.test.ts',
  'src/kernel/attribute-value.test.ts',
  'src/platform/database/embedded-crash.test.ts',
  'src/platform/database/fold-case.test.ts',
  'src/platform/sandbox/sandbox.test.ts',
  'test/acceptance/application-log.test.ts',
  'test/acceptance/bulk-devices.test.ts',
  'test/acceptance/client-options.test.ts',
  'test/acceptance/data-tables.test.ts',
  'test/acceptance/device-recipes.test.ts',
  'test/acceptance/http-edges.test.ts',
  'test/acceptance/integrations.test.ts',
  'test/acceptance/mqtt-sessions.test.ts',
  'test/acceptance/mqtt.test.ts',
  'test/acceptance/start-and-stop.test.ts',
  'test/acceptance/workflow-history.test.ts',
  'test/integration/alarm-rules.test.ts',
  'test/integration/archive-jobs.test.ts',
  'test/integration/archive-restore.test.ts',
  'test/integration/archive.test.ts',
  'test/integration/dashboard-reports.test.ts',
  'test/integration/dashboard-rollups.test.ts',
  'test/integration/data-removal.test.ts',
  'test/integration/exports.test.ts',
  'test/integration/files.test.ts',
  'test/integration/hidden-imports.test.ts',
  'test/integration/import-names.test.ts',
  'test/integration/notifications.test.ts',
  'test/integration/openapi.test.ts',
  'test/integration/purge.test.ts',
  'test/integration/retention.test.ts',
  'test/integration/workflow-device-triggers.test.ts',
  'test/integration/workflow-runs.test.ts',
  'test/integration/workflow-schedules.test.ts',
  'test/integration/workflow-silences.test.ts',
  'test/integration/workflow-timers.test.ts',
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
