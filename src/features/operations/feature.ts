import { defineFeature } from '../../platform/feature.ts';
import { databaseCheck } from './database-check.ts';
import { Metrics } from './metrics.ts';
import { registerOperationRoutes } from './routes.ts';

/** What operators and their tools ask the server. */
export const operationsFeature = defineFeature({
  name: 'operations',
  create({ database, node, redis, offers, readiness }) {
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
          isRedisAway: () => redis?.state === 'away',
        });
      },
      metrics: redis
        ? [
            {
              name: 'signalbox_redis_connected',
              help: 'Whether Redis is reached (1) or away (0).',
              read: () => (redis.state === 'connected' ? 1 : 0),
            },
            {
              name: 'signalbox_redis_messages_dropped',
              help: 'Messages for other servers that were not given to Redis, because it was away or too slow.',
              read: () => redis.dropped,
            },
          ]
        : [],
      start: () => metrics.start(offers.measurements),
    };
  },
});
