import { sql } from 'kysely';
import { Broker } from '../../platform/broker/broker.ts';
import { attachWebSocket } from '../../platform/broker/websocket.ts';
import { defineFeature } from '../../platform/feature.ts';
import { definePruneJob } from '../../platform/jobs/prune-job.ts';
import { describeListenError } from '../../platform/network/listen-error.ts';
import { accessFeature } from '../access/index.ts';
import { applicationKeysFeature } from '../application-keys/index.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { certificatesFeature } from '../certificates/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { usageFeature } from '../usage/index.ts';
import { DeviceAuthenticator } from './authenticator.ts';
import { ConnectionLog } from './connection-log.ts';
import { ConnectionContributors } from './contributor.ts';
import { DeviceAuthService } from './device-auth.ts';
import { LoginLog } from './login-log.ts';
import { registerDeviceAuthRoutes } from './routes.ts';
import { ConnectionService } from './service.ts';
import type { DeviceSession } from './session.ts';
import { ConnectionStatusService } from './status.ts';
import { registerConnectionStatusRoutes } from './status-routes.ts';
import { TopicListeners } from './topic-listeners.ts';
import { DeviceTraffic } from './traffic.ts';

/** Devices over MQTT: who may connect, what they may say and hear, and when they came and went. */
export const connectionsFeature = defineFeature({
  name: 'connections',
  needs: {
    access: accessFeature,
    applicationKeys: applicationKeysFeature,
    applicationLog: applicationLogFeature,
    certificates: certificatesFeature,
    devices: devicesFeature,
    limits: limitsFeature,
    usage: usageFeature,
  },
  create(platform, needs) {
    const { grantableActions: actions, bus, config, database, logger, node, now, redis, reportError, tls } = platform;
    const { access } = needs.access;
    const { applicationLog } = needs.applicationLog;
    const { devices, directory, limit } = needs.devices;
    const authenticator = new DeviceAuthenticator({
      keys: needs.applicationKeys.keys,
      certificates: needs.certificates.verifier,
      directory,
    });
    const loginLog = new LoginLog({ applicationLog, directory });
    const deviceAuth = new DeviceAuthService({ database, access, actions, authenticator, loginLog, now });
    const contributors = new ConnectionContributors();
    const status = new ConnectionStatusService({ database, devices, limit, bus, contributors, now });
    const log = new ConnectionLog({ database, directory, contributors, node, onError: reportError('connection log') });
    const listeners = new TopicListeners();
    const traffic = new DeviceTraffic({
      listeners,
      directory,
      limit,
      usage: needs.usage.counter,
      applicationLog,
      bus,
      topics: platform.offers.topics,
      logger,
    });
    const connections = new ConnectionService({
      authenticator,
      directory,
      leases: needs.limits.leases,
      traffic,
      log,
      applicationLog,
      loginLog,
      now,
      logger,
      node,
      createBroker: (sessions) =>
        new Broker<DeviceSession>({
          sessions,
          messages: traffic,
          logger,
          database,
          node,
          redis,
          bus,
          ...(tls ? { tls } : {}),
        }),
    });
    const { broker } = connections;
    node?.onLost(() => broker.disconnectSome(Number.POSITIVE_INFINITY, 'lease lost'));
    node?.onDeath(async (lost) => {
      const devices = await log.disconnectLost(lost, now());
      const wills = await broker.publishLeftWills(lost);
      await broker.forgetNode(lost);
      logger.warn(
        { node: lost, devices, wills },
        'a server has died; its devices are disconnected and their wills published',
      );
    });
    return {
      api: {
        broker,
        /** Those who add to the transactions that log who came and went. */
        contributors,
        /** Those who take messages on custom topics. */
        listeners,
        /** When devices came and went. */
        status,
        publish: broker.publish.bind(broker),
        reach: {
          isConnected: connections.isConnected.bind(connections),
          countDeliveries: traffic.countDeliveries.bind(traffic),
        },
      },
      routes(router) {
        registerDeviceAuthRoutes(router, deviceAuth);
        registerConnectionStatusRoutes(router, status);
        attachWebSocket(router.server.server, broker, { needsCertificate: tls?.clientCa !== undefined });
      },
      listens: connections.listens,
      jobs: (jobs) =>
        definePruneJob(jobs, {
          name: 'connections.prune',
          days: config.keepConnections,
          table: 'device_connection_log',
          key: 'device_connection_log_row_id',
          isOld: (before) => sql`time < ${before}`,
          // A device shows, and is found by, when it last came and went.
          isKept: sql`not exists (select from device_connection_log as newer
            where newer.device_row_id = device_connection_log.device_row_id
              and newer.connected = device_connection_log.connected and newer.time > device_connection_log.time)`,
          database,
          now,
          clock: platform.clock,
        }),
      metrics: [
        {
          name: 'signalbox_mqtt_connections',
          help: 'Connected MQTT clients',
          read: () => broker.connectionCount,
        },
      ],
      async start() {
        const left = await log.start(now());
        if (left > 0)
          logger.warn({ devices: left }, 'devices were still marked connected: the last stop was not orderly');
        await broker.claimLeftWills();
      },
      async stop() {
        connections.stop();
        await log.stop();
      },
      async open() {
        const wills = await broker.publishLeftWills(node?.id);
        if (wills > 0) logger.info({ wills }, 'published the wills of devices that the last stop has cut off');
        const place = { host: config.host, port: config.mqttPort, setting: 'SIGNALBOX_MQTT_PORT' };
        await broker.listen(place).catch((error) => {
          throw describeListenError(error, place);
        });
      },
      movable: {
        get count() {
          return broker.connectionCount;
        },
        end: (most) => broker.disconnectSome(most, 'server stopping'),
      },
      close: () => broker.close(),
    };
  },
});
