import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import qs from 'qs';
import type { TSchema } from 'typebox';
import { type Action, parametersOf } from '../../kernel/actions.ts';
import { AppError, type ErrorType, errorCatalogue, notFound } from '../../kernel/errors.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { Principal } from '../../kernel/principal.ts';

/** An action that something inside the server calls. */
export interface InProcessRequest {
  /** As the table names it: `devices.get`. */
  readonly action: string;
  /** Of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** JSON; undefined: none. */
  readonly body?: unknown;
  /** Bytes of the answer, beyond which the call fails; what it has done stays done. */
  readonly maxAnswerBytes: number;
}

/** What a caller by name has to know of an action. */
export interface KnownAction {
  readonly action: Action;
  readonly query: TSchema | undefined;
  readonly takesBody: boolean;
  readonly takesForm: boolean;
  /** It does not come to an end by itself. */
  readonly isStream: boolean;
}

const ticketPrefix = 'in-process:';

/**
 * Calls of actions from inside the server, by the very routes that programs call: the same checks of rights, shapes and limits, the same
 * record of changes. The caller is vouched for by a ticket that exists in this process alone and is good for one request.
 */
export class InProcessCalls {
  readonly #server: FastifyInstance;
  readonly #known = new Map<string, KnownAction>();
  readonly #tickets = new Map<string, Principal>();
  #isClosing = false;

  constructor(server: FastifyInstance) {
    this.#server = server;
    server.addHook('preClose', async () => {
      this.#isClosing = true;
    });
  }

  /** To be called by the router for each action that has a handler. */
  register(known: KnownAction): void {
    this.#known.set(known.action.name, known);
  }

  /** Undefined: this server does not have it. */
  find(action: string): KnownAction | undefined {
    return this.#known.get(action);
  }

  /** Who a token stands for, if it is a ticket; once. */
  redeem(token: string): Principal | undefined {
    if (!token.startsWith(ticketPrefix)) return undefined;
    const principal = this.#tickets.get(token);
    this.#tickets.delete(token);
    return principal;
  }

  /** As a caller on this machine names the server, for the links of answers. */
  #origin(): string {
    const { server, initialConfig } = this.#server;
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? `:${address.port}` : '';
    return new URL(`${initialConfig.https ? 'https' : 'http'}://localhost${port}`).origin;
  }

  /**
   * Calls an action as somebody who is known, or with a token of the API, and resolves with its body: parsed where it is JSON, else its text. Once the server closes it
   * does not resolve any more: whoever waits is ended with the server.
   *
   * @throws AppError as the API sends it; NotFound for an action that there is not, Validation for one that streams or takes a form
   */
  async call(caller: Principal | { readonly token: string }, request: InProcessRequest): Promise<unknown> {
    const known = this.#known.get(request.action);
    if (!known) throw notFound(`The action ${request.action}`);
    if (known.takesForm) throw new AppError('Validation', `${request.action} takes a form, which cannot be made here`);
    if (known.isStream) throw new AppError('Validation', `${request.action} is a stream, which has no end to wait for`);
    if (this.#isClosing) return new Promise(() => undefined);
    const ticket = 'token' in caller ? caller.token : `${ticketPrefix}${randomUUID()}`;
    if (!('token' in caller)) this.#tickets.set(ticket, caller);
    try {
      const { method } = known.action;
      const response = await this.#server.inject({
        method,
        url: `${this.#origin()}${pathOf(known, request)}`,
        headers: {
          authorization: `Bearer ${ticket}`,
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === undefined ? {} : { payload: JSON.stringify(request.body) }),
      });
      if (response.rawPayload.byteLength > request.maxAnswerBytes)
        throw new AppError(
          'TooLarge',
          `The answer of ${request.action} is larger than ${request.maxAnswerBytes} bytes`,
        );
      const isJson = String(response.headers['content-type'] ?? '').startsWith('application/json');
      const answer: unknown = isJson && response.body !== '' ? parseJson(response.body) : response.body;
      if (response.statusCode >= 400) throw toError(response.statusCode, answer);
      return answer;
    } finally {
      this.#tickets.delete(ticket);
    }
  }
}

function pathOf({ action }: KnownAction, { parameters, query }: InProcessRequest): string {
  let url = action.path;
  for (const name of parametersOf(action.path)) {
    const value = parameters[name];
    if (value === undefined || value === '') throw new AppError('Validation', `${name} is required`, { field: name });
    url = url.replace(`{${name}}`, encodeURIComponent(value));
  }
  const text = qs.stringify({ ...query, _links: 'false' }, { skipNulls: true });
  return `${url}?${text}`;
}

function toError(status: number, answer: unknown): AppError {
  const { type, message } = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const isKnown = typeof type === 'string' && Object.hasOwn(errorCatalogue, type);
  return new AppError(
    isKnown ? (type as ErrorType) : 'Internal',
    typeof message === 'string' ? message : `Status ${status}`,
  );
}
