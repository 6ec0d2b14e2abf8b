import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { type Action, actions } from '../../kernel/actions.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { Role } from '../../kernel/permissions.ts';
import type { Principal, UserPrincipal } from '../../kernel/principal.ts';
import { type AuditTrail, type Change, RequestChange, unrecordedActions } from './audit.ts';
import type { ApplicationRef, Gatekeeper, OrganizationRef } from './gatekeeper.ts';

/** What a handler is given: the caller, already authenticated and authorised, and the validated request. */
export interface ActionCall<Query, Body> {
  readonly action: Action;
  readonly principal: Principal;
  /** The caller as a person; only for actions that no other kind of caller can reach (`/me`, `/users`, `/orgs`). */
  readonly user: UserPrincipal;
  /** The application of the path; only actions below `/applications/{applicationId}` have one. */
  readonly application: ApplicationRef;
  /** The organization of the path; only actions below `/orgs/{orgId}` have one. */
  readonly organization: OrganizationRef;
  /** The caller's role with what the path names; undefined where it names neither application nor organization. */
  readonly role: Role | undefined;
  /** For the record of who changed what. */
  readonly change: Change;
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
  /** Content type of an answer that the handler sends by itself. */
  readonly raw?: string;
  readonly handle: (call: ActionCall<Static<Query>, Static<Body>>) => Promise<unknown>;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    application?: ApplicationRef;
    organization?: OrganizationRef;
    role?: Role;
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
  readonly #audit: AuditTrail;
  readonly #table: ReadonlyMap<string, Action>;
  readonly #handled = new Set<string>();

  constructor(options: {
    server: FastifyInstance;
    gatekeeper: Gatekeeper;
    audit: AuditTrail;
    table?: ReadonlyMap<string, Action>;
  }) {
    this.#server = options.server;
    this.#gatekeeper = options.gatekeeper;
    this.#audit = options.audit;
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
      ...(route.raw ? { produces: route.raw } : {}),
      handler: async (request, reply) => {
        // All are set by the guard before any handler runs; actions without a token, application or organization ignore
        // them.
        const principal = request.principal as Principal;
        const parameters = request.params as Record<string, string>;
        const query = request.query as Static<Query>;
        const body = request.body as Static<Body>;
        const { application, organization, role } = request;
        const change = new RequestChange({
          trail: this.#audit,
          entry: {
            action,
            actor: principal,
            application,
            organization,
            parameters,
            query: query as Record<string, unknown>,
            body,
            address: request.ip,
            requestId: request.id,
          },
        });
        const result = await route.handle({
          action,
          principal,
          user: principal as UserPrincipal,
          application: application as ApplicationRef,
          organization: organization as OrganizationRef,
          role,
          change,
          parameters,
          query,
          body,
          request,
          reply,
        });
        if (!action.reads && !change.recorded && !unrecordedActions.has(action.name)) {
          throw new Error(`${action.name} changed something without recording it`);
        }
        if (reply.sent || route.stream || route.raw) return reply;
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
      produces?: string;
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
        ...(route.produces ? { produces: [route.produces] } : {}),
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
    const { applicationId, orgId } = request.params as { applicationId?: string; orgId?: string };
    if (applicationId !== undefined) {
      const reached = await this.#gatekeeper.reachApplication(principal, applicationId);
      if (!reached) throw notFound('Application');
      request.application = reached.application;
      request.role = reached.role;
    } else if (orgId !== undefined) {
      const reached = await this.#gatekeeper.reachOrganization(principal, orgId);
      if (!reached) throw notFound('Organization');
      request.organization = reached.organization;
      request.role = reached.role;
    }
    if (!this.#gatekeeper.allows(principal, action, request.role)) {
      throw new AppError('Forbidden', `The caller may not use ${action.name}: a scope or a role is missing`);
    }
  }
}

/** The token of the Authorization header; undefined when there is no header, or another one. */
export function readBearer(request: FastifyRequest): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1];
}

function readToken(request: FastifyRequest, stream: boolean): string | undefined {
  const bearer = readBearer(request);
  if (bearer !== undefined) return bearer;
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
