import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Config } from '../config.ts';
import type { MailLink } from '../feature.ts';

/** Where the build leaves room for the one-time number of the page's own style elements. */
const noncePlace = '__STYLE_NONCE__';

/** What of other hosts the console may show. */
export interface ForeignSources {
  /** Where files are, if that is a host of its own. */
  readonly filesUrl?: string | undefined;
  /** Hosts of pictures, of frames (`https:` for any), and origins of the tiles of maps. */
  readonly images?: readonly string[];
  readonly frames?: readonly string[];
  readonly tiles?: readonly string[];
  /** Sites that may show shared dashboards in a frame. */
  readonly embedders?: readonly string[];
}

/** As the operator has set them. */
export function foreignSourcesOf(
  config: Pick<Config, 'filesUrl' | 'imageHosts' | 'frameHosts' | 'embedHosts' | 'mapTiles' | 'mapSatellite'>,
): ForeignSources {
  const tiles = [config.mapTiles, config.mapSatellite].flatMap((url) => (url === undefined ? [] : new URL(url).origin));
  return {
    filesUrl: config.filesUrl,
    images: config.imageHosts ?? [],
    frames: (config.frameHosts ?? []).map((host) => (host === '*' ? 'https:' : `https://${host}`)),
    tiles: [...new Set(tiles)],
    embedders: (config.embedHosts ?? []).map((host) => `${isLoopback(host) ? 'http' : 'https'}://${host}`),
  };
}

/** A page on the operator's own machine, where there is no certificate. */
function isLoopback(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host);
}

function listed(sources: readonly string[] = []): string {
  return sources.map((source) => ` ${source}`).join('');
}

/**
 * What the console may do: run its own scripts, talk to its own server, load nothing from elsewhere. Its component library
 * writes a few style elements (layout breakpoints); only those that carry this answer's number are applied.
 * @param ancestors sites that may show the page in a frame
 */
function consolePolicy(
  nonce: string,
  { filesUrl, images = [], frames = [], tiles = [] }: ForeignSources,
  ancestors: readonly string[] = [],
): string {
  // Files on a host of their own are shown and uploaded by the console too.
  const files = filesUrl === undefined ? '' : ` ${filesUrl}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:${files}${listed(images)}${listed(tiles)}`,
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${files}${listed(tiles)}`,
    // Maps are drawn in a thread of their own; pages of dashboards in frames that can do nothing here.
    "worker-src 'self' blob:",
    `frame-src 'self'${listed(frames)}`,
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
  ].join('; ');
}

/**
 * Serves the web console under `/console/`: its files, whose names change with their content and which browsers keep for
 * ever, and for every other path below it the one page, which browsers never keep. Without a built console (a server run
 * from its sources) there is nothing under `/console/`.
 * @param links what the features' mails link to
 * @param foreign what of other hosts it may show
 * @returns whether there is a console
 */
export async function registerConsole(
  server: FastifyInstance,
  folder: string,
  links: readonly MailLink[],
  foreign: ForeignSources = {},
): Promise<boolean> {
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
    setHeaders: (reply, path) => {
      // The thread of maps asks for their tiles itself, under the policy that its own file came with.
      if (!/-worker-[^/]*\.js(\.\w+)?$/.test(path)) return;
      reply.header('content-security-policy', `default-src 'none'; connect-src 'self'${listed(foreign.tiles)}`);
    },
  });
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64');
    // What is shared can do nothing with a session, so nobody can be made to click something away.
    const isShared = request.url.split('?', 1)[0] === '/console/shared';
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', consolePolicy(nonce, foreign, isShared ? foreign.embedders : []))
      .header('cross-origin-opener-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
      .send(page.replaceAll(noncePlace, nonce));
  };
  // Never kept: a browser must find out at once that there is a new one. The build writes it, see console/service-worker.js.
  const worker = await readFile(join(folder, 'service-worker.js'), 'utf8');
  server.get('/console/service-worker.js', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'no-cache')
      // Of the worker itself, which fetches for its pages.
      .header('content-security-policy', "default-src 'none'; connect-src 'self'")
      .send(worker),
  );
  registerMailLinks(server, links);
  server.get('/console', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/console/'));
  server.get('/console/', { schema: { hide: true } }, sendPage);
  server.get('/console/*', { schema: { hide: true } }, sendPage);
  return true;
}

/** Leads browsers from the links of mails to their pages. What such a link says goes on behind the #, where no server sees it again. */
function registerMailLinks(server: FastifyInstance, links: readonly MailLink[]): void {
  const toPage = ({ page }: MailLink, { url }: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(`/console/${page}#${url.split('?', 2)[1] ?? ''}`);
  const ofActions = new Map(links.filter(({ isAction }) => isAction).map((link) => [link.path, link]));
  server.addHook('onRequest', async (request, reply) => {
    const link = request.method === 'GET' ? ofActions.get(request.routeOptions.url ?? '') : undefined;
    if (!link) return;
    reply.header('vary', 'Accept');
    if (request.headers.accept?.includes('text/html')) await toPage(link, request, reply);
  });
  for (const link of links.filter(({ isAction }) => !isAction))
    server.get(link.path, { schema: { hide: true } }, async (request, reply) => toPage(link, request, reply));
}

const frontDoorAnswer = Type.Object({
  name: Type.String(),
  version: Type.String(),
  console: Type.Optional(Type.String()),
  guide: Type.Optional(Type.String({ description: 'Documents to read.' })),
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
  localArchives: Type.Boolean({ description: 'Whether archives may be kept in a folder of the server.' }),
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
  options: {
    version: string;
    hasConsole: boolean;
    hasGuide: boolean;
    localArchives: boolean;
    readMqtt: () => MqttEndpoint | undefined;
  },
): void {
  const { version, hasConsole, hasGuide, localArchives, readMqtt } = options;
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
        ...(hasGuide ? { guide: '/docs/guide/' } : {}),
        reference: '/docs',
        openapi: '/openapi.json',
        health: '/health',
        ...(mqtt ? { mqtt: { ...mqtt, webSocket: '/mqtt' } } : {}),
        localArchives,
      };
    },
  );
}
