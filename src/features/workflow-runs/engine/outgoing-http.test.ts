import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HttpCall } from '../../workflow-nodes/index.ts';
import { OpenConnections } from './open-connections.ts';
import { OutgoingHttp } from './outgoing-http.ts';

/** What came to the server behind each path. */
let seen: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
let server: Server;
let port: number;
let allowed: OutgoingHttp;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url = '', headers } = request;
    seen.push({ method, url, headers, body });
    const [, kind, rest = ''] = /^\/(\w+)\/?(.*)$/.exec(url) ?? [];
    if (kind === 'to') response.writeHead(Number(rest.slice(0, 3)), { location: rest.slice(4) }).end();
    else if (kind === 'loop') response.writeHead(302, { location: '/loop' }).end();
    else if (kind === 'huge') response.end(Buffer.alloc(6 * 1024 * 1024));
    else if (kind === 'never') return;
    else response.writeHead(201, { 'x-kind': 'plain' }).end('{"a":1}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  allowed = new OutgoingHttp({ allowedHosts: [`127.0.0.1:${port}`, 'localhost'] }, new OpenConnections());
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

const callOf = (path: string, more: Partial<HttpCall> = {}): HttpCall => ({
  applicationId: '0123456789abcdef01234567',
  method: 'GET',
  url: path.startsWith('http') ? path : `http://127.0.0.1:${port}${path}`,
  headers: {},
  body: undefined,
  timeoutMs: 5_000,
  followsRedirects: true,
  isInsecure: false,
  signal: new AbortController().signal,
  ...more,
});

it('returns whatever the other side responds with', async () => {
  const answer = await allowed.request(callOf('/plain', { method: 'POST', body: Buffer.from('sent') }));
  expect(answer).toMatchObject({ statusCode: 201, headers: { 'x-kind': 'plain' } });
  expect(Buffer.from(answer.body).toString()).toBe('{"a":1}');
  expect(seen).toMatchObject([{ method: 'POST', body: 'sent' }]);
});

it.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://0x7f000001:PORT/',
  'http://2130706433:PORT/',
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
])('refuses %s, which is not of the public internet', async (text) => {
  const strict = new OutgoingHttp({ allowedHosts: [] }, new OpenConnections());
  const url = text.replace('PORT', String(port));
  await expect(strict.request({ ...callOf('/'), url })).rejects.toMatchObject({ name: 'HttpError' });
  expect(seen).toEqual([]);
});

it('names what is no URL', async () => {
  await expect(allowed.request({ ...callOf('/'), url: 'nothing' })).rejects.toMatchObject({ name: 'ValidationError' });
});

it('judges the place that a redirect leads to as it judged the first', async () => {
  const inside = callOf(`/to/302/${encodeURI('http://10.0.0.1/')}`);
  await expect(allowed.request(inside)).rejects.toThrow(/10\.0\.0\.1/);
  expect(seen).toHaveLength(1);
});

it('follows a few redirects, and a POST as browsers do', async () => {
  const posted = callOf('/to/303//plain', {
    method: 'POST',
    body: Buffer.from('x'),
    headers: { 'content-type': 'a/b' },
  });
  expect(await allowed.request(posted)).toMatchObject({ statusCode: 201 });
  expect(seen[1]).toMatchObject({ method: 'GET', body: '' });
  expect(seen[1]?.headers['content-type']).toBeUndefined();
  await expect(allowed.request(callOf('/loop'))).rejects.toThrow('more than 5 redirects');
  expect(await allowed.request(callOf('/loop', { followsRedirects: false }))).toMatchObject({ statusCode: 302 });
});

it('sends credentials to no other origin', async () => {
  const elsewhere = `http://localhost:${port}/plain`;
  await allowed.request(
    callOf(`/to/307/${elsewhere}`, { headers: { authorization: 'secret', cookie: 'a=b', 'x-own': '1' } }),
  );
  expect(seen[0]?.headers.authorization).toBe('secret');
  expect(seen[1]?.headers).toMatchObject({ 'x-own': '1' });
  expect(seen[1]?.headers).not.toHaveProperty('authorization');
  expect(seen[1]?.headers).not.toHaveProperty('cookie');
});

it('takes no response that is larger than a payload, and waits for none for ever', async () => {
  await expect(allowed.request(callOf('/huge'))).rejects.toMatchObject({ name: 'PayloadTooLarge' });
  await expect(allowed.request(callOf('/never', { timeoutMs: 50 }))).rejects.toMatchObject({ name: 'TimeoutError' });
});

it.each(['/a\r\nX: y', '/a\tb', '/a\u0000'])('calls no other address than the one that is given: %j', async (path) => {
  await expect(allowed.request(callOf(path))).rejects.toMatchObject({ name: 'ValidationError' });
  expect(seen).toEqual([]);
});
