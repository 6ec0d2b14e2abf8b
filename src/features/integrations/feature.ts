import { defineFeature } from '../../platform/feature.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { usageFeature } from '../usage/index.ts';
import { integrationBundleKind } from './bundle.ts';
import { meridianLink } from './links/meridian-link.ts';
import { runMqttLink } from './links/mqtt-link.ts';
import { particleLink } from './links/particle-link.ts';
import { pubSubLink } from './links/pubsub-link.ts';
import { IntegrationMessages } from './messages.ts';
import { IntegrationOutbox } from './outbox.ts';
import { PubSubSubscriptions } from './pubsub-subscriptions.ts';
import { readSealedIntegrationSecrets, resealIntegrationSecrets } from './reseal.ts';
import { integrationResource } from './resource.ts';
import { registerIntegrationRoutes } from './routes.ts';
import { IntegrationService } from './service.ts';
import { IntegrationSupervisor } from './supervisor.ts';

/** Connections to other systems: MQTT brokers, Google Pub/Sub, the Particle cloud, Meridian. */
export const integrationsFeature = defineFeature({
  name: 'integrations',
  needs: { applicationLog: applicationLogFeature, usage: usageFeature },
  resources: [integrationResource],
  readSealed: readSealedIntegrationSecrets,
  create(platform, { applicationLog: { applicationLog }, usage: { counter } }) {
    const { bus, config, database, elapsed, now, reportError, secrets } = platform;
    const policy = { allowedHosts: config.integrationHosts ?? [] };
    const emulatorHost = config.pubsubEmulatorHost;
    const shared = { database, applicationLog, secrets, policy, now, onError: reportError('integrations') };
    const messages = new IntegrationMessages({ ...shared, counter });
    const subscriptions = new PubSubSubscriptions({ ...shared, emulatorHost });
    const supervisor = new IntegrationSupervisor({
      ...shared,
      messages,
      elapsed,
      links: {
        mqtt: runMqttLink,
        googlePubSub: pubSubLink({
          emulatorHost,
          remember: (integrationId, pubSub, topics) => subscriptions.remember(integrationId, pubSub, topics),
        }),
        particle: particleLink({ baseUrl: config.particleUrl }),
        meridian: meridianLink({ baseUrl: config.meridianUrl }),
      },
    });
    const outbox = new IntegrationOutbox({ ...shared, wake: (rowId) => supervisor.wakeOutbox(rowId) });
    const integrations = new IntegrationService({ ...shared, bus, outbox });
    return {
      api: { integrations, messages, supervisor },
      routes: (router) => registerIntegrationRoutes(router, integrations),
      listens: {
        'integration.changed': () => {
          supervisor.wake();
          subscriptions.wake();
        },
        'application.deleted': () => {
          supervisor.wake();
          subscriptions.wake();
        },
        'invalidations.missed': () => {
          supervisor.wake();
          subscriptions.wake();
        },
      },
      metrics: [
        {
          name: 'signalbox_integration_connections',
          help: 'Integrations whose connection this server holds.',
          read: () => supervisor.connectionCount,
        },
      ],
      bundleKinds: [integrationBundleKind(integrations)],
      resealSecrets: (tx) => resealIntegrationSecrets(tx, secrets),
      open: async () => {
        await supervisor.start();
        subscriptions.start();
        outbox.start();
      },
      close: async () => {
        outbox.stop();
        await Promise.all([supervisor.stop(), subscriptions.stop()]);
        await messages.drain();
      },
    };
  },
});
