import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where people reach this server, for links in answers and mails: as the operator says (`SIGNALBOX_PUBLIC_URL`). Where
 * nothing is said, the request's `Host` counts only when it is a name of this machine for itself or the address that the
 * server listens on; a link with any other name would lead to wherever the caller wants. For others it is the address
 * that the request came in at.
 */
export class LinkBase {
  readonly #publicUrl: string | undefined;
  readonly #hosts: ReadonlySet<string>;

  /** @param options.host the name or address that the server listens on, as configured */
  constructor(options: { publicUrl: string | undefined; host: string }) {
    this.#publicUrl = options.publicUrl;
    this.#hosts = new Set([...loopback, toUrlHost(options.host)]);
  }

  /** An origin, without a slash at its end. */
  of(request: Pick<FastifyRequest, 'protocol' | 'host' | 'socket'>): string {
    if (this.#publicUrl !== undefined) return this.#publicUrl;
    const { localAddress = '127.0.0.1', localPort } = request.socket;
    // An IPv4 connection to a socket that listens on both.
    const address = toUrlHost(localAddress.replace(/^::ffff:(?=\d+\.)/, ''));
    const named = `${request.protocol}://${request.host}`;
    if (URL.canParse(named)) {
      const { origin, hostname } = new URL(named);
      if (origin === named && (this.#hosts.has(hostname) || hostname === address)) return origin;
    }
    return new URL(`${request.protocol}://${address}:${localPort}`).origin;
  }
}

function toUrlHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host.toLowerCase();
}
