import type { FastifyInstance } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { refuseOnSocket } from './raw-answers.ts';

/** The slowest honest client sends 256 KiB well within a minute; slower ones would hold sockets for nothing. */
const bodyMs = 60_000;
/** No upload takes longer: 100 MiB in this time are 30 kB a second. */
export const longestBodyMs = 3_600_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may be a large file: it may take long, as long as something arrives all the time. */
    takesLongBody?: boolean;
  }
}

/** Cuts off requests whose body does not arrive: a whole one within a minute, of a large file some of it in each minute. */
export function registerBodyTimeout(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    const { raw } = request;
    const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
    if ((length === undefined || length === '0') && encoding === undefined) return;
    const isLong = request.routeOptions.config.takesLongBody ?? false;
    let read = raw.socket.bytesRead;
    const timer = setInterval(() => {
      const isMoving = isLong && raw.socket.bytesRead > read;
      read = raw.socket.bytesRead;
      if (isMoving) return;
      clearInterval(timer);
      if (!raw.complete)
        refuseOnSocket(raw.socket, new AppError('RequestTimeout', 'The request took too long to arrive'));
    }, bodyMs);
    const end = (): void => clearInterval(timer);
    raw.once('end', end).once('close', end);
  });
}
