import { readToken, reportUnauthorized } from '../session/session.ts';
import { toApiError } from './errors.ts';

type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Calls the public API of the server that this page came from.
 * @throws ApiError for every answer that is not 2xx, TypeError when the server cannot be reached
 */
export async function call<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  given: { query?: Query; body?: unknown } = {},
): Promise<T> {
  const { query = {}, body } = given;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const token = readToken();
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const response = await fetch(search.size === 0 ? path : `${path}?${search}`, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 401 && authorization !== undefined) reportUnauthorized(authorization);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw toApiError(response, answer);
  return answer as T;
}
