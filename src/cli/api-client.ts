import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, type CommandIo, type Option, UsageError } from './command.ts';

/** For the options of a command that talks to a server. */
export const connectionOptions = {
  url: {
    type: 'string',
    placeholder: 'URL',
    meaning: 'The server, http:// or https:// (or SIGNALBOX_URL; else http://127.0.0.1:8080)',
  },
  token: {
    type: 'string',
    placeholder: 'TOKEN',
    meaning: 'A bearer token to call it with (better: SIGNALBOX_TOKEN)',
  },
  email: {
    type: 'string',
    placeholder: 'EMAIL',
    meaning: 'Log in as this user instead (or SIGNALBOX_EMAIL), with the password in SIGNALBOX_PASSWORD',
  },
} as const satisfies Record<string, Option>;

export const connectionNotes = `Environment: SIGNALBOX_URL, SIGNALBOX_TOKEN, SIGNALBOX_EMAIL, SIGNALBOX_PASSWORD. A user with two-factor
authentication needs a token.`;

export interface ConnectionValues {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly email?: string | undefined;
}

/** An answer that is an error, in the server's own words. */
export class ApiError extends CommandError {
  readonly status: number;
  readonly type: string;
  /** What the answer said besides. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(call: string, status: number, type: string, message: string, body: object = {}) {
    super(`${call} answered ${status}${type ? ` ${type}` : ''}: ${message}`);
    this.status = status;
    this.type = type;
    this.body = body as Readonly<Record<string, unknown>>;
  }
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Instead of a body in JSON. */
  readonly form?: FormData;
  /** Whether doing it twice is as good as once, so that it may be tried again after a broken connection. GET always may. */
  readonly idempotent?: boolean;
}

/** Long enough for a query over much data on a small machine. */
const timeoutMs = 120_000;
const maxAttempts = 6;
/** A page of a list; the most that the server gives. */
const perPage = 1000;

/** Calls the public API of a server, with patience where the server asks for it. */
export class ApiClient {
  readonly url: string;
  readonly #token: string | undefined;
  readonly #signal: AbortSignal;

  constructor(options: { url: string; token?: string | undefined; signal: AbortSignal }) {
    this.url = options.url.replace(/\/+$/, '');
    this.#token = options.token;
    this.#signal = options.signal;
  }

  /** For tidying up: goes on after Ctrl-C. */
  get uninterrupted(): ApiClient {
    return new ApiClient({ url: this.url, token: this.#token, signal: new AbortController().signal });
  }

  /**
   * One call; returns its body as JSON. Busy and throttling servers (429, 503) are asked again after what they say; a broken
   * connection only where asking again cannot do a thing twice.
   *
   * @param path with what it names already encoded
   * @throws ApiError for any other error; CommandError when there is no answer; AbortError when interrupted
   */
  async call<Answer = Record<string, unknown>>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      this.#signal.throwIfAborted();
      const outcome = await this.#attempt<Answer>(method, path, options);
      if ('answer' in outcome) return outcome.answer;
      if (outcome.retryMs === undefined || attempt === maxAttempts) throw outcome.error;
      await sleep(outcome.retryMs ?? 0, undefined, { signal: this.#signal });
    }
  }

  /** Every item of a list, page by page, in the order of creation so that pages do not shift under the reader. */
  async *list<Item>(path: string, query: CallOptions['query'] = {}): AsyncGenerator<Item> {
    for (let page = 0; ; page += 1) {
      const all = { sortField: 'creationDate', sortDirection: 'asc', ...query, perPage, page };
      const { items, totalCount } = await this.call<{ items: Item[]; totalCount: number }>('GET', path, { query: all });
      yield* items;
      if (items.length < perPage || (page + 1) * perPage >= totalCount) return;
    }
  }

  async #attempt<Answer>(
    method: string,
    path: string,
    { query = {}, body, form, idempotent = method === 'GET' }: CallOptions,
  ): Promise<{ answer: Answer } | { error: Error; retryMs?: number }> {
    const url = new URL(`${this.url}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const call = `${method} ${this.url}${path}`;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(form ? { body: form } : body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(timeoutMs)]),
      });
      const text = await response.text();
      const parsed = parseJson(text);
      if (response.ok) {
        if (parsed !== undefined) return { answer: parsed as Answer };
        return { error: new CommandError(`${call} did not answer JSON; is this the URL of a Signalbox server?`) };
      }
      const { type = '', message = text.slice(0, 200) } = (parsed ?? {}) as { type?: string; message?: string };
      const error = new ApiError(call, response.status, type, message, (parsed ?? {}) as object);
      if (response.status !== 429 && response.status !== 503) return { error };
      // Half a minute at most: a login that is locked for an hour is not worth waiting for.
      const wait = Number(response.headers.get('Retry-After') ?? 1);
      return wait <= 30 ? { error, retryMs: Math.max(0.2, wait) * 1000 } : { error };
    } catch (error) {
      if (this.#signal.aborted) throw error;
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
      const refusal = new CommandError(`${call} was not answered: ${reason.message || String(reason)}`);
      return idempotent ? { error: refusal, retryMs: 500 } : { error: refusal };
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's URL from option, environment or default. @throws UsageError */
export function readUrl({ url }: ConnectionValues, { environment }: CommandIo): string {
  const text = url ?? (environment.SIGNALBOX_URL || 'http://127.0.0.1:8080');
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--url must be an http:// or https:// URL, not '${text}'`);
}

/**
 * A client that is allowed to call: with the token given, or logged in.
 *
 * @throws UsageError when neither is given; CommandError when the login fails
 */
export async function openApi(values: ConnectionValues, io: CommandIo): Promise<ApiClient> {
  const url = readUrl(values, io);
  const { environment, signal } = io;
  const email = values.email ?? (environment.SIGNALBOX_EMAIL || undefined);
  // A login on the command line wins over a token in the environment: it was meant for this call.
  const token = values.token ?? (values.email === undefined ? environment.SIGNALBOX_TOKEN || undefined : undefined);
  if (token !== undefined) return new ApiClient({ url, token, signal });
  const password = environment.SIGNALBOX_PASSWORD || undefined;
  if (email === undefined || password === undefined) {
    throw new UsageError('It needs a token (--token or SIGNALBOX_TOKEN), or --email and SIGNALBOX_PASSWORD');
  }
  const anonymous = new ApiClient({ url, signal });
  const login = await anonymous.call<{ token: string }>('POST', '/auth/user', { body: { email, password } });
  return new ApiClient({ url, token: login.token, signal });
}
