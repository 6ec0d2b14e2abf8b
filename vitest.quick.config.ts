import { defineConfig } from 'vitest/config';
import everything from './vitest.config.ts';

/** For work in progress: the tests beside the source, and one walk through a started server over REST and MQTT. */
export default defineConfig({
  test: {
    ...everything.test,
    include: [
      'src/**/*.test.ts',
      'test/acceptance/access.test.ts',
      'test/acceptance/device-state.test.ts',
      'test/acceptance/mqtt.test.ts',
    ],
    // These fill logs, queues and disks up to their bounds, wait for scripts to reach theirs, or start other programs.
    exclude: [
      ...(everything.test?.exclude ?? []),
      'src/platform/database/embedded-crash.test.ts',
      'src/platform/secrets/hashes.test.ts',
      'src/platform/sandbox/sandbox.test.ts',
      'src/platform/objects/gcs-store.test.ts',
      'src/platform/objects/s3-store.test.ts',
    ],
  },
});
