import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Composition, compose } from './compose.ts';
import { accessFeature } from './features/access/index.ts';
import { auditLogsFeature } from './features/audit-logs/index.ts';
import { connectionsFeature } from './features/connections/index.ts';
import { features } from './features.ts';
import type { BrokerTls } from './platform/broker/broker.ts';
import { isMqttUpgrade } from './platform/broker/websocket.ts';
import { Bus } from './platform/bus/bus.ts';
import { ClockWatch } from './platform/clock-watch.ts';
import { type ClusterNode, NodeRegistry, notServing } from './platform/cluster/node-registry.ts';
import { type Redis, RedisConnection } from './platform/cluster/redis.ts';
import { RemoteInvalidations } from './platform/cluster/remote-invalidations.ts';
import { SharedWindows } from './platform/cluster/streams/shared-windows.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database/database.ts';
import { openDatabase } from './platform/database/open.ts';
import { withStartLock } from './platform/database/start-lock.ts';
import { inTransaction } from './platform/database/transaction.ts';
import { drain } from './platform/drain.ts';
import type { FeatureDefinition, MadeAdministrator } from './platform/feature.ts';
import { ActionRouter } from './platform/http/action-router.ts';
import { closeHttpServer } from './platform/http/close-server.ts';
import { foreignSourcesOf, registerConsole, registerRootRoutes } from './platform/http/console.ts';
import { registerGuide } from './platform/http/guide.ts';
import { rewriteHost } from './platform/http/host-rewrite.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { LinkBase } from './platform/http/link-base.ts';
import { registerOpenApi } from './platform/http/openapi.ts';
import { LocalReplayWindows, type MakeReplayWindows } from './platform/http/replay-windows.ts';
import { PgBossJobs } from './platform/jobs/pg-boss-jobs.ts';
import { createMailer } from './platform/mail/mailer.ts';
import { checkPorts, describeListenError } from './platform/network/listen-error.ts';
import { checkSharedFolder } from './platform/objects/shared-folder.ts';
import { Readiness } from './platform/readiness.ts';
import { openSecretBox, sealCanary } from './platform/secrets/open-secret-box.ts';
import type { SecretBox } from './platform/secrets/secret-box.ts';
import { readSecretKey } from './platform/secrets/secret-key.ts';
import { createSmsSender } from './platform/sms/sms-sender.ts';

export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly version: string;
  readonly migrationsDir: string;
  /** Where the built web console is; without it none is served. */
  readonly consoleDir?: string;
  /** Where the documents are, rendered; without it none are served. */
  readonly guideDir?: string;
  /** The features of this server; left out: all of them. */
  readonly features?: readonly FeatureDefinition[];
  /** Epoch ms; tests move it. */
  readonly now?: () => number;
  /** Told when the server can no longer work, such as after the embedded database has died. */
  readonly onFailure: (error: Error) => void;
}

/** What a server says that may not serve at the moment. */
const answeredAlways: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);

/** A server that accepts connections. */
export interface RunningApp extends Composition {
  readonly httpUrl: string;
  readonly mqttUrl: string;
  /** Present when this start has made the administrator, or nobody has logged in yet with the password made for it. */
  readonly administrator: MadeAdministrator | undefined;
  /** Every route, as registered; HEAD and OPTIONS, which Fastify adds by itself, are left out. */
  readonly routes: readonly { readonly method: string; readonly url: string }[];
  /** The OpenAPI document. */
  describe(): object;
  /**
   * Moves clients off for as long as `SIGNALBOX_DRAIN_TIME` says, stops accepting, finishes what is in hand, and closes
   * everything. Called once more, it moves nobody any longer.
   */
  stop(): Promise<void>;
}

/** Opens the database, starts every feature in the order of the list, and resolves when all is ready. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, logger } = options;
  const places = {
    http: { host: config.host, port: config.httpPort, setting: 'SIGNALBOX_HTTP_PORT' },
    mqtt: { host: config.host, port: config.mqttPort, setting: 'SIGNALBOX_MQTT_PORT' },
  };
  // First: a start that must fail is to change nothing.
  await checkPorts(Object.values(places));
  const redis = config.redisUrl === undefined ? undefined : new RedisConnection({ url: config.redisUrl, logger });
  const tls = await readTls(config);
  const key = await readSecretKey(config);
  await redis?.start();
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: options.migrationsDir,
    reserveBytes: config.diskReserve * 1024 * 1024,
    onFailure: options.onFailure,
    logger,
    shared: config.redisUrl !== undefined,
  }).catch(async (error) => {
    await redis?.stop();
    throw error;
  });
  // What has been started, to be stopped in the opposite order; whatever fails must leave nothing running behind.
  const running: (() => Promise<unknown> | unknown)[] = [() => redis?.stop(), () => database.close()];
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
    let administrator: MadeAdministrator | undefined;
    const secrets = await openSecretBox({
      database,
      key,
      previousKeys: config.previousSecretKeys,
      acceptLoss: config.lostSecretKey === true,
      readSealed: (options.features ?? features).flatMap(({ readSealed }) => readSealed ?? []),
      onReplaced: (unreadable) => logger.warn({ unreadable }, 'stored secrets are encrypted with a new secret key now'),
    });
    const readiness = new Readiness();
    const node = redis
      ? new NodeRegistry({
          database,
          logger,
          elapsed: () => performance.now(),
          mayTakeOver: () => readiness.state === 'ready',
        })
      : undefined;
    const streams = redis && new SharedWindows({ redis, node, elapsed: () => performance.now() });
    const composition = createComposition({
      ...options,
      makeWindows: streams?.make,
      readiness,
      node,
      redis,
      database,
      secrets,
      tls,
      onAdministrator(made) {
        administrator = made;
      },
    });
    const { platform } = composition;
    const server = await createHttpServer({
      logger,
      trustedProxies: config.trustedProxies,
      takesUpgrade: isMqttUpgrade,
      isDraining: () => platform.readiness.state === 'draining',
      ...(node
        ? { refuse: (path: string) => (node.isHeld || answeredAlways.has(path) ? undefined : notServing()) }
        : {}),
      rewriteUrl: config.filesUrl === undefined ? undefined : rewriteHost(config.filesUrl, '/files'),
      ...(tls ? { tls: { ...tls, asksForCertificates: config.webSocketCertificates } } : {}),
    });
    const routes: { method: string; url: string }[] = [];
    server.addHook('onRoute', ({ method, url: path }) => {
      for (const each of [method].flat())
        if (each !== 'HEAD' && each !== 'OPTIONS') routes.push({ method: each, url: path });
    });
    await registerRoutes(server, composition, options);
    platform.clock.start();
    running.push(() => platform.clock.stop());
    for (const { feature } of composition.features) {
      feature.jobs?.(platform.jobs);
      if (feature.listens) running.push(platform.bus.listen(feature.listens));
    }
    if (redis && config.databaseUrl) {
      // Before anything is read that another server may change.
      const remote = new RemoteInvalidations({ url: config.databaseUrl, bus: platform.bus, logger });
      await remote.start();
      running.push(() => remote.stop());
      platform.bus.connect(remote);
    }
    if (node) {
      node.onLost(() => server.openStreams.end(server.openStreams.count));
      await node.start();
      running.push(() => node.stop());
    }
    if (streams) {
      await streams.start();
      // Before the lease is given back: whoever sees to what this server has left is to know that it has said all.
      running.push(() => streams.stop());
    }
    await withStartLock(database, async () => {
      if (config.sharedDir !== undefined) await checkSharedFolder(database.kysely, config.sharedDir);
      for (const { feature } of composition.features) {
        await feature.start?.();
        running.push(() => feature.stop?.());
      }
      await platform.jobs.start();
      running.push(() => platform.jobs.stop());
      if (config.previousSecretKeys) await rotateSecrets(composition);
    });
    await server.listen({ host: config.host, port: config.httpPort }).catch((error) => {
      throw describeListenError(error, places.http);
    });
    running.push(() => closeHttpServer(server));
    const httpUrl = toUrl(tls ? 'https' : 'http', config.host, (server.server.address() as AddressInfo).port);
    const { broker } = composition.api(connectionsFeature);
    const mqttUrl = () => toUrl(tls ? 'mqtts' : 'mqtt', config.host, broker.port ?? config.mqttPort);
    for (const { feature } of composition.features) {
      await feature.open?.({ http: httpUrl, mqtt: mqttUrl() });
      // Before the HTTP server closes: a stream that stays open would keep it from closing.
      running.push(() => feature.close?.());
    }
    const hurry = new AbortController();
    const movables = [server.openStreams, ...composition.features.flatMap(({ feature }) => feature.movable ?? [])];
    platform.readiness.opened();
    let stopping: Promise<void> | undefined;
    const drainAndStop = (): Promise<void> => {
      if (stopping) hurry.abort();
      platform.readiness.stopping();
      const ms = config.drainTime * 1000;
      stopping ??= drain(movables, { ms, signal: hurry.signal, now: platform.elapsed }).then(stop);
      return stopping;
    };
    return {
      ...composition,
      httpUrl,
      mqttUrl: mqttUrl(),
      administrator,
      routes,
      describe: () => server.swagger(),
      stop: drainAndStop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The platform and the features on it; constructors do no work, so the database need not be open. */
export function createComposition(
  options: Pick<AppOptions, 'config' | 'logger' | 'version' | 'features' | 'now'> & {
    onAdministrator?: (administrator: MadeAdministrator) => void;
    readiness?: Readiness;
    node?: ClusterNode | undefined;
    redis?: Redis | undefined;
    makeWindows?: MakeReplayWindows | undefined;
    database: Database;
    secrets: SecretBox;
    tls: BrokerTls | undefined;
  },
): Composition {
  const { config, database, logger, secrets, tls, version } = options;
  const now = options.now ?? Date.now;
  const elapsed = () => performance.now();
  const reportError = (what: string) => (error: unknown) => logger.error({ err: error }, what);
  return compose(options.features ?? features, {
    config,
    database,
    logger,
    secrets,
    tls,
    version,
    reportError,
    bus: new Bus({ onListenerError: (error, event) => logger.error({ err: error, event }, 'a listener failed') }),
    jobs: new PgBossJobs({ database, onError: reportError('background jobs') }),
    mailer: createMailer({ url: config.smtpUrl, from: config.mailFrom }),
    sms: createSmsSender({ url: config.smsUrl }),
    readiness: options.readiness ?? new Readiness(),
    node: options.node,
    redis: options.redis,
    makeWindows: options.makeWindows ?? (() => new LocalReplayWindows()),
    links: new LinkBase({ publicUrl: config.publicUrl, host: config.host }),
    now,
    elapsed,
    clock: new ClockWatch({ now, elapsed, logger }),
    onAdministrator: options.onAdministrator ?? (() => undefined),
  });
}

/** Every route of the server. Actions that no feature handles return 501. */
export async function registerRoutes(
  server: FastifyInstance,
  composition: Composition,
  { version, consoleDir, guideDir }: Pick<AppOptions, 'version' | 'consoleDir' | 'guideDir'>,
): Promise<void> {
  const { platform } = composition;
  // First, because it describes what is registered after it.
  await registerOpenApi(server, { version, resources: platform.resources });
  const mailLinks = composition.features.flatMap(({ feature }) => feature.mailLinks ?? []);
  const hasConsole =
    consoleDir !== undefined &&
    (await registerConsole(server, consoleDir, mailLinks, foreignSourcesOf(platform.config)));
  const hasGuide = guideDir !== undefined && (await registerGuide(server, guideDir));
  const { broker } = composition.api(connectionsFeature);
  registerRootRoutes(server, {
    version,
    hasConsole,
    hasGuide,
    localArchives: platform.config.archiveDir !== undefined,
    readMqtt: () => (broker.port === undefined ? undefined : { port: broker.port, tls: platform.tls !== undefined }),
  });
  const router = new ActionRouter({
    server,
    gatekeeper: composition.api(accessFeature).access,
    audit: composition.api(auditLogsFeature).audit,
    resources: platform.resources,
    table: platform.actions,
    isDiskFull: () => platform.database.isDiskFull,
  });
  for (const { feature } of composition.features) feature.routes?.(router);
  router.registerUnbuilt();
}

/** Moves every stored secret to the present secret key, all or nothing: afterwards the former keys are no longer needed. */
async function rotateSecrets({ platform, features: created }: Composition): Promise<void> {
  const count = await inTransaction(platform.database, async (tx) => {
    await sealCanary(tx, platform.secrets);
    let resealed = 0;
    for (const { feature } of created) resealed += (await feature.resealSecrets?.(tx)) ?? 0;
    return resealed;
  });
  platform.logger.info({ secrets: count }, 'stored secrets were encrypted again with the present secret key');
}

async function readTls({ tlsCert, tlsKey, tlsClientCa }: Config): Promise<BrokerTls | undefined> {
  if (!tlsCert || !tlsKey) return undefined;
  return {
    cert: await readFile(tlsCert),
    key: await readFile(tlsKey),
    ...(tlsClientCa ? { clientCa: await readFile(tlsClientCa) } : {}),
  };
}

/** A URL that works when pasted on this machine: a wildcard address is reached through the loopback one. */
function toUrl(protocol: string, host: string, port: number): string {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${protocol}://${reachable}:${port}`;
}
