import { defineFeature } from '../../platform/feature.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { devicesFeature } from '../devices/index.ts';
import { eventsFeature } from '../events/index.ts';
import { AlarmClock } from './clock.ts';
import { markPending } from './clock-store.ts';
import { AlarmOccurrences } from './occurrences.ts';
import { ReportWatch } from './report-watch.ts';
import { alarmRuleResource } from './resource.ts';
import { RuleReview } from './review.ts';
import { registerAlarmRuleRoutes } from './routes.ts';
import { RuleSet } from './rule-set.ts';
import { AlarmRuleService } from './service.ts';

const reviewJob = 'alarmRules.review';

/** Events that need no workflow: a device is silent, or an attribute is beyond a limit. */
export const alarmRulesFeature = defineFeature({
  name: 'alarm-rules',
  needs: { devices: devicesFeature, deviceState: deviceStateFeature, events: eventsFeature },
  resources: [alarmRuleResource],
  create(platform, { deviceState: { ingest }, events: { events } }) {
    const { database, now, reportError } = platform;
    const rules = new RuleSet();
    const occurrences = new AlarmOccurrences({ database, events, now });
    const review = new RuleReview({ database, rules, now });
    const clock = new AlarmClock({ database, rules, occurrences, review, onError: reportError('alarm rules'), now });
    const watch = new ReportWatch({ rules, onTurn: () => clock.wakeSoon() });
    ingest.contribute(watch);
    const service = new AlarmRuleService({ database, clock, now });
    return {
      api: { clock },
      routes: (router) => registerAlarmRuleRoutes(router, service),
      jobs(jobs) {
        jobs.define(reviewJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, async () => {
          await markPending(database.kysely);
          clock.wake();
        });
        jobs.schedule(reviewJob, '*/10 * * * *');
      },
      listens: { ...watch.listens, ...clock.listens },
      start: () => clock.start(),
      stop: () => clock.stop(),
    };
  },
});
