import fastify, { type FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Action } from '../../kernel/actions.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { AuditTrail } from '../audit/change.ts';
import { type Resource, ResourceRegistry } from '../resources/resource.ts';
import { ActionRouter } from './action-router.ts';
import { toAppError, writeError } from './error-answers.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createValidatorCompiler } from './validation.ts';

const application: Resource = {
  type: 'application',
  label: 'Application',
  parent: 'owner',
  idParameter: 'applicationId',
  table: 'application',
  rowId: 'application_row_id',
};
const resources = new ResourceRegistry([application]);

const a = 'a'.repeat(24);
const b = 'b'.repeat(24);

const table = new Map<string, Action>([
  [
    'thing.get',
    {
      name: 'thing.get',
      method: 'GET',
      path: '/applications/{applicationId}/things',
      scopes: ['thing.get'],
      success: 200,
      reads: true,
    },
  ],
  [
    'thing.post',
    {
      name: 'thing.post',
      method: 'POST',
      path: '/applications/{applicationId}/things',
      scopes: ['thing.post'],
      success: 201,
      reads: false,
    },
  ],
  [
    'thing.patch',
    {
      name: 'thing.patch',
      method: 'PATCH',
      path: '/applications/{applicationId}/things',
      scopes: ['thing.post'],
      success: 200,
      reads: false,
    },
  ],
  ['door.open', { name: 'door.open', method: 'POST', path: '/door', scopes: [], success: 200, reads: false }],
  [
    'thing.unbuilt',
    {
      name: 'thing.unbuilt',
      method: 'DELETE',
      path: '/applications/{applicationId}/things',
      scopes: ['thing.get'],
      success: 200,
      reads: true,
    },
  ],
]);

/** Reads the caller off the token: `<application>:<scope>`. */
const gatekeeper: Gatekeeper = {
  async authenticate(token) {
    const [applicationId = '', scope = ''] = token.split(':');
    if (scope === '') return undefined;
    return {
      kind: 'application',
      via: 'apiToken',
      applicationId,
      tokenId: 't',
      scopes: new Set([scope]),
      expiresAt: Number.POSITIVE_INFINITY,
      grantsUntil: Number.POSITIVE_INFINITY,
    };
  },
  async reach(principal: Principal, _resource: Resource, applicationId: string) {
    const reaches = principal.kind === 'application' && principal.applicationId === applicationId;
    const reached = { applicationId, applicationRowId: 1, ownerType: 'user' as const, ownerId: 'o' };
    return reaches ? { application: reached, role: 'admin' as const } : undefined;
  },
  allows: (principal, action) => action.scopes.some((scope) => principal.scopes.has(scope)),
};

const actionOf = (name: string): Action<'/applications/{applicationId}/things'> =>
  (table.get(name) ?? { name }) as Action<'/applications/{applicationId}/things'>;

/** The names of the actions recorded. */
let recorded: string[] = [];
const audit: AuditTrail = {
  write: async (_tx, entry) => {
    recorded.push(entry.action.name);
  },
};

let server: FastifyInstance;

beforeEach(() => {
  recorded = [];
  server = fastify();
  server.setValidatorCompiler(createValidatorCompiler({ ahead: true }));
  server.setErrorHandler((error, request, reply) => writeError(reply, request, toAppError(error)));
  const router = new ActionRouter({ server, gatekeeper, audit, resources, table });
  router.handle(actionOf('thing.get'), {
    summary: 'x',
    query: Type.Object({ count: Type.Optional(Type.Integer()) }),
    handle: async ({ application, query }) => ({
      id: application.applicationId,
      count: query.count,
      _links: {},
      items: [{ _links: {} }],
    }),
  });
  router.handle(actionOf('thing.post'), {
    summary: 'x',
    body: Type.Object(
      { tags: Type.Array(Type.Object({ key: Type.String() }, { additionalProperties: false })) },
      { additionalProperties: false },
    ),
    handle: async ({ body, change }) => {
      await change.record(undefined as never);
      return body;
    },
  });
  router.handle(actionOf('thing.patch'), { summary: 'x', handle: async () => ({ patched: true }) });
  router.handle(actionOf('door.open'), {
    summary: 'x',
    handle: async ({ change }) => {
      await change.record(undefined as never);
      return { open: true };
    },
  });
  router.registerUnbuilt();
});
afterEach(() => server.close());

const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, token?: string, payload?: object) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await server.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: response.statusCode, body: response.json() };
};

it('refuses in the order 401, 404, 403, 400', async () => {
  const bad = { wrong: true };
  expect((await call('POST', `/applications/${a}/things`, undefined, bad)).status).toBe(401);
  expect((await call('POST', `/applications/${a}/things`, 'unknown', bad)).status).toBe(401);
  expect((await call('POST', `/applications/${a}/things`, `${b}:thing.post`, bad)).status).toBe(404);
  expect((await call('POST', `/applications/${a}/things`, `${a}:thing.get`, bad)).status).toBe(403);
  expect((await call('POST', `/applications/${a}/things`, `${a}:thing.post`, bad)).status).toBe(400);
  expect(await call('POST', `/applications/${a}/things`, `${a}:thing.post`, { tags: [] })).toEqual({
    status: 201,
    body: { tags: [] },
  });
});

it('responds 501 to an action without a handler, to those who could have called it', async () => {
  expect((await call('DELETE', `/applications/${a}/things`)).status).toBe(401);
  expect((await call('DELETE', `/applications/${b}/things`, `${a}:thing.get`)).status).toBe(404);
  expect(await call('DELETE', `/applications/${a}/things`, `${a}:thing.get`)).toMatchObject({
    status: 501,
    body: { type: 'NotImplemented' },
  });
});

it('takes no token where the action has no scopes', async () => {
  expect(await call('POST', '/door')).toEqual({ status: 200, body: { open: true } });
});

it('reads numbers from a query but not from a body, and names the field that is wrong', async () => {
  expect(await call('GET', `/applications/${a}/things?count=5`, `${a}:thing.get`)).toMatchObject({
    body: { count: 5 },
  });
  expect(await call('GET', `/applications/${a}/things?count=x`, `${a}:thing.get`)).toMatchObject({
    status: 400,
    body: { message: 'count must be integer' },
  });
  const post = (payload: object) => call('POST', `/applications/${a}/things`, `${a}:thing.post`, payload);
  expect((await post({})).body.message).toBe('tags is required');
  expect((await post({ tags: [{ key: 5 }] })).body.message).toBe('tags[0].key must be string');
  expect((await post({ tags: [{ key: 'a', colour: 'b' }] })).body.message).toBe('tags[0].colour is not a known field');
  expect((await post({ tags: [], more: 1 })).body.message).toBe('more is not a known field');
});

it("leaves links out, of a page's items too, when the query says so", async () => {
  expect((await call('GET', `/applications/${a}/things`, `${a}:thing.get`)).body).toEqual({
    id: a,
    _links: {},
    items: [{ _links: {} }],
  });
  expect((await call('GET', `/applications/${a}/things?_links=false`, `${a}:thing.get`)).body).toEqual({
    id: a,
    items: [{}],
  });
});

it('refuses to handle an action that the table does not have', () => {
  const router = new ActionRouter({ server: fastify(), gatekeeper, audit, resources, table });
  expect(() => router.handle(actionOf('thing.paint'), { summary: 'x', handle: async () => undefined })).toThrow(
    'thing.paint',
  );
});

it('refuses to call a change done that nobody has recorded', async () => {
  await call('POST', `/applications/${a}/things`, `${a}:thing.post`, { tags: [] });
  expect(recorded).toEqual(['thing.post']);
  expect((await call('PATCH', `/applications/${a}/things`, `${a}:thing.post`)).status).toBe(500);
  await call('GET', `/applications/${a}/things`, `${a}:thing.get`);
  expect(recorded).toEqual(['thing.post']);
});

it('never lets the words of an unknown error out', () => {
  expect(toAppError(new Error('password=hunter2'))).toMatchObject({
    type: 'Internal',
    message: expect.not.stringContaining('hunter2'),
  });
  expect(toAppError(new AppError('Conflict', 'taken')).status).toBe(409);
});

it('refuses to register a route whose parameter nobody could guard', () => {
  const path = '/applications/{applicationId}/things/{thingId}' as const;
  const open: Action<typeof path> = {
    name: 'thing.open',
    method: 'GET',
    path,
    scopes: ['x'],
    success: 200,
    reads: true,
  };
  const register = (known: ResourceRegistry) => {
    const options = { server: fastify(), gatekeeper, audit, table: new Map([[open.name, open]]) };
    new ActionRouter({ ...options, resources: known }).handle(open, { summary: 'x', handle: async () => undefined });
  };
  expect(() => register(resources)).toThrow('thingId');
  const thing = { ...application, type: 'thing', label: 'Thing', parent: 'application', idParameter: 'thingId' };
  expect(() => register(new ResourceRegistry([application, thing]))).not.toThrow();
  expect(() => register(new ResourceRegistry([{ ...thing, parent: 'owner' }]))).toThrow('applicationId');
});
