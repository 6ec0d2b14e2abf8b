import { defineFeature } from '../../platform/feature.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { eventsFeature } from '../events/index.ts';
import { NotificationDelivery } from './delivery.ts';
import { NotificationOutbox } from './outbox.ts';
import { Reminders } from './reminders.ts';
import { readSealedChannels, resealChannels } from './reseal.ts';
import { notificationResource, notificationRuleResource } from './resource.ts';
import { registerNotificationRoutes } from './routes.ts';
import { NotificationRuleService } from './rule-service.ts';
import { NotificationService } from './service.ts';

const cleanJob = 'notifications.clean';

/** Who is told of events, and how: by mail, by a signed call, in the console. */
export const notificationsFeature = defineFeature({
  name: 'notifications',
  needs: { applicationLog: applicationLogFeature, events: eventsFeature },
  resources: [notificationRuleResource, notificationResource],
  readSealed: readSealedChannels,
  create(platform, { applicationLog: { applicationLog }, events: { events } }) {
    const { config, database, logger, mailer, now, reportError, secrets } = platform;
    const callbackPolicy = { allowedHosts: config.callbackHosts ?? [] };
    const onError = reportError('notifications');
    const base = config.publicUrl;
    const delivery = new NotificationDelivery({
      database,
      secrets,
      mailer,
      callbackPolicy,
      base,
      logger,
      onError,
      now,
    });
    const outbox = new NotificationOutbox({ now, applicationLog, wakeAfter: (tx) => delivery.wakeAfter(tx) });
    const reminders = new Reminders({ database, events, outbox, onError, now });
    const rules = new NotificationRuleService({ database, secrets, mailer, callbackPolicy, outbox, now });
    const service = new NotificationService({ database, delivery, now });
    events.contribute((tx, occurrence) => outbox.tell(tx, occurrence));
    return {
      api: { delivery, reminders, service },
      routes: (router) => registerNotificationRoutes(router, { rules, service }),
      jobs(jobs) {
        jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, () => service.clean());
        jobs.schedule(cleanJob, '25 * * * *');
      },
      resealSecrets: (tx) => resealChannels(tx, secrets),
      async start() {
        await delivery.start();
        reminders.start();
      },
      async stop() {
        await Promise.all([delivery.stop(), reminders.stop()]);
      },
    };
  },
});
