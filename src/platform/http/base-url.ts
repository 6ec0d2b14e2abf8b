import type { FastifyRequest } from 'fastify';

/**
 * Where people reach this server, for links: as the operator says, else as the request did. An odd Host header yields an
 * empty text, and so a link without a host.
 */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  const origin = `${request.protocol}://${request.host}`;
  return URL.canParse(origin) && new URL(origin).origin === origin ? origin : '';
}
