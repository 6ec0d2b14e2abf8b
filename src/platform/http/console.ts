import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';

/** Where the build leaves room for the one-time number of the page's own style elements. */
const noncePlace = '__STYLE_NONCE__';

/**
 * What the console may do: run its own scripts, talk to its own server, load nothing from elsewhere. Its component library
 * writes a few style elements (layout breakpoints); only those that carry this answer's number are applied.
 */
function consolePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Serves the web console under `/console/`: its files, whose names change with their content and which browsers keep for
 * ever, and for every other path below it the one page, which browsers never keep. Without a built console (a server run
 * from its sources) there is nothing under `/console/`.
 * @returns whether there is a console
 */
export async function registerConsole(server: FastifyInstance, folder: string): Promise<boolean> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (page === undefined) return false;
  await server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/console/assets/',
    schemaHide: true,
    decorateReply: false,
    index: false,
    // Made by the build, beside each file that gains from it.
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
  const sendPage = async (_request: unknown, reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', consolePolicy(nonce))
      .header('cross-origin-opener-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
      .send(page.replaceAll(noncePlace, nonce));
  };
  // The link of an invitation is the API's; whoever follows it in a browser wants to see something. Its secret goes on behind
  // the #, where no server sees it again.
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || request.routeOptions.url !== '/invites') return;
    reply.header('vary', 'Accept');
    if (!request.headers.accept?.includes('text/html')) return;
    const [, query = ''] = request.url.split('?', 2);
    await reply.redirect(`/console/invitation#${query}`);
  });
  // Likewise the link that confirms an e-mail, which is for people alone.
  server.get('/confirm-email', { schema: { hide: true } }, async (request, reply) => {
    const [, query = ''] = request.url.split('?', 2);
    return reply.redirect(`/console/confirm-email#${query}`);
  });
  server.get('/console', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/console/'));
  server.get('/console/', { schema: { hide: true } }, sendPage);
  server.get('/console/*', { schema: { hide: true } }, sendPage);
  return true;
}

const frontDoorAnswer = Type.Object({
  name: Type.String(),
  version: Type.String(),
  console: Type.Optional(Type.String()),
  reference: Type.String(),
  openapi: Type.String(),
  health: Type.String(),
  mqtt: Type.Optional(
    Type.Object({
      port: Type.Integer({ description: 'Of MQTT over TCP, on the host that answers this.' }),
      tls: Type.Boolean({ description: 'Whether that port speaks TLS, and only that.' }),
      webSocket: Type.String({ description: 'Path of MQTT over WebSocket, on the port that answers this.' }),
    }),
  ),
});

/** Where devices connect by MQTT over TCP. */
export interface MqttEndpoint {
  readonly port: number;
  /** Whether it speaks TLS, and only that. */
  readonly tls: boolean;
}

/**
 * `/`: a person is led to something to look at, a program is told where things are. `readMqtt` is asked at each call,
 * because a port that the operating system chose is known only once it is listened on.
 */
export function registerRootRoutes(
  server: FastifyInstance,
  options: { version: string; hasConsole: boolean; readMqtt: () => MqttEndpoint | undefined },
): void {
  const { version, hasConsole, readMqtt } = options;
  server.get(
    '/',
    {
      schema: {
        operationId: 'operations.describe',
        summary: 'Where things are on this server; a browser (Accept: text/html) is led to the console instead.',
        tags: ['operations'],
        security: [],
        response: { 200: frontDoorAnswer, 302: Type.Null({ description: 'To the console.' }) },
      },
    },
    async (request, reply) => {
      reply.header('vary', 'Accept');
      if (request.headers.accept?.includes('text/html')) return reply.redirect(hasConsole ? '/console/' : '/docs');
      const mqtt = readMqtt();
      return {
        name: 'Signalbox',
        version,
        ...(hasConsole ? { console: '/console/' } : {}),
        reference: '/docs',
        openapi: '/openapi.json',
        health: '/health',
        ...(mqtt ? { mqtt: { ...mqtt, webSocket: '/mqtt' } } : {}),
      };
    },
  );
}
