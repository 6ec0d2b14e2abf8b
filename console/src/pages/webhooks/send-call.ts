import type { Webhook } from './queries.ts';

/** A call to be tried. */
export interface Trial {
  readonly method: string;
  /** What follows the token. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
  readonly username: string;
  readonly password: string;
}

/** What came back for a call. */
export interface TrialAnswer {
  readonly status: number;
  readonly ms: number;
  /** Lines `name: value`. */
  readonly headers: string;
  readonly body: string;
}

/**
 * Calls the webhook as a stranger would, without the session. It goes to the server that the console came from, which is the
 * one that the public URL leads to: the console may talk to no other.
 *
 * @throws TypeError when the server cannot be reached
 */
export async function sendCall({ token }: Webhook, trial: Trial): Promise<TrialAnswer> {
  const { method, path, contentType, body, username, password } = trial;
  const below = path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`;
  const takesBody = method !== 'GET' && body !== '';
  const started = performance.now();
  const response = await fetch(`/webhooks/${token}${below}`, {
    method,
    headers: {
      ...(takesBody && contentType !== '' ? { 'content-type': contentType } : {}),
      ...(username === '' && password === '' ? {} : { authorization: `Basic ${toBase64(`${username}:${password}`)}` }),
    },
    ...(takesBody ? { body } : {}),
    credentials: 'omit',
    redirect: 'manual',
  });
  const text = await response.text();
  return {
    status: response.status,
    ms: performance.now() - started,
    headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: text,
  };
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
