import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, notFound } from '../../kernel/errors.ts';
import { checkQuery } from './query.ts';
import type { RouteMethods } from './route-methods.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The query need not be percent-encoded UTF-8: the route reads it itself. */
    takesAnyQuery?: boolean;
  }
}

/** Where MQTT over WebSocket is served: the one path with an upgrade. */
export const webSocketPath = '/mqtt';

/**
 * OPTIONS that is no browser's preflight names the methods of the path (RFC 9110, 9.3.7); preflights are left to CORS,
 * which answers them for every path. Register before CORS.
 */
export function registerOptions(server: FastifyInstance, methods: RouteMethods): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'OPTIONS') return undefined;
    const { origin, 'access-control-request-method': asked } = request.headers;
    if (origin !== undefined && asked !== undefined) return undefined;
    const path = pathOf(request);
    const known = path === '*' ? ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST'] : methods.at(path);
    reply.header('access-control-allow-origin', '*');
    if (known.length === 0) throw notFound(`OPTIONS ${path}`);
    return reply
      .code(204)
      .header('allow', [...known, 'OPTIONS'].join(', '))
      .send();
  });
}

/**
 * What is refused on every path alike, before a route looks at the request. Register after CORS, so that pages of other
 * origins can read the refusal.
 */
export function registerRequestChecks(server: FastifyInstance, methods: RouteMethods): void {
  server.addHook('onRequest', async (request, reply) => {
    // RFC 9112, 3.2. Node.js would answer this one itself, without a body.
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new AppError('Validation', 'The Host header is missing');
    }
    checkFraming(request, reply);
    checkPath(request, reply, methods);
  });
  server.addHook('preParsing', async (request, reply, payload) => {
    checkEncoding(request, reply);
    return payload;
  });
  server.addHook('preValidation', async (request) => {
    if (!request.routeOptions.config.takesAnyQuery) checkQuery(request.query);
  });
}

/** What Node.js lets through: which of two hosts is meant nobody knows, and what is coded is no body (RFC 9112, 3.2 and 6.1). */
function checkFraming({ raw: { rawHeaders, headers } }: FastifyRequest, reply: FastifyReply): void {
  let hosts = 0;
  // Names and values in turn.
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) {
    reply.header('connection', 'close');
    throw new AppError('Validation', 'There is more than one Host header');
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && !/^\s*chunked\s*$/i.test(coding)) {
    reply.header('connection', 'close');
    throw new AppError('NotImplemented', `Transfer-Encoding ${coding} is not offered: only chunked is`);
  }
}

function checkPath(request: FastifyRequest, reply: FastifyReply, methods: RouteMethods): void {
  const path = pathOf(request);
  const { upgrade = '', 'sec-websocket-key': key } = request.headers;
  if (key !== undefined && /\bwebsocket\b/i.test(upgrade)) {
    throw new AppError('NotFound', `There is no WebSocket at ${path}; MQTT over WebSocket is at ${webSocketPath}`);
  }
  if (path === webSocketPath && request.method === 'GET') {
    reply.header('upgrade', 'websocket').header('connection', 'Upgrade');
    throw new AppError('UpgradeRequired', `${webSocketPath} speaks MQTT over WebSocket only`);
  }
  // No name or id of ours holds the character, and no file can.
  if (/%00/.test(path)) throw notFound(`${request.method} ${path}`);
  if (request.is404) {
    const known = methods.at(path);
    if (known.length > 0 && !known.includes(request.method)) {
      reply.header('allow', [...known, 'OPTIONS'].join(', '));
      throw new AppError(
        'MethodNotAllowed',
        `${request.method} is not a method of ${path}; there is ${known.join(', ')}`,
      );
    }
    throw notFoundAt(request, path);
  }
  // A parameter at the end of a route also matches nothing at all.
  if (path.endsWith('/') && /:\w+$/.test(request.routeOptions.url ?? '')) throw notFoundAt(request, path);
}

function notFoundAt(request: FastifyRequest, path: string): AppError {
  const words = `${request.method} ${path} was not found`;
  const hint = path.length > 1 && path.endsWith('/') ? '; a path does not end in /' : '';
  return new AppError('NotFound', `${words}${hint}`);
}

/** Bodies are JSON in UTF-8, as they are: compressed ones could grow a thousandfold, and nothing of ours is large. */
function checkEncoding(request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && !/^\s*(identity)?\s*$/i.test(coding)) {
    reply.header('accept-encoding', 'identity');
    throw new AppError('UnsupportedMediaType', `Content-Encoding ${coding} is not offered: send the body uncompressed`);
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new AppError('UnsupportedMediaType', `charset ${charset} is not offered: JSON is UTF-8`);
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
