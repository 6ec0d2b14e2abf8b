import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { AccessService } from './features/access/index.ts';
import { ApplicationKeyService, registerApplicationKeyRoutes } from './features/application-keys/index.ts';
import { ApplicationTokenService, registerApplicationTokenRoutes } from './features/application-tokens/index.ts';
import {
  ApplicationService,
  defineApplicationJobs,
  registerApplicationRoutes,
  resumePurges,
} from './features/applications/index.ts';
import { ArchiveService, defineArchiveJobs, registerArchiveRoutes } from './features/archives/index.ts';
import {
  ConnectionLog,
  ConnectionService,
  DeviceAuthenticator,
  DeviceAuthService,
  type DeviceSession,
  registerDeviceAuthRoutes,
} from './features/connections/index.ts';
import { DeviceCommandService, registerDeviceCommandRoutes } from './features/device-commands/index.ts';
import {
  DeviceStateService,
  registerDeviceStateRoutes,
  StateIngest,
  StatePartitions,
  stateTopic,
} from './features/device-state/index.ts';
import { DeviceDirectory, DeviceMessageLimit, DeviceService, registerDeviceRoutes } from './features/devices/index.ts';
import { MessageService, registerMessageRoutes, TopicWatch } from './features/messages/index.ts';
import { Metrics, registerOperationRoutes } from './features/operations/index.ts';
import { SelfReporter, selfSecret } from './features/self-monitoring/index.ts';
import { registerUsageRoutes, UsageCounter, UsageService } from './features/usage/index.ts';
import { registerUserRoutes, UserService } from './features/users/index.ts';
import { ensureFirstStart, type FirstStart } from './first-start.ts';
import type { AppEvents } from './kernel/events.ts';
import { Broker } from './platform/broker/broker.ts';
import { attachWebSocket } from './platform/broker/websocket.ts';
import { Bus } from './platform/bus/bus.ts';
import type { Database } from './platform/database/database.ts';
import { openDatabase } from './platform/database/open.ts';
import { ActionRouter } from './platform/http/action-router.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { registerOpenApi } from './platform/http/openapi.ts';
import { PgBossJobs } from './platform/jobs/pg-boss-jobs.ts';
import { SecretBox } from './platform/secrets/secret-box.ts';
import { readOrMakeSecretKey } from './platform/secrets/secret-key.ts';

export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly version: string;
  readonly migrationsDir: string;
  /** Epoch ms; tests move it. */
  readonly now?: () => number;
  /** Told when the server can no longer work, such as after the embedded database has died. */
  readonly onFailure: (error: Error) => void;
}

/** A server that accepts connections. */
export interface RunningApp {
  readonly httpUrl: string;
  readonly mqttUrl: string;
  readonly firstStart: FirstStart;
  readonly server: FastifyInstance;
  readonly database: Database;
  /** Stops accepting, finishes what is in hand, and closes everything. */
  stop(): Promise<void>;
}

/** Constructs and connects everything there is: the one place that knows all parts. Resolves when the server is ready. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, logger } = options;
  const now = options.now ?? Date.now;
  const reportError = (what: string) => (error: unknown) => logger.error({ err: error }, what);

  const tls =
    config.tlsCert && config.tlsKey
      ? { cert: await readFile(config.tlsCert), key: await readFile(config.tlsKey) }
      : undefined;
  const secretKey = await readOrMakeSecretKey(config);
  const secrets = new SecretBox({ secretKey });
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: options.migrationsDir,
    onFailure: options.onFailure,
    logger,
  });

  const bus = new Bus<AppEvents>({
    onListenerError: (error, name) => logger.error({ err: error, event: name }, 'a listener failed'),
  });
  const jobs = new PgBossJobs({ database, onError: reportError('background jobs') });
  const usage = new UsageCounter({ database, now, onError: reportError('usage counts could not be written') });
  const access = new AccessService({ database, bus, now });
  const users = new UserService({ database, access, now });
  const archivePolicy = { archiveDir: config.archiveDir, s3Hosts: config.archiveS3Hosts ?? [] };
  const applications = new ApplicationService({ database, bus, jobs, secrets, archivePolicy, now });
  const keys = new ApplicationKeyService({ database, bus, now });
  const tokens = new ApplicationTokenService({ database, access, bus, now });
  const directory = new DeviceDirectory({ database, bus });
  const devices = new DeviceService({ database, bus, now });
  const limit = new DeviceMessageLimit({ limit: config.deviceMessageLimit, now });
  const partitions = new StatePartitions({ database, now, onError: reportError('partitions could not be made') });
  const ingest = new StateIngest({ database, partitions });
  const states = new DeviceStateService({ database, devices, ingest, limit, bus, now });
  const usageService = new UsageService({ database, counter: usage, now });
  const archives = new ArchiveService({ database, jobs, applications, archivePolicy, now });
  const watch = new TopicWatch({ bus });
  const authenticator = new DeviceAuthenticator({ keys, directory });
  const deviceAuth = new DeviceAuthService({ database, access, authenticator, now });
  const connectionLog = new ConnectionLog({ database, onError: reportError('connection log') });
  const connections = new ConnectionService({
    authenticator,
    directory,
    limit,
    usage,
    log: connectionLog,
    bus,
    topics: [stateTopic(states)],
    now,
    logger,
  });
  const broker = new Broker<DeviceSession>({ hooks: connections, logger, ...(tls ? { tls } : {}) });
  const publish: ConstructorParameters<typeof MessageService>[0]['publish'] = (applicationId, message) =>
    broker.publish(applicationId, message);
  const commands = new DeviceCommandService({ database, devices, usage, bus, publish, now });
  const messages = new MessageService({ bus, usage, publish });
  const metrics = new Metrics({
    measurements: [
      { name: 'signalbox_states_stored', help: 'States stored since the start', read: () => ingest.stored },
      { name: 'signalbox_states_queued', help: 'States waiting to be stored', read: () => ingest.queued },
      { name: 'signalbox_mqtt_connections', help: 'Connected MQTT clients', read: () => broker.connectionCount },
      { name: 'signalbox_topic_watchers', help: 'Open event streams', read: () => watch.watcherCount },
    ],
  });

  const server = await createHttpServer({ logger, ...(tls ? { tls } : {}) });
  await registerOpenApi(server, { version: options.version });
  const router = new ActionRouter({ server, gatekeeper: access });
  registerOperationRoutes(server, {
    metrics,
    checkHealth: async () => {
      await database.query({ sql: 'select 1' });
    },
  });
  registerUserRoutes(router, users);
  registerApplicationRoutes(router, applications);
  registerApplicationKeyRoutes(router, keys);
  registerApplicationTokenRoutes(router, tokens);
  registerDeviceRoutes(router, devices);
  registerDeviceStateRoutes(router, states);
  registerDeviceCommandRoutes(router, commands);
  registerDeviceAuthRoutes(router, deviceAuth);
  registerUsageRoutes(router, usageService);
  registerMessageRoutes(router, { messages, watch, access });
  registerArchiveRoutes(router, archives);
  router.registerUnbuilt();
  defineApplicationJobs(jobs, database);
  defineArchiveJobs(jobs, archives);

  // From here on things run; whatever fails must leave nothing running behind.
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
    access.start();
    directory.start();
    watch.start();
    metrics.start();
    await partitions.start();
    running.push(() => partitions.stop());
    const firstStart = await ensureFirstStart({ config, database, users, applications, devices, keys, secrets });
    const left = await connectionLog.start(now());
    if (left > 0) logger.warn({ devices: left }, 'devices were still marked connected; the last stop was not orderly');
    usage.start();
    running.push(() => usage.stop());
    running.push(() => connectionLog.stop());
    await jobs.start();
    running.push(() => jobs.stop());
    await resumePurges(jobs, database);
    await archives.resume();
    running.push(() => ingest.stop());
    await server.listen({ host: config.host, port: config.httpPort });
    // Streams first: a stream that stays open would keep the server from closing.
    running.push(async () => {
      await server.close();
    });
    running.push(() => watch.stop());
    attachWebSocket(server.server, broker);
    connections.start(broker);
    await broker.listen({ host: config.host, port: config.mqttPort });
    running.push(() => broker.close());
    const httpUrl = toUrl(tls ? 'https' : 'http', config.host, (server.server.address() as AddressInfo).port);
    const mqttUrl = toUrl(tls ? 'mqtts' : 'mqtt', config.host, broker.port);
    if (firstStart.self && config.selfDevice) {
      const reporter = new SelfReporter({
        url: mqttUrl,
        self: firstStart.self,
        secret: selfSecret(secrets),
        readStored: () => ingest.stored,
        onError: reportError('self device'),
      });
      await reporter.start();
      running.push(() => reporter.stop());
    }
    return { httpUrl, mqttUrl, firstStart, server, database, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A URL that works when pasted on this machine: a wildcard address is reached through the loopback one. */
function toUrl(protocol: string, host: string, port: number): string {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${protocol}://${reachable}:${port}`;
}
