import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { deleteExpiredTokens } from './features/access/index.ts';
import {
  defineApplicationJobs,
  readSealedArchiveSecrets,
  resealArchiveSecrets,
  resumePurges,
} from './features/applications/index.ts';
import { defineArchiveJobs } from './features/archives/index.ts';
import { defineStateJobs } from './features/device-state/index.ts';
import { defineDeviceJobs, resumeDevicePurges } from './features/devices/index.ts';
import { defineExportJobs } from './features/exports/index.ts';
import { defineRetentionJobs } from './features/retention/index.ts';
import { SelfReporter, selfSecret } from './features/self-monitoring/index.ts';
import { readSealedTwoFactorKeys, resealTwoFactorKeys } from './features/users/index.ts';
import { ensureFirstStart, type FirstStart } from './first-start.ts';
import { createParts, type Parts } from './parts.ts';
import { attachWebSocket } from './platform/broker/websocket.ts';
import type { Database } from './platform/database/database.ts';
import { openDatabase } from './platform/database/open.ts';
import { withStartLock } from './platform/database/start-lock.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { openSecretBox, sealCanary } from './platform/secrets/open-secret-box.ts';
import type { SecretBox } from './platform/secrets/secret-box.ts';
import { readSecretKey } from './platform/secrets/secret-key.ts';
import { registerRoutes } from './routes.ts';

export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly version: string;
  readonly migrationsDir: string;
  /** Where the built web console is; without it none is served. */
  readonly consoleDir?: string;
  /** Epoch ms; tests move it. */
  readonly now?: () => number;
  /**
   * Lets several servers share a PostgreSQL database. No setting turns it on in this version (`REDIS_URL`, which will, is
   * refused); tests of what is built for several nodes do.
   */
  readonly sharedDatabase?: boolean;
  /** Told of the administrator that a first start makes, before anything else can go wrong. */
  readonly onAdministrator?: (administrator: NonNullable<FirstStart['administrator']>) => void;
  /** Told when the server can no longer work, such as after the embedded database has died. */
  readonly onFailure: (error: Error) => void;
}

/** A server that accepts connections. */
export interface RunningApp {
  readonly httpUrl: string;
  readonly mqttUrl: string;
  readonly firstStart: FirstStart;
  readonly parts: Parts;
  /** Every route, as registered; HEAD and OPTIONS, which Fastify adds by itself, are left out. */
  readonly routes: readonly { readonly method: string; readonly url: string }[];
  /** The OpenAPI document. */
  describe(): object;
  /** Stops accepting, finishes what is in hand, and closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, starts every part in the order in which they need each other, and resolves when all is ready. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, logger } = options;
  const now = options.now ?? Date.now;
  const tls =
    config.tlsCert && config.tlsKey
      ? {
          tls: {
            cert: await readFile(config.tlsCert),
            key: await readFile(config.tlsKey),
            ...(config.tlsClientCa ? { clientCa: await readFile(config.tlsClientCa) } : {}),
          },
        }
      : {};
  const key = await readSecretKey(config);
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: options.migrationsDir,
    onFailure: options.onFailure,
    logger,
    shared: options.sharedDatabase,
  });

  // What has been started, to be stopped in the opposite order; whatever fails must leave nothing running behind.
  const running: (() => Promise<unknown> | unknown)[] = [() => database.close()];
  const stop = async (): Promise<void> => {
    for (const end of running.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        logger.error({ err: error }, 'stopping');
      }
    }
  };
  try {
    const secrets = await openSecretBox({
      database,
      key,
      previousKeys: config.previousSecretKeys,
      acceptLoss: config.lostSecretKey === true,
      readSealed: [readSealedArchiveSecrets, readSealedTwoFactorKeys],
      onReplaced: (unreadable) => logger.warn({ unreadable }, 'stored secrets are encrypted with a new secret key now'),
    });
    const { version } = options;
    const parts = createParts({ config, logger, database, secrets, now, version, ...tls });
    const { access, archives, broker, connectionLog, ingest, jobs, partitions, tokenUse, usageCounter, watch } = parts;
    const server = await createHttpServer({ logger, trustedProxies: config.trustedProxies, ...tls });
    const routes: { method: string; url: string }[] = [];
    server.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD' && each !== 'OPTIONS') routes.push({ method: each, url });
    });
    const { consoleDir } = options;
    const mqttTls = config.tlsCert !== undefined;
    await registerRoutes(server, parts, { version, publicUrl: config.publicUrl, consoleDir, mqttTls });
    defineApplicationJobs(jobs, database);
    defineDeviceJobs(jobs, database);
    defineStateJobs(jobs, parts.removal);
    defineExportJobs(jobs, parts.exportRunner);
    defineArchiveJobs(jobs, archives);
    defineRetentionJobs(jobs, parts.retention);
    jobs.define('tokens.expire', { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () =>
      deleteExpiredTokens(database.kysely, new Date(now())),
    );
    jobs.schedule('tokens.expire', '30 * * * *');

    access.start();
    parts.directory.start();
    watch.start();
    parts.deviceWatch.start();
    parts.applicationLog.start();
    parts.metrics.start();
    const { firstStart, left } = await withStartLock(database, async () => {
      await partitions.start();
      running.push(() => partitions.stop());
      const made = await ensureFirstStart({
        config,
        ...parts,
        onAdministrator: options.onAdministrator ?? (() => undefined),
      });
      await jobs.start();
      if (config.previousSecretKeys) await rotateSecrets(database, secrets, logger);
      return { firstStart: made, left: await connectionLog.start(now()) };
    });
    running.push(() => jobs.stop());
    if (left > 0) logger.warn({ devices: left }, 'devices were still marked connected: the last stop was not orderly');
    usageCounter.start();
    running.push(() => usageCounter.stop());
    tokenUse.start();
    running.push(() => tokenUse.stop());
    running.push(() => connectionLog.stop());
    await resumePurges(jobs, database);
    await resumeDevicePurges(jobs, database);
    await parts.removal.resume();
    await parts.exportRunner.resume();
    running.push(() => ingest.stop());
    parts.systems.start();
    running.push(() => parts.systems.stop());
    await archives.start();
    running.push(() => archives.stop());

    attachWebSocket(server.server, broker, { needsCertificate: config.tlsClientCa !== undefined });
    await server.listen({ host: config.host, port: config.httpPort });
    running.push(() => server.close());
    // Before the server: a stream that stays open would keep it from closing.
    running.push(() => watch.stop());
    running.push(() => parts.deviceWatch.stop());
    running.push(() => parts.applicationLog.stop());
    parts.connections.start(broker);
    await broker.listen({ host: config.host, port: config.mqttPort });
    running.push(() => broker.close());
    const httpUrl = toUrl(
      config.tlsCert ? 'https' : 'http',
      config.host,
      (server.server.address() as AddressInfo).port,
    );
    const mqttUrl = toUrl(mqttTls ? 'mqtts' : 'mqtt', config.host, broker.port ?? config.mqttPort);
    if (firstStart.self && config.selfDevice) {
      const reporter = new SelfReporter({
        url: mqttUrl,
        self: firstStart.self,
        secret: selfSecret(secrets),
        readStored: () => ingest.stored,
        onError: (error) => logger.warn({ err: error }, 'self device'),
      });
      await reporter.start();
      running.push(() => reporter.stop());
    }
    return { httpUrl, mqttUrl, firstStart, parts, routes, describe: () => server.swagger(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Moves every stored secret to the present secret key, all or nothing: afterwards the former keys are no longer needed. */
async function rotateSecrets(database: Database, secrets: SecretBox, logger: Logger): Promise<void> {
  const count = await database.kysely.transaction().execute(async (tx) => {
    await sealCanary(tx, secrets);
    return (await resealArchiveSecrets(tx, secrets)) + (await resealTwoFactorKeys(tx, secrets));
  });
  logger.info({ secrets: count }, 'stored secrets were encrypted again with the present secret key');
}

/** A URL that works when pasted on this machine: a wildcard address is reached through the loopback one. */
function toUrl(protocol: string, host: string, port: number): string {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${protocol}://${reachable}:${port}`;
}
