import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../kernel/errors.ts';
import { notServing } from '../../platform/cluster/node-registry.ts';
import { errorAnswer } from '../../platform/http/schemas.ts';
import type { Readiness } from '../../platform/readiness.ts';
import type { Metrics } from './metrics.ts';

const notReady = {
  starting: 'The server is starting',
  draining: 'The server is stopping',
} as const;

/** What operators and their tools ask the server; none of it concerns an application, so none of it takes a token. */
export function registerOperationRoutes(
  server: FastifyInstance,
  options: {
    metrics: Metrics;
    /** @throws when the database does not respond */
    checkDatabase: () => Promise<void>;
    readiness: Readiness;
    /** False while a server that shares its database has lost its lease. */
    isServing: () => boolean;
    isDiskFull: () => boolean;
    /** Whether what servers that share a database tell each other is not heard at the moment. */
    isRedisAway: () => boolean;
  },
): void {
  const requireDatabase = async () => {
    try {
      await options.checkDatabase();
    } catch (cause) {
      throw new AppError('Unavailable', 'The database does not respond', { cause, retryAfter: 5 });
    }
  };

  server.get(
    '/health',
    {
      schema: {
        operationId: 'operations.health',
        summary:
          '200 when the server can serve: its database returns. diskFull: it can only read. degraded: Redis is away, so what other servers have to say comes late or not at all.',
        tags: ['operations'],
        security: [],
        response: { 200: Type.Object({ status: Type.Enum(['ok', 'diskFull', 'degraded']) }), 503: errorAnswer },
      },
    },
    async () => {
      await requireDatabase();
      if (options.isDiskFull()) return { status: 'diskFull' as const };
      return { status: options.isRedisAway() ? ('degraded' as const) : ('ok' as const) };
    },
  );

  server.get(
    '/ready',
    {
      schema: {
        operationId: 'operations.ready',
        summary:
          '200 when new clients should be sent to this server; 503 while it starts, while it is stopping, and while its database does not respond. For load balancers.',
        tags: ['operations'],
        security: [],
        response: { 200: Type.Object({ status: Type.Enum(['ready']) }), 503: errorAnswer },
      },
    },
    async () => {
      const { state } = options.readiness;
      if (state !== 'ready') throw new AppError('Unavailable', notReady[state], { retryAfter: 5 });
      await requireDatabase();
      if (!options.isServing()) throw notServing();
      return { status: 'ready' as const };
    },
  );

  server.get(
    '/metrics',
    {
      schema: {
        operationId: 'operations.metrics',
        summary: 'Metrics in the Prometheus text format.',
        tags: ['operations'],
        security: [],
        produces: ['text/plain'],
        response: { 200: Type.String() },
      },
    },
    async (_request, reply) => {
      const text = await options.metrics.render();
      return reply
        .type(options.metrics.contentType)
        .serializer((payload: string) => payload)
        .send(text);
    },
  );
}
