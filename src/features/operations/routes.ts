import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../kernel/errors.ts';
import { errorAnswer } from '../../platform/http/schemas.ts';
import type { Metrics } from './metrics.ts';

/** What operators and their tools ask the server; none of it concerns an application, so none of it takes a token. */
export function registerOperationRoutes(
  server: FastifyInstance,
  options: { metrics: Metrics; checkHealth: () => Promise<void>; isDiskFull: () => boolean },
): void {
  server.get(
    '/health',
    {
      schema: {
        operationId: 'operations.health',
        summary: '200 when the server can serve: its database returns. diskFull: it can only read.',
        tags: ['operations'],
        security: [],
        response: { 200: Type.Object({ status: Type.Enum(['ok', 'diskFull']) }), 503: errorAnswer },
      },
    },
    async () => {
      try {
        await options.checkHealth();
      } catch (cause) {
        throw new AppError('Unavailable', 'The database does not respond', { cause, retryAfter: 5 });
      }
      return { status: options.isDiskFull() ? ('diskFull' as const) : ('ok' as const) };
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
