import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { type Action, actions } from '../../kernel/actions.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ApplicationRef, Gatekeeper } from './gatekeeper.ts';

/** What a handler is given: the caller, already authenticated and authorised, and the validated request. */
export interface ActionCall<Query, Body> {
  readonly principal: Principal;
  /** The application of the path; only actions below `/applications/{applicationId}` have one. */
  readonly application: ApplicationRef;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface ActionRoute<Query extends TSchema, Body extends TSchema> {
  /** One line for the API reference. */
  readonly summary: string;
  readonly query?: Query;
  readonly body?: Body;
  /** Shape of the success answer; left out for event streams, which answer by themselves. */
  readonly answer?: TSchema;
  /** Event streams also take the token as `?token=`, because a browser's EventSource cannot set headers. */
  readonly stream?: boolean;
  readonly handle: (call: ActionCall<Static<Query>, Static<Body>>) => Promise<unknown>;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    application?: ApplicationRef;
  }
  interface FastifyContextConfig {
    action?: string;
  }
}

/**
 * Turns actions of the one table into routes. Path, method, scopes and success status come from the table, so a
 * feature can neither forget authorisation nor invent a path. Order of refusal: 401, then 404, then 403, then 400;
 * a caller learns nothing about a resource, not even that its body was wrong, before it is known to see it.
 */
export class ActionRouter {
  readonly #server: FastifyInstance;
  readonly #gatekeeper: Gatekeeper;
  readonly #table: ReadonlyMap<string, Action>;
  readonly #handled = new Set<string>();

  constructor(options: { server: FastifyInstance; gatekeeper: Gatekeeper; table?: ReadonlyMap<string, Action> }) {
    this.#server = options.server;
    this.#gatekeeper = options.gatekeeper;
    this.#table = options.table ?? actions;
  }

  /** Registers the handler of one action, named as in the table (`application.get`). */
  handle<Query extends TSchema, Body extends TSchema>(name: string, route: ActionRoute<Query, Body>): void {
    const action = this.#table.get(name);
    if (!action) throw new Error(`${name} is not an action of the table`);
    this.#handled.add(name);
    this.#register(action, {
      summary: route.summary,
      schema: {
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.answer ? { answer: route.answer } : {}),
      },
      stream: route.stream ?? false,
      handler: async (request, reply) => {
        const result = await route.handle({
          // Both are set by the guard before any handler runs; actions without a token or application ignore them.
          principal: request.principal as Principal,
          application: request.application as ApplicationRef,
          parameters: request.params as Record<string, string>,
          query: request.query as Static<Query>,
          body: request.body as Static<Body>,
          request,
          reply,
        });
        if (reply.sent || route.stream) return reply;
        return reply.code(action.success).send(wantsLinks(request) ? result : withoutLinks(result));
      },
    });
  }

  /** Registers every action of the table that has no handler, answering 501 to those who could have called it. */
  registerUnbuilt(): void {
    for (const action of this.#table.values()) {
      if (this.#handled.has(action.name)) continue;
      this.#register(action, {
        summary: 'Not built in this version.',
        schema: {},
        stream: false,
        unbuilt: true,
        handler: async () => {
          throw new AppError('NotImplemented', `${action.name} is not built in this version of Signalbox`);
        },
      });
    }
  }

  #register(
    action: Action,
    route: {
      summary: string;
      schema: { querystring?: TSchema; body?: TSchema; answer?: TSchema };
      stream: boolean;
      unbuilt?: boolean;
      handler: RouteHandlerMethod;
    },
  ): void {
    const { answer, ...request } = route.schema;
    this.#server.route({
      method: action.method,
      url: action.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { action: action.name },
      schema: {
        ...request,
        ...(answer ? { response: { [action.success]: answer } } : {}),
        // What follows is for the OpenAPI document; Fastify itself ignores it.
        operationId: action.name,
        summary: route.summary,
        tags: [action.name.split('.', 1)[0] ?? ''],
        description: action.scopes.length > 0 ? `Scopes: ${action.scopes.join(', ')}.` : 'Takes no token.',
        ...(action.scopes.length > 0 ? { security: [{ bearer: [] }] } : { security: [] }),
        ...(route.unbuilt ? { 'x-not-built': true } : {}),
        ...(route.stream ? { produces: ['text/event-stream'] } : {}),
      },
      onRequest: async (request) => this.#guard(action, request, route.stream),
      handler: route.handler,
    });
  }

  async #guard(action: Action, request: FastifyRequest, stream: boolean): Promise<void> {
    if (action.scopes.length === 0) return;
    const token = readToken(request, stream);
    const principal = token === undefined ? undefined : await this.#gatekeeper.authenticate(token);
    if (!principal) {
      throw new AppError(
        'InvalidToken',
        token === undefined ? 'A bearer token is required in the Authorization header' : 'The token is not valid',
      );
    }
    request.principal = principal;
    const { applicationId } = request.params as { applicationId?: string };
    if (applicationId !== undefined) {
      const application = await this.#gatekeeper.reachApplication(principal, applicationId);
      if (!application) throw notFound('Application');
      request.application = application;
    }
    if (!this.#gatekeeper.allows(principal, action)) {
      throw new AppError('Forbidden', `The token lacks a scope for ${action.name}`);
    }
  }
}

function readToken(request: FastifyRequest, stream: boolean): string | undefined {
  const match = /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '');
  if (match) return match[1];
  if (request.headers.authorization !== undefined) return '';
  const token = stream ? (request.query as { token?: unknown }).token : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** `_links=false` leaves links out; everything else the official clients add to a query changes nothing. */
function wantsLinks(request: FastifyRequest): boolean {
  return (request.query as { _links?: unknown })._links !== 'false';
}

function withoutLinks(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if (Array.isArray(result)) return result.map(withoutLinks);
  const { _links, ...rest } = result as Record<string, unknown>;
  return Array.isArray(rest.items) ? { ...rest, items: rest.items.map(withoutLinks) } : rest;
}
