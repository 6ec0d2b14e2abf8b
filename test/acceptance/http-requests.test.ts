// What HTTP allows to be sent, on every route of the server: the right status, never 500, always the envelope.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type RawAnswer, type RawRequest, sendBytes, sendRequest } from '../support/raw-http.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

interface Route {
  readonly method: string;
  /** With ids of what exists, where there is such. */
  readonly path: string;
  readonly name: string;
}

let server: SharedServer;
let client: Client;
let bearer: Record<string, string>;
let applicationId: string;
/** Every route of the OpenAPI document, and those that show it and the console. */
let routes: Route[];

const pages = [
  '/',
  '/openapi.json',
  '/docs',
  '/docs/',
  '/docs/json',
  '/docs/static/swagger-ui.css',
  '/console',
  '/console/',
];

beforeAll(async () => {
  server = await sharedServer();
  const { client: admin, token } = await logIn(server);
  client = admin;
  bearer = { authorization: `Bearer ${token}` };
  const device = await makeDevice(client);
  applicationId = device.applicationId;
  const orgId = (await client.orgs.post({ organization: { name: 'Works' } })).id;
  const dashboardId = (await client.dashboards.post({ dashboard: { name: 'Overview' } })).id;
  const ids: Record<string, string> = { applicationId, orgId, deviceId: device.deviceId, dashboardId };
  const document = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; 'x-public'?: boolean }>>;
  };
  routes = Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations)
      // Public routes take any body, and have errors without the envelope: webhooks.test.ts.
      .filter(([, operation]) => !operation['x-public'])
      .map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        path: template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? '0123456789abcdef01234567'),
        name: operationId,
      })),
  );
  for (const path of pages) routes.push({ method: 'GET', path, name: path });
  expect(routes.length).toBeGreaterThan(200);
});
afterAll(async () => {
  expect((await fetch(`${server.http}/ready`)).status).toBe(200);
});

/**
 * Each odd request goes to every twelfth route, and each route gets every twelfth odd request: the product of them is 18,000 calls.
 * The slow suite tries all of it (test/slow/walks/http-requests.test.ts).
 */
const routesPerRequest = process.env.SIGNALBOX_TEST_ALL_ROUTES === '1' ? 1 : 12;
let turn = 0;

/** Get every odd request: they take one without parameters for what it is. */
const always = ['/applications', '/me'];

/** As `walk`, for one of many odd requests. */
async function walkSome(...[wanted, toRequest, judge]: Parameters<typeof walk>): Promise<number> {
  turn += 1;
  const mine = turn % routesPerRequest;
  const isMine = (route: Route) => routes.indexOf(route) % routesPerRequest === mine || always.includes(route.path);
  return walk((route) => wanted(route) && isMine(route), toRequest, judge);
}

/** Asks for every route, a few at a time, and collects what `judge` finds wrong. */
async function walk(
  wanted: (route: Route) => boolean,
  toRequest: (route: Route) => RawRequest,
  judge: (answer: RawAnswer, route: Route) => unknown,
): Promise<number> {
  const waiting = routes.filter(wanted);
  const count = waiting.length;
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let route = waiting.pop(); route; route = waiting.pop()) {
      const answer = await sendRequest(server.http, toRequest(route));
      try {
        judge(answer, route);
      } catch (error) {
        faults.push(`${route.method} ${route.path}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(faults.slice(0, 5)).toEqual([]);
  return count;
}

function expectEnvelope({ status, headers, text }: RawAnswer, expected: { status: number; type: string }): void {
  const { field: _field, ...body } = JSON.parse(text);
  expect({ status, contentType: headers['content-type'], ...body }).toEqual({
    ...expected,
    contentType: 'application/json; charset=utf-8',
    message: expect.stringMatching(/./),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
}

const isBodied = ({ method }: Route): boolean => method !== 'GET';
const json = { 'content-type': 'application/json' };

/** What each route answers when nothing is odd. */
const plain = new Map<Route, RawAnswer>();

it.each<[string, Record<string, string>]>([
  ['h2c, as curl --http2', { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' }],
  ['TLS', { connection: 'Upgrade', upgrade: 'TLS/1.0' }],
  ['a protocol that nobody knows', { connection: 'upgrade', upgrade: 'tea/1' }],
  ['Connection: upgrade without Upgrade', { connection: 'upgrade' }],
  ['a WebSocket without a key', { connection: 'Upgrade', upgrade: 'websocket' }],
])('serves a request that offers %s as if it did not', async (_name, offer) => {
  // Without a token: what is compared is that the route is reached, and nothing changes meanwhile.
  const requestOf = (route: Route): RawRequest => ({
    method: route.method,
    path: route.path,
    ...(isBodied(route) ? { body: '{}', headers: json } : {}),
  });
  if (plain.size === 0) {
    await walk(
      () => true,
      requestOf,
      (answer, route) => plain.set(route, answer),
    );
  }
  await walkSome(
    () => true,
    (route) => ({ ...requestOf(route), headers: { ...requestOf(route).headers, ...offer } }),
    (answer, route) => {
      expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
        status: plain.get(route)?.status,
        type: plain.get(route)?.headers['content-type'],
      });
      expect(answer.status).not.toBe(500);
    },
  );
});

it.each<[string, Partial<RawRequest>, number]>([
  ['has a method that nobody knows', { method: 'BREW' }, 501],
  ['has more headers than there is room for', { headers: { 'x-large': 'x'.repeat(20_000) } }, 431],
])('answers the request after an ignored upgrade that %s', async (_name, odd, status) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const request = { method: 'GET', path: '/health', agent };
  const offer = { connection: 'Upgrade', upgrade: 'h2c' };
  expect((await sendRequest(server.http, { ...request, headers: offer })).status).toBe(200);
  expect((await sendRequest(server.http, { ...request, ...odd })).status).toBe(status);
  agent.destroy();
});

it('refuses a WebSocket anywhere but at /mqtt, and says where it is', async () => {
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  await walk(
    () => true,
    ({ method, path }) => ({ method, path, headers: { ...headers, ...key } }),
    (answer) => {
      expectEnvelope(answer, { status: 404, type: 'NotFound' });
      expect(answer.text).toContain('/mqtt');
    },
  );
  const at = (extra: RawRequest): Promise<RawAnswer> => sendRequest(server.http, extra);
  const mqtt = { method: 'GET', path: '/mqtt' };
  const plain = await at(mqtt);
  expectEnvelope(plain, { status: 426, type: 'UpgradeRequired' });
  expect(plain.headers.upgrade).toBe('websocket');
  expectEnvelope(await at({ ...mqtt, headers }), { status: 400, type: 'Validation' });
  const version = { ...headers, ...key, 'sec-websocket-version': '7' };
  expectEnvelope(await at({ ...mqtt, headers: version }), { status: 426, type: 'UpgradeRequired' });
  expectEnvelope(await at({ ...mqtt, method: 'POST', headers }), { status: 405, type: 'MethodNotAllowed' });
});

it.each(pages)('serves %s', async (path) => {
  expect([200, 302]).toContain((await sendRequest(server.http, { method: 'GET', path })).status);
});

it('has HEAD where GET only looks and comes to an end, and nowhere else', async () => {
  const files = ['actions', 'extensions'].map((name) =>
    JSON.parse(readFileSync(new URL(`../../src/kernel/contract/${name}.json`, import.meta.url), 'utf8')),
  ) as Record<string, Record<string, { scopes?: string[] }>>[];
  const changes = (name: string): boolean => {
    const [resource = '', verb = ''] = name.split('.');
    const scopes = files.flatMap((file) => file[resource]?.[verb]?.scopes ?? []);
    return scopes.length > 0 && !scopes.some((scope) => scope.endsWith('.read'));
  };
  const isSafe = ({ name, path }: Route): boolean =>
    !changes(name) && !/stream$/i.test(path) && !/\.(download|export|asset)$/.test(name);
  const refused: string[] = [];
  const gets = (route: Route): boolean => route.method === 'GET';
  const head = ({ path }: Route): RawRequest => ({ method: 'HEAD', path, headers: bearer });
  await walk(gets, head, (answer, route) => {
    expect(answer.text).toBe('');
    if (isSafe(route)) return expect([200, 302, 400, 401, 403, 404, 501]).toContain(answer.status);
    refused.push(route.name);
    expect(answer.status).toBe(405);
    const allowed = String(answer.headers.allow).split(', ');
    expect(allowed).toContain('GET');
    expect(allowed).not.toContain('HEAD');
  });
  expect(refused).toEqual(
    expect.arrayContaining(['application.archiveData', 'application.mqttSubscriptionStream', 'me.refreshToken']),
  );
  expect((await sendRequest(server.http, { method: 'HEAD', path: '/nowhere' })).status).toBe(404);
  const read = await sendRequest(server.http, { method: 'GET', path: '/me', headers: bearer });
  const looked = await sendRequest(server.http, { method: 'HEAD', path: '/me', headers: bearer });
  expect(looked.headers['content-length']).toBe(String(Buffer.byteLength(read.text)));
});

it('names the methods of every path: to OPTIONS, and to a method that it does not have', async () => {
  await walk(
    () => true,
    ({ path }) => ({ method: 'OPTIONS', path }),
    (answer, { method }) => {
      expect(answer.status).toBe(204);
      expect(String(answer.headers.allow).split(', ')).toEqual(expect.arrayContaining([method, 'OPTIONS']));
    },
  );
  for (const method of ['PUT', 'TRACE', 'PROPFIND', 'QUERY', 'LINK']) {
    await walkSome(
      () => true,
      ({ path }) => ({ method, path, headers: json, body: '{' }),
      (answer, route) => {
        expectEnvelope(answer, { status: 405, type: 'MethodNotAllowed' });
        expect(String(answer.headers.allow).split(', ')).toContain(route.method);
      },
    );
  }
  expectEnvelope(await sendRequest(server.http, { method: 'OPTIONS', path: '/nowhere' }), {
    status: 404,
    type: 'NotFound',
  });
  expect((await sendRequest(server.http, { method: 'OPTIONS', path: '*' })).status).toBe(204);
});

it('responds to the preflight of a browser on every path', async () => {
  const preflight = { origin: 'https://elsewhere.example', 'access-control-request-method': 'PATCH' };
  await walk(
    () => true,
    ({ path }) => ({ method: 'OPTIONS', path, headers: preflight }),
    ({ status, headers }) => {
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBe('*');
    },
  );
});

it.each<[string, Record<string, string>]>([
  ['gzip', { ...json, 'content-encoding': 'gzip' }],
  ['br', { ...json, 'content-encoding': 'br' }],
  ['several codings', { ...json, 'content-encoding': 'gzip, br' }],
  ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
  ['Latin-1', { 'content-type': 'application/json;charset="ISO-8859-1"' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['XML', { 'content-type': 'text/xml' }],
  ['a type that is none', { 'content-type': ';;;' }],
])('answers a body in %s with 415, once it is known who asks', async (_name, headers) => {
  let refused = 0;
  const requestOf = ({ method, path }: Route): RawRequest => ({ method, path, headers, body: '{"a":1}' });
  const asCaller = (route: Route): RawRequest => ({ ...requestOf(route), headers: { ...headers, ...bearer } });
  await walkSome(isBodied, asCaller, (answer) => {
    if (answer.status === 403) return;
    expectEnvelope(answer, { status: 415, type: 'UnsupportedMediaType' });
    if ('content-encoding' in headers) expect(answer.headers['accept-encoding']).toBe('identity');
    refused += 1;
  });
  expect(refused).toBeGreaterThan(80 / routesPerRequest);
  const takesToken = (route: Route): boolean => isBodied(route) && route.path.startsWith('/applications');
  await walkSome(takesToken, requestOf, (answer) => expectEnvelope(answer, { status: 401, type: 'InvalidToken' }));
});

it('reads JSON that says it is what it is', async () => {
  for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON']) {
    const headers = { ...bearer, 'content-type': type, 'content-encoding': 'identity' };
    const answer = await sendRequest(server.http, {
      method: 'POST',
      path: '/applications',
      headers,
      body: '{"name":"ü"}',
    });
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.text).name).toBe('ü');
  }
});

it.each<[string, string, number]>([
  ['a broken escape', '%zz', 400],
  ['half an escape', '%', 400],
  ['an escape of no UTF-8', 'a=%ff', 400],
  ['a lone surrogate', 'a=%ed%a0%80', 400],
  ['__proto__', '__proto__[polluted]=1&__proto__=2&constructor[prototype][polluted]=1', 200],
  ['methods of objects', 'toString=1&hasOwnProperty=1&valueOf[x]=1', 200],
  ['deep nesting', `a${'[b]'.repeat(500)}=1`, 200],
  ['thousands of parameters', `${'a=1&'.repeat(3000)}`, 200],
  ['an array of a huge index', 'a[999999999]=1', 200],
  ['separators only', '&&&===&?&', 200],
])('takes a query with %s for what it is on every route', async (_name, query, status) => {
  const takesNothing = ({ method, path }: Route): boolean => method === 'GET' && !path.endsWith('Stream');
  let ok = 0;
  await walkSome(
    takesNothing,
    ({ path }) => ({ method: 'GET', path: `${path}?${query}`, headers: bearer }),
    (answer) => {
      expect([200, 302, 400, 401, 403, 404, 405, 410, 501]).toContain(answer.status);
      if (answer.status === status) ok += 1;
      if (answer.status >= 400) expect(JSON.parse(answer.text).requestId).toMatch(/./);
    },
  );
  expect(ok).toBeGreaterThan(20 / routesPerRequest);
  expect(Object.keys({})).toEqual([]);
});

it.each(['%00', '%ff', '%', '%u0041', '..%2f..%2fetc%2fpasswd', '%5c..%5c', '%2e%2e', 'x'.repeat(300), '%f0%9f%a6%8a'])(
  'takes %s at the end of every path for nothing that there is',
  async (segment) => {
    await walkSome(
      ({ path }) => path !== '/console/',
      ({ method, path }) => ({
        method,
        path: `${path.replace(/\/$/, '')}/${segment}`,
        headers: { ...bearer, ...(method === 'GET' ? {} : json) },
        ...(method === 'GET' ? {} : { body: '{}' }),
      }),
      (answer, { path }) => {
        // Below /console/ every path is the console's one page, but for its files.
        if (path === '/console' && answer.status === 200) return;
        expect([400, 404, 405, 501]).toContain(answer.status);
        expect(JSON.parse(answer.text).message).toMatch(/./);
      },
    );
  },
);

it('does not take a path with a slash behind it for the path, and says so', async () => {
  await walk(
    ({ path }) => !/^\/(docs|console)|\/$/.test(path),
    ({ method, path }) => ({ method, path: `${path}/`, headers: bearer }),
    (answer) => {
      expectEnvelope(answer, { status: 404, type: 'NotFound' });
      expect(answer.text).toContain('does not end in /');
    },
  );
});

it.each(['/console/assets/', '/docs/static/'])(
  'serves what a browser may ask of the files below %s',
  async (folder) => {
    const page = await (await fetch(`${server.http}${folder === '/docs/static/' ? '/docs/' : '/console/'}`)).text();
    const name = /[\w.-]+\.css/.exec(page)?.[0] ?? '';
    const ask = (headers: Record<string, string>, path = `${folder}${name}`): Promise<RawAnswer> =>
      sendRequest(server.http, { method: 'GET', path, headers });
    const whole = await ask({});
    expect(whole.status).toBe(200);
    const size = Buffer.byteLength(whole.text);
    expect(await ask({ range: 'bytes=0-3' })).toMatchObject({ status: 206, text: whole.text.slice(0, 4) });
    const beyond = await ask({ range: `bytes=${size}-` });
    expectEnvelope(beyond, { status: 416, type: 'RangeNotSatisfiable' });
    expect(beyond.headers['content-range']).toBe(`bytes */${size}`);
    expect(beyond.headers['cache-control']).toBe('no-store');
    expect((await ask({ range: 'lines=0-3' })).status).toBe(200);
    expectEnvelope(await ask({ 'if-match': '"other"' }), { status: 412, type: 'PreconditionFailed' });
    expect((await ask({ 'if-match': '*' })).status).toBe(200);
    expect((await ask({ 'if-none-match': String(whole.headers.etag) })).status).toBe(304);
    const early = { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' };
    expectEnvelope(await ask(early), { status: 412, type: 'PreconditionFailed' });
    expect((await ask({ 'if-modified-since': 'never' })).status).toBe(200);
    for (const odd of [
      '%00',
      `${name}%00`,
      '%2e%2e%2findex.html',
      '%5cetc',
      `${name}/`,
      `./${name}`,
      '.',
      '//',
      'x'.repeat(5000),
    ]) {
      expectEnvelope(await ask({}, `${folder}${odd}`), { status: 404, type: 'NotFound' });
    }
  },
);

it.each<[string, string, number, string]>([
  ['a header of 20 kB', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HeadersTooLarge'],
  ['3,000 headers', `GET /health HTTP/1.1\r\nHost: a\r\n${'a: bcdef\r\n'.repeat(3000)}\r\n`, 431, 'HeadersTooLarge'],
  ['a path of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'HeadersTooLarge'],
  ['a query of 20 kB', `GET /health?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'HeadersTooLarge'],
  ['no Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'Validation'],
  ['two Hosts', 'GET /health HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n', 400, 'Validation'],
  [
    'a body that is coded before it is cut into chunks',
    'POST /auth/user HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    501,
    'NotImplemented',
  ],
  ['a method that nobody knows', 'BREW /health HTTP/1.1\r\nHost: a\r\n\r\n', 501, 'NotImplemented'],
  ['a lower-case method', 'get /health HTTP/1.1\r\nHost: a\r\n\r\n', 501, 'NotImplemented'],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 501, 'NotImplemented'],
  [
    'a length that is no number',
    'POST /auth/user HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n',
    400,
    'Validation',
  ],
  ['a negative length', 'POST /auth/user HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400, 'Validation'],
  ['two lengths', 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'Validation'],
  [
    'a length beside chunks',
    'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'Validation',
  ],
  ['another transfer coding', 'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', 400, 'Validation'],
  [
    'a chunk of no size',
    'POST /auth/user HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    400,
    'Validation',
  ],
  ['a header without a name', 'GET /health HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n', 400, 'Validation'],
  ['NUL in a header', 'GET /health HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400, 'Validation'],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'Validation'],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'Validation'],
  [
    'Expect: something else',
    'POST /auth/user HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}',
    417,
    'ExpectationFailed',
  ],
  [
    'a body announced as too large',
    'POST /auth/user HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n',
    413,
    'TooLarge',
  ],
])('answers %s with the envelope', async (_name, bytes, status, type) => {
  expectEnvelope(await sendBytes(server.http, bytes), { status, type });
});

it.each([
  '/applications?filter=caf\u00e9',
  '/applications/\u00e9',
  '/applications?filter=a b',
  '/applications?filter=\x7f',
])('says how a URL is written to who sends %j as it was typed', async (target) => {
  // As UTF-8, which curl sends.
  const answer = await sendBytes(
    server.http,
    `GET ${Buffer.from(target).toString('latin1')} HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  expectEnvelope(answer, { status: 400, type: 'Validation' });
  expect(answer.text).toContain('must be percent-encoded');
});

it('lets pages of any origin ask for a part of a file, and only for what they do not have', async () => {
  const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'range,if-none-match' };
  const answer = await sendRequest(server.http, {
    method: 'OPTIONS',
    path: '/files/0123456789abcdef01234567/a.txt',
    headers: { origin: 'https://maps.example', ...asked },
  });
  expect(answer.status).toBe(204);
  expect(String(answer.headers['access-control-allow-headers']).split(', ')).toEqual(
    expect.arrayContaining(['Range', 'If-None-Match']),
  );
});

it('says that it goes on before it reads a body that was announced', async () => {
  const head = 'POST /auth/user HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n';
  const answer = await sendBytes(server.http, `${head}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`);
  expect(answer.status).toBe(100);
  expect(answer.text).toContain('email is required');
});

it('drops no header, however many there are', async () => {
  const many = 'a:b\r\n'.repeat(2500);
  const answer = await sendBytes(
    server.http,
    `GET /me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${many}Authorization: ${bearer.authorization}\r\n\r\n`,
  );
  expect(answer.status).toBe(200);
});
