import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type RunningApp, startApp } from '../../src/app.ts';
import { archivesFeature } from '../../src/features/archives/index.ts';
import { connectionsFeature } from '../../src/features/connections/index.ts';
import { deviceStateFeature } from '../../src/features/device-state/index.ts';
import { exportsFeature } from '../../src/features/exports/index.ts';
import { filesFeature } from '../../src/features/files/index.ts';
import { retentionFeature } from '../../src/features/retention/index.ts';
import { systemDevicesFeature } from '../../src/features/system-devices/index.ts';
import { loadConfig } from '../../src/platform/config.ts';
import type { FeatureDefinition } from '../../src/platform/feature.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { sharedFolder, sharedKey } from '../support/server-database.ts';
import { adminEmail, adminPassword } from '../support/start-server.ts';

export interface TestApp {
  readonly app: RunningApp;
  readonly http: string;
  readonly dataDir: string;
  /** Stops the server and starts it again on the same data; `meanwhile` runs while it is down. */
  restart(meanwhile?: () => void): Promise<void>;
  end(): Promise<void>;
}

/** What tests take in hand of a server that runs inside them. */
export function partsOf(app: RunningApp) {
  const { bus, database } = app.platform;
  return {
    archives: app.api(archivesFeature).archives,
    broker: app.api(connectionsFeature).broker,
    bus,
    compaction: app.api(deviceStateFeature).compaction,
    database,
    exports: app.api(exportsFeature).runner,
    fileSweep: app.api(filesFeature).sweep,
    files: app.api(filesFeature).files,
    exportDelivery: app.api(exportsFeature).delivery,
    partitions: app.api(deviceStateFeature).partitions,
    retention: app.api(retentionFeature).retention,
    systems: app.api(systemDevicesFeature).systems,
  };
}

/** Nobody listens there. */
export const absentRedis = 'redis://127.0.0.1:1';

/** The whole server inside the test's process, for what needs a hand on its clock. */
export async function startTestApp(options: {
  env?: Readonly<Record<string, string>>;
  now?: () => number;
  /** Left out: all of them. */
  features?: readonly FeatureDefinition[];
  /** Left out: the server's own. */
  migrationsDir?: string;
  /** A folder that has something in it; `end` removes it. */
  dataDir?: string;
  /** As one of several servers on `DATABASE_URL`, with a Redis that is away: what lasts does not rest on it. */
  sharedDatabase?: boolean;
}): Promise<TestApp> {
  const dataDir = options.dataDir ?? (await makeDataFolder(options.migrationsDir ? 'bare' : 'migrated'));
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
        // Of a quarter of it a file is written.
        SIGNALBOX_DISK_RESERVE: '16',
        ...(options.sharedDatabase
          ? {
              REDIS_URL: absentRedis,
              SIGNALBOX_SECRET_KEY: sharedKey,
              SIGNALBOX_SHARED_DIR: sharedFolder(options.env?.DATABASE_URL),
            }
          : {}),
        ...options.env,
      }),
      logger: pino({ level: 'silent' }),
      version: 'test',
      migrationsDir: options.migrationsDir ?? fileURLToPath(new URL('../../migrations', import.meta.url)),
      ...(options.features ? { features: options.features } : {}),
      ...(options.now ? { now: options.now } : {}),
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

/** For commands that only use the API. */
export const noProgram = {
  resetPassword: () => Promise.reject(new Error('this command needs the program of the server')),
};
