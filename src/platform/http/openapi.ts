import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** Must be registered before the routes it is to describe. */
export async function registerOpenApi(server: FastifyInstance, options: { version: string }): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Signalbox API',
        version: options.version,
        description:
          'Devices, their data and everything around them. Log in with POST /auth/user, then send the token as ' +
          '`Authorization: Bearer <token>`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'none', filter: true, displayOperationId: true, tryItOutEnabled: true },
    theme: { title: 'Signalbox API' },
  });
  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.serializer((payload: unknown) => JSON.stringify(payload)).send(server.swagger()),
  );
}
