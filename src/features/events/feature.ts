import { defineFeature } from '../../platform/feature.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { accessFeature } from '../access/index.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { deviceStateFeature } from '../device-state/index.ts';
import { exportsFeature } from '../exports/index.ts';
import { limitsFeature } from '../limits/index.ts';
import { usageFeature } from '../usage/index.ts';
import { EventChanges } from './changes.ts';
import { EventExports } from './event-exports.ts';
import { Events } from './events.ts';
import { defineEventJobs } from './jobs.ts';
import { pruneEvents } from './prune.ts';
import { eventChangeResource, eventResource } from './resource.ts';
import { registerEventRoutes } from './routes.ts';
import { EventService } from './service.ts';
import { readTally } from './store.ts';
import { EventWatch } from './stream.ts';

const dayMs = 24 * 3_600_000;
/** Events that all transactions of a moment may create together before any of them sees the others'. */
const createdAtOnce = 1_000;

/** What has happened in an application and somebody should know of. */
export const eventsFeature = defineFeature({
  name: 'events',
  needs: {
    access: accessFeature,
    applicationLog: applicationLogFeature,
    deviceState: deviceStateFeature,
    exports: exportsFeature,
    limits: limitsFeature,
    usage: usageFeature,
  },
  resources: [eventResource, eventChangeResource],
  create(platform, needs) {
    const { bus, config, database, links, logger, now, reportError } = platform;
    const { access } = needs.access;
    const { applicationLog } = needs.applicationLog;
    needs.limits.limits.countBy('storedEvents', { count: readTally, addedAtOnce: createdAtOnce });
    const events = new Events({ bus, limits: needs.limits.limits, usage: needs.usage.counter, applicationLog, now });
    const service = new EventService({ database, events, now });
    const { ingest } = needs.deviceState;
    const isReporting = () => ingest.isReporting;
    const onError = reportError('changes of events');
    const changes = new EventChanges({ database, events, logger, isReporting, onError, now });
    const watch = new EventWatch(platform);
    const exports = new EventExports({ database, exports: needs.exports.requested });
    return {
      api: { events, changes, service },
      routes: (router) => registerEventRoutes(router, { service, changes, exports, links, watch, access }),
      jobs: (all) =>
        defineEventJobs(all, {
          changes,
          async prune(signal) {
            if (config.keepEvents === null || !platform.clock.mayRemoveByAge()) return;
            const before = now() - config.keepEvents * dayMs;
            await pruneEvents(database, events, { before, pace: new IngestYield({ database, isReporting }), signal });
          },
        }),
      listens: watch.listens,
      metrics: [
        {
          name: 'signalbox_event_watchers',
          help: 'Open streams of events of applications',
          read: () => watch.windows.watcherCount,
        },
      ],
      start: () => changes.start(),
      stop: () => changes.stop(),
      close: () => watch.windows.clear(),
    };
  },
});
