import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { describeResources } from '../resources/describe.ts';
import type { ResourceRegistry } from '../resources/resource.ts';
import { errorAnswer } from './schemas.ts';

interface RouteSchema {
  readonly hide?: boolean;
  readonly security?: readonly { [name: string]: readonly string[] }[];
  readonly response?: object;
  readonly 'x-not-built'?: boolean;
}

/**
 * Adds the errors that every action can respond with. Only the document has them: as part of the routes they would be compiled
 * a few hundred times over at every start, though errors are written without a schema.
 */
function withErrors(schema: RouteSchema | undefined): FastifySchema {
  if (!schema || schema.hide) return { ...schema, hide: true };
  const statuses = schema['x-not-built'] ? [501] : [400];
  if (schema.security && schema.security.length > 0) statuses.push(401, 403, 404);
  const errors = Object.fromEntries(statuses.map((status) => [status, errorAnswer]));
  return { ...schema, response: { ...errors, ...schema.response } } as FastifySchema;
}

/**
 * What the reference page may do: itself and nothing else. The package's own policy would also ask the browser to fetch its
 * scripts over HTTPS, which a server on a plain network does not speak.
 */
const referencePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Must be registered before the routes it is to describe. */
export async function registerOpenApi(
  server: FastifyInstance,
  options: { version: string; resources: ResourceRegistry },
): Promise<void> {
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
      // What the console and the command line know of each resource; see describeResources.
      ...{ 'x-resources': describeResources(options.resources) },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: ({ schema, url }) => ({ schema: withErrors(schema as RouteSchema), url }),
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: referencePolicy,
    uiConfig: { docExpansion: 'none', filter: true, displayOperationId: true, tryItOutEnabled: true },
    theme: { title: 'Signalbox API' },
  });
  // Anybody may ask for it, and making it takes a good part of a second, packing it some hundredths.
  let made: OpenApiDocument | undefined;
  server.get('/openapi.json', { compress: false, schema: { hide: true } }, async (request, reply) => {
    made ??= makeDocument(server.swagger());
    reply.headers({ etag: made.etag, vary: 'accept-encoding', 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === made.etag) return reply.code(304).send();
    reply.type('application/json; charset=utf-8');
    if (/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(request.headers['accept-encoding'] ?? ''))) {
      return reply.header('content-encoding', 'gzip').send(made.packed);
    }
    return reply.send(made.plain);
  });
}

/** As bytes: all who ask are given the same, where each text would be a copy until its reader has taken it. */
interface OpenApiDocument {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

function makeDocument(document: object): OpenApiDocument {
  const plain = Buffer.from(JSON.stringify(document));
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 32);
  return { plain, packed: gzipSync(plain), etag: `W/"${digest}"` };
}
