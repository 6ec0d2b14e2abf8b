import type { FastifyReply } from 'fastify';

/** Of an answer that is a plain array: it ends early because an answer must not be larger (semantics.md, "Conventions"). */
export function sayTruncated({ reply }: { readonly reply: FastifyReply }): void {
  reply.header('X-Truncated', 'true');
}
