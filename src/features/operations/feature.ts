import { defineFeature } from '../../platform/feature.ts';
import { Metrics } from './metrics.ts';
import { registerOperationRoutes } from './routes.ts';

/** What operators and their tools ask the server. */
export const operationsFeature = defineFeature({
  name: 'operations',
  create({ database, offers }) {
    const metrics = new Metrics();
    return {
      api: {},
      routes(router) {
        registerOperationRoutes(router.server, {
          metrics,
          checkHealth: async () => {
            await database.query({ sql: 'select 1' });
          },
          isDiskFull: () => database.isDiskFull,
        });
      },
      start: () => metrics.start(offers.measurements),
    };
  },
});
