import type { Limit, LimitName } from '../../kernel/limits.ts';
import type { Config } from '../../platform/config.ts';
import { defineFeature } from '../../platform/feature.ts';
import { LimitLeases } from './leases.ts';
import { Limits } from './limits.ts';
import { registerLimitRoutes } from './routes.ts';
import { LimitService } from './service.ts';

/** How much an application may have, send and store, so that none takes it from the others. */
export const limitsFeature = defineFeature({
  name: 'limits',
  create({ config, database, bus, elapsed, reportError }) {
    const onError = reportError('the limits of an application could not be read');
    const limits = new Limits({ database, settings: readSettings(config), elapsed, onError });
    const leases = new LimitLeases({ limits, database, elapsed });
    return {
      api: { limits, leases },
      routes: (router) => registerLimitRoutes(router, new LimitService({ database, limits, leases, bus })),
      listens: {
        'limits.changed': () => limits.forget(),
        'application.changed': () => limits.forget(),
        'caches.stale': () => limits.forget(),
      },
      stop: () => leases.stop(),
    };
  },
});

function readSettings(config: Config): Record<LimitName, Limit> {
  return {
    devices: config.devicesLimit,
    fileBytes: config.fileSpaceLimit,
    dataTableRows: config.dataTableRowsLimit,
    workflows: config.workflowsLimit,
    dashboards: config.dashboardsLimit,
    storedEvents: config.storedEventsLimit,
    statesPerDay: config.dailyStatesLimit,
    storedBytesPerDay: config.dailyStorageLimit,
    commands: config.commandLimit,
    connects: config.connectLimit,
    events: config.eventLimit,
    deviceMessages: config.deviceMessageLimit,
  };
}
