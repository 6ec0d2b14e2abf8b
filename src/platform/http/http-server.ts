import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { createNetworkMatcher } from '../../kernel/client-address.ts';
import { type AppError, notFound } from '../../kernel/errors.ts';
import { longestBodyMs, registerBodyTimeout } from './body-timeout.ts';
import { maxBodyBytes, nameUnstorable, toAppError, writeError } from './error-answers.ts';
import { answerExpectContinue } from './expect-continue.ts';
import { forgetBody } from './forget-body.ts';
import { parseJsonBody } from './json-body.ts';
import { OpenStreams } from './open-streams.ts';
import { parseQuery } from './query.ts';
import { answerConnect, answerExpectation, answerParserError } from './raw-answers.ts';
import { registerOptions, registerRequestChecks } from './request-checks.ts';
import { RouteMethods } from './route-methods.ts';
import { createSerializerCompiler } from './serialization.ts';
import { createValidatorCompiler } from './validation.ts';

declare module 'fastify' {
  interface FastifyInstance {
    openStreams: OpenStreams;
  }
}

export interface HttpServerOptions {
  readonly logger: FastifyBaseLogger;
  /** Addresses or networks whose X-Forwarded headers are believed; undefined: nobody's. */
  readonly trustedProxies?: readonly string[] | undefined;
  /**
   * With `clientCa` or `asksForCertificates`, a certificate is asked for and none is needed: whoever needs one looks whether
   * it was given.
   */
  readonly tls?: {
    readonly cert: Buffer;
    readonly key: Buffer;
    readonly clientCa?: Buffer;
    readonly asksForCertificates?: boolean;
  };
  /**
   * Which requests with an `Upgrade` header the server's `upgrade` listener takes. All others are served as if they had
   * none (RFC 9110, 7.8): some clients, Java's among them, offer HTTP/2 with every request.
   */
  readonly takesUpgrade?: (request: IncomingMessage) => boolean;
  /** Whether the server is going to stop: clients are then told to bring their next request on another connection. */
  readonly isDraining?: () => boolean;
  /** Why no request to the path is served now; undefined: they are. Left out: they always are. */
  readonly refuse?: (path: string) => AppError | undefined;
  /** The path (with query) that a request is served as. */
  readonly rewriteUrl?: ((request: IncomingMessage) => string) | undefined;
  /** Compiles the schemas of a route when it is registered, so that a wrong one is found then; else when a request comes. */
  readonly compilesAhead?: boolean;
}

/**
 * JSON becomes five to ten times smaller. Shorter answers than two packets gain nothing, and those that devices and programs
 * get most often are shorter. Gzip, as every client has it; at a low level, as the server has more to do. Up to 64 KiB at once: that takes a
 * quarter of a millisecond, and a stream of its own for each answer two to four times as long, with a buffer that has the
 * collector look at the whole heap every few hundred answers.
 */
const compression = {
  encodings: ['gzip' as const],
  customTypes: /^application\/json\b/,
  threshold: 2048,
  syncThreshold: 64 * 1024,
  zlibOptions: { level: 4 },
  globalDecompression: false,
};

/**
 * Fastify with the conventions that every route shares: error envelope, CORS for bearer tokens, bounded bodies and
 * query strings, request ids. Routes are added by the action router; this module knows none.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const http: ServerOptions = {
    // Node.js 24.9 and newer ask; older ones hand every upgrade to the listener.
    shouldUpgradeCallback: options.takesUpgrade ?? (() => false),
    // Checked by us, who answer with the envelope.
    requireHostHeader: false,
  };
  const server = fastify({
    loggerInstance: options.logger,
    ...(options.tls ? {} : { http }),
    https: options.tls ? { ...toTlsOptions(options.tls), ...http } : null,
    bodyLimit: maxBodyBytes,
    trustProxy: options.trustedProxies ? createNetworkMatcher(options.trustedProxies) : false,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    // For the headers Node.js gives a minute, for the bodies of all but uploads `registerBodyTimeout`.
    requestTimeout: longestBodyMs,
    ...(options.rewriteUrl ? { rewriteUrl: options.rewriteUrl } : {}),
    keepAliveTimeout: 72_000,
    // Requests in hand are finished; connections that only wait for another one are not waited for.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256, querystringParser: parseQuery },
    frameworkErrors: (error, request, reply) => writeError(reply, request, toAppError(error)),
    clientErrorHandler: answerParserError,
  });
  server.server.on('checkExpectation', answerExpectation);
  answerExpectContinue(server.server);
  server.server.on('connect', answerConnect);
  // The parser of Node.js goes on taking errors for the upgraded protocol's: a next request that it cannot read would never
  // be answered. So there is none on this connection.
  server.server.prependListener('request', ({ headers }: IncomingMessage, response: ServerResponse) => {
    if (headers.upgrade !== undefined) response.shouldKeepAlive = false;
  });
  // Beyond a number of headers Node.js drops them without a word; 16 KiB are bound enough.
  server.server.maxHeadersCount = 0;
  const methods = new RouteMethods();
  server.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) methods.add(route.url, method);
  });
  const ahead = options.compilesAhead ?? false;
  server.setValidatorCompiler(createValidatorCompiler({ ahead }));
  server.setSerializerCompiler(createSerializerCompiler({ ahead }));
  server.setErrorHandler(async (error, request, reply) => {
    const { bodyLimit } = request.routeOptions;
    const appError = nameUnstorable(toAppError(error, bodyLimit === undefined ? {} : { bodyLimit }), request);
    if (appError.type === 'Internal') request.log.error({ err: error, requestId: request.id }, 'request failed');
    if (appError.status === 413) await forgetBody(request.raw);
    writeError(reply, request, appError);
    return reply;
  });
  server.setNotFoundHandler((request, reply) => {
    writeError(reply, request, notFound(`${request.method} ${request.url.split('?', 1)[0]}`));
  });
  // Some clients label an absent body as JSON; only an unparseable body that is there is an error.
  server.removeContentTypeParser(['text/plain', 'application/json']);
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as AppError, undefined);
    }
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    // Answers are data: whatever a browser takes one for, it may load nothing, run nothing and be framed by nobody.
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
    if (options.tls) reply.header('strict-transport-security', 'max-age=31536000');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (options.isDraining?.()) reply.header('connection', 'close');
    done();
  });
  if (options.refuse) {
    const { refuse } = options;
    server.addHook('onRequest', (request, _reply, done) => done(refuse(request.url.split('?', 1)[0] ?? '')));
  }
  server.decorate('plainErrorPaths', []);
  await server.register(compress, compression);
  // Streams never end by themselves, so closing would wait for them for ever.
  const openStreams = new OpenStreams();
  server.decorate('openStreams', openStreams);
  server.addHook('preClose', async () => {
    for (const stream of openStreams) stream.end();
  });
  registerBodyTimeout(server);
  registerOptions(server, methods);
  await server.register(cors, {
    // Bearer tokens travel in a header that no browser adds by itself, so any origin may call.
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Accept',
      'Accept-Version',
      'losantdomain',
      'Last-Event-ID',
      'If-Match',
      'If-None-Match',
      'Range',
    ],
    exposedHeaders: [
      'ETag',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'RateLimit-Policy',
      'RateLimit',
      'X-Request-Id',
      'X-Truncated',
    ],
    maxAge: 86_400,
  });
  registerRequestChecks(server, methods);
  return server;
}

function toTlsOptions({ cert, key, clientCa, asksForCertificates = false }: NonNullable<HttpServerOptions['tls']>) {
  const requestCert = clientCa !== undefined || asksForCertificates;
  return { cert, key, requestCert, rejectUnauthorized: false, ...(clientCa ? { ca: clientCa } : {}) };
}
