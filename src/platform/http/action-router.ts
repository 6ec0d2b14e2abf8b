import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod, RouteOptions } from 'fastify';
import { IsOptional, type Static, type TSchema } from 'typebox';
import {
  type Action,
  type ActionName,
  type ActionTable,
  actions,
  type ParameterOf,
  type PathOf,
} from '../../kernel/actions.ts';
import { AppError, diskFull } from '../../kernel/errors.ts';
import { normalizeIdIn } from '../../kernel/ids.ts';
import type { ApplicationRef, OrganizationRef } from '../../kernel/owner.ts';
import type { Role } from '../../kernel/permissions.ts';
import type { Principal, UserPrincipal } from '../../kernel/principal.ts';
import { type AuditTrail, type Change, RequestChange } from '../audit/change.ts';
import { endHeavyReads } from '../database/heavy-reads.ts';
import { type Lane, runInLane } from '../database/lane.ts';
import { runUnderPrecondition } from '../database/precondition.ts';
import type { ResourceRegistry } from '../resources/resource.ts';
import { findUnmarkedSecrets, redactSecrets } from '../secrets/secret-field.ts';
import { clientAddressOf } from './client-address.ts';
import { registerForm } from './form-route.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { guard } from './guard.ts';
import { findVersioned, tagOf, toPrecondition, type VersionedTarget } from './if-match.ts';
import { InProcessCalls } from './in-process-calls.ts';
import { streamLongAnswer } from './long-answer.ts';
import { planPath } from './path-plan.ts';
import { type PublicRoute, registerPublicRoute } from './public-route.ts';
import { laneOfSender } from './sender-lane.ts';

/** What a handler is given: the caller, already authenticated and authorised, and the validated request. */
export interface ActionCall<Query, Body, Parameter extends string = string> {
  readonly action: Action;
  readonly principal: Principal;
  /** The caller as a person; only for actions that no other kind of caller can reach (`/me`, `/users`, `/orgs`). */
  readonly user: UserPrincipal;
  /** The application of the path; only actions below `/applications/{applicationId}` have one. */
  readonly application: ApplicationRef;
  /** The organization of the path; only actions below `/orgs/{orgId}` have one. */
  readonly organization: OrganizationRef;
  /** The caller's role with what the path names; undefined where it names nothing. */
  readonly role: Role | undefined;
  /** For the record of who changed what. */
  readonly change: Change;
  /** The parameters of the path. Ids are in lower case, however they were sent. */
  readonly parameters: Readonly<Record<Parameter, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface ActionRoute<Query extends TSchema, Body extends TSchema, Parameter extends string> {
  /** One line for the API reference. */
  readonly summary: string;
  readonly query?: Query;
  readonly body?: Body;
  /** Shape of the success answer; left out for event streams, which answer by themselves. */
  readonly answer?: TSchema;
  /** Shape of the answer 202, which the handler sends by itself: what was asked for goes on afterwards. */
  readonly accepted?: TSchema;
  /** Event streams also take the token as `?token=`, because a browser's EventSource cannot set headers. */
  readonly stream?: boolean;
  /** Content type of an answer that the handler sends by itself. */
  readonly raw?: string;
  /**
   * The body is a form with a file, which the handler reads by itself (`receiveForm`); `body` then only describes it for the
   * API reference.
   */
  readonly form?: boolean;
  /** Bytes that the body may have, where that is not the 256 KiB of the contract. */
  readonly bodyLimit?: number;
  /**
   * For an action that changes something without a line in the record of changes: why there is none. Left out, the handler
   * must call `change.record` in the transaction of the change.
   */
  readonly unrecorded?: string;
  readonly handle: (call: ActionCall<Static<Query>, Static<Body>, Parameter>) => Promise<unknown>;
}

/** How long nothing of a long answer may be taken before it is given up. */
const stalledMs = 60_000;

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
  /** For routes that are no actions: whoever adds one says itself who may call it. */
  readonly server: FastifyInstance;
  /** Calls of actions from inside the server. */
  readonly calls: InProcessCalls;
  readonly #gatekeeper: Gatekeeper;
  readonly #audit: AuditTrail;
  readonly #resources: ResourceRegistry;
  readonly #table: ActionTable;
  readonly #isDiskFull: () => boolean;
  readonly #handled = new Set<string>();
  /** By the name of the action: what its `If-Match` and `ETag` are about. */
  readonly #versioned = new Map<string, VersionedTarget>();

  constructor(options: {
    server: FastifyInstance;
    gatekeeper: Gatekeeper;
    audit: AuditTrail;
    resources: ResourceRegistry;
    table?: ActionTable;
    isDiskFull?: () => boolean;
  }) {
    this.server = options.server;
    this.calls = new InProcessCalls(options.server);
    this.#gatekeeper = options.gatekeeper;
    this.#audit = options.audit;
    this.#resources = options.resources;
    this.#table = options.table ?? actions;
    this.#isDiskFull = options.isDiskFull ?? (() => false);
  }

  /**
   * Registers the handler of one action, named as in the table (`application.get`), or given as the feature that brings it
   * along defines it.
   *
   * @throws Error when the table has no such action, or when nobody could say who may reach what its path names
   */
  handle<const Name extends ActionName, Query extends TSchema, Body extends TSchema>(
    action: Name,
    route: ActionRoute<Query, Body, ParameterOf<PathOf<Name>>>,
  ): void;
  handle<const Path extends string, Query extends TSchema, Body extends TSchema>(
    action: Action<Path>,
    route: ActionRoute<Query, Body, ParameterOf<Path>>,
  ): void;
  handle(named: string | Action, route: ActionRoute<TSchema, TSchema, string>): void {
    const name = typeof named === 'string' ? named : named.name;
    const action = this.#table.get(name);
    if (!action) throw new Error(`${name} is not an action of the table`);
    for (const schema of [route.query, route.body]) {
      const [unmarked] = schema ? findUnmarkedSecrets(schema) : [];
      if (unmarked !== undefined) throw new Error(`${name} takes ${unmarked}, which must be marked as secret`);
    }
    this.#handled.add(name);
    this.calls.register({
      action,
      query: route.query,
      takesBody: route.body !== undefined,
      takesForm: route.form ?? false,
      isStream: route.stream ?? false,
    });
    const versioned = findVersioned(action, this.#resources);
    if (versioned) this.#versioned.set(name, versioned);
    this.#register(action, {
      summary: route.summary,
      schema: {
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.answer ? { answer: route.answer } : {}),
        ...(route.accepted ? { accepted: route.accepted } : {}),
      },
      stream: route.stream ?? false,
      ...(route.raw ? { produces: route.raw } : {}),
      ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
      ...(route.form ? { form: true } : {}),
      handler: (request, reply) => this.#call(action, route, request, reply),
    });
  }

  async #call(
    action: Action,
    route: ActionRoute<TSchema, TSchema, string>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    // All are set by the guard before any handler runs; actions without a token, application or organization ignore them.
    const principal = request.principal as Principal;
    // Who wants to make room has to log in and to delete.
    const makesRoom = action.method === 'DELETE' || action.scopes.length === 0;
    if (!action.reads && !makesRoom && this.#isDiskFull()) throw diskFull();
    const parameters = normalizeIdIn(request.params as Record<string, string>);
    const { query, body, application, organization, role } = request;
    const change = new RequestChange({
      trail: this.#audit,
      describe: () => ({
        action,
        actor: principal,
        application,
        organization,
        parameters,
        query: redactSecrets(query, route.query) as Record<string, unknown>,
        body: redactSecrets(body, route.body),
        address: clientAddressOf(request),
        requestId: request.id,
      }),
    });
    const lane = laneOf(request);
    reply.raw.once('close', () => endHeavyReads(lane));
    const versioned = this.#versioned.get(action.name);
    const precondition =
      versioned && action.method === 'PATCH'
        ? toPrecondition(request.headers['if-match'], versioned, { parameters, principal, application })
        : undefined;
    const handle = () =>
      route.handle({
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
    const result = await runInLane(lane, () =>
      precondition === undefined ? handle() : runUnderPrecondition(precondition, handle),
    );
    if (!action.reads && !change.recorded && route.unrecorded === undefined) {
      throw new Error(`${action.name} changed something without recording it`);
    }
    if (reply.sent || route.stream || route.raw) return reply;
    const tag = versioned === undefined ? undefined : tagOf(result);
    if (tag !== undefined && !reply.hasHeader('etag')) reply.header('etag', tag);
    const answer = wantsLinks(request) ? result : withoutLinks(result);
    const long = streamLongAnswer(reply, answer, { answer: route.answer, owner: lane.owner });
    if (long) {
      reply.type('application/json; charset=utf-8');
      endWhenStalled(reply);
    }
    return reply.code(action.success).send(long ?? answer);
  }

  /** Registers a route that is no action: for programs that know nothing of the API. */
  servePublic<Admitted>(route: PublicRoute<Admitted>): void {
    registerPublicRoute(this.server, route);
  }

  /** Registers every action of the table that has no handler, responding 501 to those who could have called it. */
  registerUnbuilt(): void {
    for (const action of this.#table.values()) {
      if (this.#handled.has(action.name)) continue;
      this.#register(action, {
        summary: 'Not built in this version.',
        schema: {},
        stream: false,
        unbuilt: true,
        handler: async () => {
          throw new AppError('NotImplemented', `${action.name} is not implemented in this version of Signalbox`);
        },
      });
    }
  }

  #register(
    action: Action,
    route: {
      summary: string;
      schema: { querystring?: TSchema; body?: TSchema; answer?: TSchema; accepted?: TSchema };
      stream: boolean;
      produces?: string;
      bodyLimit?: number;
      form?: boolean;
      unbuilt?: boolean;
      handler: RouteHandlerMethod;
    },
  ): void {
    const { answer, accepted, ...request } = route.schema;
    const gatekeeper = this.#gatekeeper;
    const isPublic = action.scopes.length === 0;
    // What is not built is guarded as what it stands below, and then says that it is not built.
    const guarded = route.unbuilt ? rootOf(action, this.#resources) : action;
    const plan = isPublic ? undefined : planPath(guarded, this.#resources);
    const options: RouteOptions = {
      method: action.method,
      url: action.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { action: action.name, ...(route.form ? { takesLongBody: true } : {}) },
      // HEAD runs the handler of GET, so only what looks and comes to an end by itself has one (RFC 9110, 9.2.1).
      exposeHeadRoute: action.reads && !route.stream && route.produces === undefined,
      ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
      schema: {
        ...request,
        ...(answer ? { response: { [action.success]: answer, ...(accepted ? { 202: accepted } : {}) } } : {}),
        // What follows is for the OpenAPI document; Fastify itself ignores it.
        operationId: action.name,
        summary: route.summary,
        tags: [action.name.split('.', 1)[0] ?? ''],
        description: isPublic ? 'Takes no token.' : `Scopes: ${action.scopes.join(', ')}.`,
        ...(isPublic ? { security: [] } : { security: [{ bearer: [] }] }),
        ...(route.unbuilt ? { 'x-not-built': true } : {}),
        ...(route.stream ? { produces: ['text/event-stream'] } : {}),
        ...(route.produces ? { produces: [route.produces] } : {}),
        ...(route.form ? { consumes: ['multipart/form-data'] } : {}),
      },
      onRequest: async (request) => {
        if (plan)
          await guard(request, {
            action: guarded,
            plan,
            gatekeeper,
            calls: this.calls,
            takesQueryToken: route.stream,
          });
      },
      // Fastify has null judged where nothing came.
      ...(request.body && IsOptional(request.body) ? { preValidation: emptyWhereNothingCame } : {}),
      handler: route.handler,
    };
    if (route.form) registerForm(this.server, options);
    else this.server.route(options);
  }
}

/** A long answer that nobody reads must not be held for ever: its connection ends. */
function endWhenStalled({ raw }: FastifyReply): void {
  raw.setTimeout(stalledMs, () => raw.destroy());
}

/** A body that may be left out counts as an empty one. */
async function emptyWhereNothingCame(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {};
}

/** Whose work a request is: the application's that it names, or else the organization's or the caller's. */
function laneOf(request: FastifyRequest): Lane {
  const { application, organization, principal } = request;
  if (application) return { owner: application.ownerId, name: application.applicationId };
  if (organization) return { owner: organization.organizationId, name: '' };
  if (principal?.kind === 'user') return { owner: principal.userId, name: '' };
  if (principal?.kind === 'organization') return { owner: principal.organizationId, name: '' };
  return principal ? { owner: principal.applicationId, name: '' } : laneOfSender(request);
}

/** What is not built has no resource to ask: its first parameter is guarded where that is built, and it does nothing. */
function rootOf(action: Action, resources: ResourceRegistry): Action {
  const owned = /^\/[^/{]+\/\{(\w+)\}/.exec(action.path);
  if (owned && resources.named(owned[1] as string, 'owner')) return { ...action, path: owned[0] };
  const path = /^\/(?:applications\/\{applicationId\}|orgs\/\{orgId\}|users\/\{userId\}|me)(?=\/|$)/.exec(
    action.path,
  )?.[0];
  return { ...action, path: path ?? '/' };
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
