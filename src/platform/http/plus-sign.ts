import type { FastifyRequest } from 'fastify';

/** What an unencoded `+` in a query means, for the end of a message about it. */
export const plusHint = 'an unencoded + in a query is a blank; write + as %2B';

/** Whether a parameter of the query was written with a `+`, and so holds a blank where a `+` may have been meant. */
export function hasPlusSign(request: Pick<FastifyRequest, 'url'>, name: string): boolean {
  const [, query = ''] = request.url.split('?', 2);
  return query.split('&').some((pair) => pair.startsWith(`${name}=`) && pair.includes('+'));
}
