import type { FastifyInstance } from 'fastify';

/** How long requests in hand may take to finish once the server stops; the whole stop has 10 s. */
const patienceMs = 3000;

/**
 * Closes the server: it accepts nothing more, finishes what is in hand, and after a while cuts off whoever has not
 * come to an end, such as a client that has sent half a request and says no more.
 */
export async function closeHttpServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), patienceMs);
  try {
    await server.close();
  } finally {
    clearTimeout(timer);
  }
}
