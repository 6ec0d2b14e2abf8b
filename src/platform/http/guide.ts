import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Pages without scripts, with one style sheet and pictures of their own. */
const guidePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Serves the documents under `/docs/guide/`, beside the API reference: what `scripts/build-guide.mjs` has made of docs/. They change with the
 * server's version only, so browsers ask again whether they have. Without a built guide there is nothing there.
 * @returns whether there is a guide
 */
export async function registerGuide(server: FastifyInstance, folder: string): Promise<boolean> {
  const isBuilt = await access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  );
  if (!isBuilt) return false;
  await server.register(fastifyStatic, {
    root: folder,
    prefix: '/docs/guide/',
    schemaHide: true,
    decorateReply: false,
    redirect: false,
    extensions: ['html'],
    cacheControl: false,
    setHeaders: (reply) => {
      reply.header('cache-control', 'no-cache');
      reply.header('content-security-policy', guidePolicy);
    },
  });
  server.get('/docs/guide', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs/guide/'));
  return true;
}
