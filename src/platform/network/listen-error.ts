import { once } from 'node:events';
import { createServer } from 'node:net';
import { AppError } from '../../kernel/errors.ts';

/** A place where the server listens, and the setting that says where. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

/**
 * Finds out that a port cannot be had before anything else is begun.
 *
 * @throws AppError Unavailable saying in one sentence which port, why, and which setting changes it
 */
export async function checkPorts(places: readonly ListenPlace[]): Promise<void> {
  for (const place of places) {
    // The system chooses one that is free.
    if (place.port === 0) continue;
    const server = createServer();
    try {
      server.listen(place.port, place.host);
      await once(server, 'listening');
    } catch (error) {
      throw describeListenError(error, place);
    }
    server.close();
    await once(server, 'close');
  }
}

/** What an operator can do about an error of `listen`; other errors are returned as they are. */
export function describeListenError(error: unknown, { host, port, setting }: ListenPlace): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} of ${host} is taken by another program: end that, or set ${setting} to a free port`,
    EACCES: `Port ${port} may not be opened by this user: set ${setting} to a port from 1024 on`,
    EADDRNOTAVAIL: `This machine has no address ${host}: set SIGNALBOX_HOST to one that it has, or to 0.0.0.0 for all`,
    ENOTFOUND: `The host ${host} of SIGNALBOX_HOST is not known: set it to an address of this machine`,
  };
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  return reason === undefined ? error : new AppError('Unavailable', reason);
}
