import { defineFeature } from '../../platform/feature.ts';
import { databaseCheck } from './database-check.ts';
import { Metrics } from './metrics.ts';
import { registerOperationRoutes } from './routes.ts';

/** What operators and their tools ask the server. */
export const operationsFeature = defineFeature({
  name: 'operations',
  create({ database, node, offers, readiness }) {
    const metrics = new Metrics();
    return {
      api: {},
      routes(router) {
        registerOperationRoutes(router.server, {
          metrics,
          checkDatabase: databaseCheck(database),
          readiness,
          isServing: () => node?.isHeld ?? true,
          isDiskFull: () => database.isDiskFull,
        });
      },
      start: () => metrics.start(offers.measurements),
    };
  },
});
