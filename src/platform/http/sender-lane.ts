import type { FastifyRequest } from 'fastify';
import type { Lane } from '../database/lane.ts';
import { clientAddressOf } from './client-address.ts';

/** Whose work a request is that belongs to nobody known, or not yet: its sender's, by address. */
export function laneOfSender(request: FastifyRequest): Lane {
  return { owner: clientAddressOf(request), name: '' };
}
