import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type RunningApp, startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { adminEmail, adminPassword } from '../support/start-server.ts';

export interface TestApp {
  readonly app: RunningApp;
  readonly http: string;
  readonly dataDir: string;
  /** Stops the server and starts it again on the same data; `meanwhile` runs while it is down. */
  restart(meanwhile?: () => void): Promise<void>;
  end(): Promise<void>;
}

/** The whole server inside the test's process, for what needs a hand on its clock. */
export async function startTestApp(options: {
  env?: Readonly<Record<string, string>>;
  now?: () => number;
  /** See `AppOptions`. */
  sharedDatabase?: boolean;
}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  const start = (): Promise<RunningApp> =>
    startApp({
      config: loadConfig({
        SIGNALBOX_HTTP_PORT: '0',
        SIGNALBOX_MQTT_PORT: '0',
        SIGNALBOX_DATA_DIR: dataDir,
        SIGNALBOX_ADMIN_EMAIL: adminEmail,
        SIGNALBOX_ADMIN_PASSWORD: adminPassword,
        SIGNALBOX_SELF_DEVICE: 'off',
        SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off',
        ...options.env,
      }),
      logger: pino({ level: 'silent' }),
      version: 'test',
      migrationsDir: fileURLToPath(new URL('../../migrations', import.meta.url)),
      ...(options.now ? { now: options.now } : {}),
      ...(options.sharedDatabase ? { sharedDatabase: true } : {}),
      onFailure: (error) => {
        throw error;
      },
    });
  let app = await start();
  return {
    get app() {
      return app;
    },
    get http() {
      return app.httpUrl;
    },
    dataDir,
    async restart(meanwhile) {
      await app.stop();
      meanwhile?.();
      app = await start();
    },
    async end() {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
