import { readToken, reportUnauthorized } from '../session/session.ts';
import { toApiError } from './errors.ts';
import { writeQuery } from './query-string.ts';
import type { Answer, Given, Method, PathOf } from './shapes.ts';

/**
 * Calls an action of the public API by method and path template; what it takes and returns is checked against the
 * OpenAPI document when the console is compiled. Path parameters are encoded here. With `ifMatch`, a PATCH of what somebody
 * else has changed since is refused with 412.
 *
 *     const keys = await request('GET', '/applications/{applicationId}/keys', { path: { applicationId }, query: { page: 0 } });
 *
 * @throws ApiError for every answer that is not 2xx, TypeError when the server cannot be reached
 */
export async function request<M extends Method, P extends PathOf<M>>(
  method: M,
  template: P,
  ...[given]: Given<M, P>
): Promise<Answer<M, P>> {
  const { path = {}, query, body, ifMatch } = (given ?? {}) as Sendable;
  return send<Answer<M, P>>(method, `${fill(template as string, path)}${writeQuery(query)}`, body, ifMatch);
}

/**
 * As `request`, but as somebody without a session: for what is shared with everybody, or with whoever has a password. A
 * refusal there says nothing about the session of who is logged in.
 */
export async function requestAsGuest<M extends Method, P extends PathOf<M>>(
  method: M,
  template: P,
  ...[given]: Given<M, P>
): Promise<Answer<M, P>> {
  const { path = {}, query, body } = (given ?? {}) as Sendable;
  const address = `${fill(template as string, path)}${writeQuery(query)}`;
  return (await exchange<Answer<M, P>>(method, address, body, { isGuest: true })).answer;
}

/**
 * As `request`, with the token of a page link in place of a session. A refusal says nothing about the session of who is
 * logged in.
 */
export async function requestWithLink<M extends Method, P extends PathOf<M>>(
  link: string,
  method: M,
  template: P,
  ...[given]: Given<M, P>
): Promise<Answer<M, P>> {
  const { path = {}, query, body } = (given ?? {}) as Sendable;
  const address = `${fill(template as string, path)}${writeQuery(query)}`;
  return (await exchange<Answer<M, P>>(method, address, body, { isGuest: true, link })).answer;
}

/** As `request`, with the ETag of what was read, or with the one that must still hold for what is changed (If-Match). */
export async function requestTagged<M extends Method, P extends PathOf<M>>(
  method: M,
  template: P,
  ...[given]: Given<M, P>
): Promise<{ readonly answer: Answer<M, P>; readonly etag: string }> {
  const { path = {}, query, body, ifMatch } = (given ?? {}) as Sendable;
  return exchange<Answer<M, P>>(method, `${fill(template as string, path)}${writeQuery(query)}`, body, { ifMatch });
}

interface Sendable {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: object;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
}

/**
 * As `request`, for an action that takes a file: POSTs a form with its fields and the file as its last part.
 *
 * @throws ApiError for every answer that is not 2xx, TypeError when the server cannot be reached
 */
export async function sendForm<P extends PathOf<'POST'>>(
  template: P,
  {
    path,
    file,
    part = 'file',
    fields = {},
  }: {
    path: Readonly<Record<string, string>>;
    file: Blob;
    part?: string;
    fields?: Readonly<Record<string, string>>;
  },
): Promise<Answer<'POST', P>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set(part, file);
  return send<Answer<'POST', P>>('POST', fill(template as string, path), form);
}

function fill(template: string, path: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
}

async function send<T>(method: Method, address: string, body: unknown, ifMatch?: string): Promise<T> {
  return (await exchange<T>(method, address, body, { ifMatch })).answer;
}

async function exchange<T>(
  method: Method,
  address: string,
  body: unknown,
  { isGuest = false, ifMatch, link }: { isGuest?: boolean; ifMatch?: string | undefined; link?: string } = {},
): Promise<{ answer: T; etag: string }> {
  const token = isGuest ? link : readToken();
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const response = await fetch(address, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      // The browser itself says what a form is, with the boundary that it has chosen.
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  if (response.status === 401 && authorization !== undefined && !isGuest) reportUnauthorized(authorization);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw toApiError(response, answer);
  return { answer: answer as T, etag: response.headers.get('etag') ?? '' };
}
