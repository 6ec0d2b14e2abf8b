import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { get } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ token } = await logIn(server));
});

const json = 'application/json';

it.each<[string, string, RequestInit, number, string, string]>([
  ['malformed JSON', '/applications', { method: 'POST', body: '{"name":' }, 400, 'Validation', 'valid JSON'],
  ['a body that is no object', '/applications', { method: 'POST', body: '[]' }, 400, 'Validation', 'object'],
  ['no body', '/applications', { method: 'POST' }, 400, 'Validation', 'object'],
  ['deep nesting', '/applications', { method: 'POST', body: '['.repeat(1000) }, 400, 'Validation', 'nested'],
  [
    'a prototype key',
    '/applications',
    { method: 'POST', body: '{"name":"x","__proto__":{}}' },
    400,
    'Validation',
    '__proto__',
  ],
  ['a large body', '/applications', { method: 'POST', body: `"${'x'.repeat(300_000)}"` }, 413, 'TooLarge', '256 KiB'],
  ['an unknown route', '/nowhere', {}, 404, 'NotFound', 'GET /nowhere'],
  ['an id that is far too long', `/applications/${'x'.repeat(300)}`, {}, 404, 'NotFound', 'longer'],
  ['another method', '/applications', { method: 'PUT', body: '{}' }, 405, 'MethodNotAllowed', 'PUT is not'],
  ['a wrong page', '/applications?page=-1', {}, 400, 'Validation', 'page'],
  ['a wrong sort field', '/applications?sortField=colour', {}, 400, 'Validation', 'sortField'],
  ['a broken escape', '/applications/%', {}, 400, 'Validation', 'URL'],
])('answers %s with the envelope', async (_name, path, init, status, type, words) => {
  const headers = { Authorization: `Bearer ${token}`, ...(init.body === undefined ? {} : { 'Content-Type': json }) };
  const response = await fetch(`${server.http}${path}`, { ...init, headers });
  const body = (await response.json()) as Record<string, unknown>;
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect({ status: response.status, ...body }).toEqual({
    status,
    type,
    message: expect.stringContaining(words),
    // Where one field is wrong, it is named beside the message that begins with it.
    ...(String(body.message).startsWith(words) && status === 400 ? { field: words } : {}),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.[jt]s:\d|at .*\(/);
});

it('responds to a wrong content type with 415', async () => {
  const response = await fetch(`${server.http}/applications`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/xml' },
    body: '<name/>',
  });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({
    type: 'UnsupportedMediaType',
    message: 'Content-Type must be application/json',
  });
});

it('asks for a token before it looks at anything else', async () => {
  for (const path of ['/applications', '/me', '/applications/0123456789abcdef01234567/experience/users']) {
    const response = await get(server, path);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ type: 'InvalidToken' });
    expect((await get(server, path, 'sb_made_up')).status).toBe(401);
  }
  const malformed = await fetch(`${server.http}/applications`, { method: 'POST', body: '{' });
  expect(malformed.status).toBe(401);
});

it('responds to actions that are not built with 501, after the same checks as any other', async () => {
  const { client } = await logIn(server);
  const { id } = await client.applications.post({ application: { name: 'Unbuilt' } });
  const response = await get(server, `/applications/${id}/experience/users`, token);
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({
    type: 'NotImplemented',
    message: expect.stringContaining('experienceUsers.get'),
  });
  expect((await get(server, '/applications/0123456789abcdef01234567/flows', token)).status).toBe(404);
});

it('describes every action of the contract in OpenAPI 3.1, with a page to read', async () => {
  const document = (await (await get(server, '/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  const contract = JSON.parse(
    readFileSync(new URL('../../src/kernel/contract/actions.json', import.meta.url), 'utf8'),
  ) as Record<string, Record<string, { method: string; path: string }>>;
  for (const [resource, actions] of Object.entries(contract)) {
    for (const [verb, { method, path }] of Object.entries(actions)) {
      expect(document.paths[path]?.[method.toLowerCase()]?.operationId).toBe(`${resource}.${verb}`);
    }
  }
  const reference = await get(server, '/docs/');
  expect(reference.status).toBe(200);
  expect(reference.headers.get('content-security-policy')).toMatch(/script-src 'self';(?!.*upgrade-insecure-requests)/);
  // Its policy lets no script run that stands in the page itself.
  expect(await reference.text()).not.toMatch(/<script>/);
  const csp = (await get(server, '/health')).headers.get('content-security-policy');
  expect(csp).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(await (await get(server, '/health')).json()).toEqual({ status: 'ok' });
  expect(await (await get(server, '/metrics')).text()).toContain('signalbox_states_stored');
});
