import type { FastifyRequest } from 'fastify';
import { parseAddress } from '../../kernel/client-address.ts';

/**
 * Where a request comes from, for the record of changes and for limits: the caller, as far as trusted proxies name one;
 * else whoever is at the other end of the connection.
 */
export function clientAddressOf(request: FastifyRequest): string {
  const { remoteAddress = '' } = request.socket;
  return parseAddress(request.ip ?? '') ?? parseAddress(remoteAddress) ?? remoteAddress;
}
