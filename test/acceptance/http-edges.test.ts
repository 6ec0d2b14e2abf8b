import { once } from 'node:events';
// What HTTP leaves to a server to decide: addresses behind proxies, blanks in queries, event ids, scopes of newer clients.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect as connectSocket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { get, makeDevice } from '../support/fixtures.ts';
import { sendRequest } from '../support/raw-http.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
}

let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;
let operations: Operation[];

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_TRUSTED_PROXIES: 'loopback,10.0.0.0/8' } });
  ({ client, token } = await logIn(server));
  const device = await makeDevice(client);
  applicationId = device.applicationId;
  const flowId: string = (await client.flows.post({ applicationId, flow: { name: 'Alert' } })).id;
  const dashboardId: string = (await client.dashboards.post({ dashboard: { name: 'Plant', applicationId } })).id;
  const ids: Record<string, string> = { applicationId, deviceId: device.deviceId, flowId, dashboardId };
  const { paths } = (await (await get(server, '/openapi.json')).json()) as {
    paths: Record<string, Record<string, object>>;
  };
  operations = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: template.replaceAll(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? '0123456789abcdef01234567'),
      isStream: JSON.stringify(operation).includes('text/event-stream'),
    })),
  );
});
afterAll(() => server.stop());

it.each([
  'none-of-yours',
  '-',
  '7',
  '-7',
  'ffffffffffff-',
  'x-1e3',
  'x-0x10',
  '9'.repeat(400),
  '\u00ff',
  '<script>',
  'NaN',
])('opens every event stream for a reader whose Last-Event-ID is %s', async (id) => {
  const streams = operations.filter(({ isStream }) => isStream);
  expect(streams.length).toBeGreaterThanOrEqual(5);
  for (const { path } of streams) {
    const reader = await EventReader.open(`${server.http}${path}?topic=%23&token=${token}`, { 'Last-Event-ID': id });
    // The archive jobs are told anew from the table, so nothing of them can be missed; all others say what may be.
    const expected = path.endsWith('/archiveJobsStream') ? 'comment' : 'gap';
    expect((await reader.next(expected))?.event, path).toBe(expected);
    reader.close();
  }
});

it('says that an unencoded + is a blank, where a + was meant', async () => {
  const stream = `/applications/${applicationId}/mqttSubscriptionStream`;
  for (const topic of ['a/+/b', '+', '+/b', 'a/+']) {
    const response = await get(server, `${stream}?topic=${topic}`, token);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toMatch(/^topic .* write \+ as %2B$/);
  }
  for (const topic of ['a/%2B/b', 'a/%20/b', 'two+words', 'a+b/%2B']) {
    const reader = await EventReader.open(`${server.http}${stream}?topic=${topic}&token=${token}`);
    expect(await reader.next('comment')).toBeDefined();
    reader.close();
  }
  const invitation = await get(server, '/invites?email=a+b@example.com&token=x');
  expect(invitation.status).toBe(400);
  expect(((await invitation.json()) as { message: string }).message).toMatch(/^email .* write \+ as %2B$/);
});

inSlowSuite('logs in a hundred times with a wrong password', () => {
  it('counts failed logins by the address that a trusted proxy names, in whatever form', async () => {
    const fail = async (email: string, forwarded: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': forwarded };
      const body = JSON.stringify({ email, password: 'wrong' });
      return (await sendRequest(server.http, { method: 'POST', path: '/auth/user', headers, body })).status;
    };
    const forms: [string, (index: number) => string, string][] = [
      ['port', (index) => `203.0.113.9:${50_000 + index}`, '203.0.113.10:50000'],
      ['network', (index) => `2001:db8:0:7::${index}`, '2001:db8:0:8::1'],
      ['bracket', (index) => `"[2001:DB8:0:9::${index}]:${443 + index}"`, '[2001:db8:0:a::1]:443'],
      ['mapped', (index) => (index % 2 ? '::ffff:198.51.100.7' : '198.51.100.7'), '::ffff:198.51.100.8'],
      [
        'chain',
        (index) => `198.51.100.${index}, 192.0.2.1:${index + 1}, 10.0.0.1:4711, 127.0.0.1`,
        '192.0.2.2, 10.9.9.9',
      ],
    ];
    for (const [name, toAddress, other] of forms) {
      const email = `${name}@example.com`;
      for (let index = 0; index < 10; index += 1) expect(await fail(email, toAddress(index)), name).toBe(401);
      expect(await fail(email, toAddress(10)), name).toBe(429);
      expect(await fail(email, other), name).toBe(401);
    }
    // A proxy that knows no address: whoever is connected.
    expect(await fail('unknown@example.com', 'unknown')).toBe(401);
  });
});

it('makes tokens with every scope that the newest client lists, and those of actions that are not there open nothing', async () => {
  const lib = dirname(createRequire(import.meta.url).resolve('losant-rest'));
  const schema = JSON.parse(readFileSync(join(lib, 'schemas', 'applicationApiTokenPost.json'), 'utf8'));
  const listed: string[] = schema.properties.scope.items.enum;
  expect(listed.length).toBeGreaterThan(200);
  await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'All', scope: listed } });
  const table = ['actions', 'extensions'].map((name) =>
    JSON.parse(readFileSync(new URL(`../../src/kernel/contract/${name}.json`, import.meta.url), 'utf8')),
  ) as Record<string, Record<string, { scopes?: string[] }>>[];
  const routed = new Set(
    table
      .flatMap((file) => Object.values(file).flatMap((each) => Object.values(each)))
      .flatMap((each) => each.scopes ?? []),
  );
  const newer = listed.filter((scope) => !routed.has(scope));
  expect(newer).toEqual(expect.arrayContaining(['application.fullEventsArchive', 'notebooks.get']));
  const made = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'Newer', scope: newer } });
  expect(made.scope.toSorted()).toEqual(newer.toSorted());
  const headers = { authorization: `Bearer ${made.token}`, 'content-type': 'application/json' };
  for (const { method, path } of operations.filter((each) => each.path.startsWith(`/applications/${applicationId}`))) {
    const { status } = await sendRequest(server.http, {
      method,
      path,
      headers,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    expect(status, `${method} ${path}`).toBe(403);
  }
  const unknown = client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'x', scope: ['application.fly'] },
  });
  await expect(unknown).rejects.toMatchObject({ statusCode: 400 });
});

it('holds the document of the API once, however many ask for it and do not read it', async () => {
  const { hostname, port } = new URL(server.http);
  const memory = async (): Promise<number> => {
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${server.pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  };
  await (await fetch(`${server.http}/openapi.json`)).arrayBuffer();
  const before = await memory();
  const asked = 'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10);
  const sockets = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const socket = connectSocket(Number(port), hostname);
      socket.pause();
      await once(socket, 'connect');
      socket.write(asked);
      return socket;
    }),
  );
  // Answered after all of those that were there first.
  for (let look = 0; look < 5; look += 1) expect((await fetch(`${server.http}/health`)).status).toBe(200);
  const more = (await memory()) - before;
  for (const socket of sockets) socket.destroy();
  // As text, each of the 1.4 MiB would be there 150 times or more.
  expect(more).toBeLessThan(120);
});

it('compresses JSON that is long for who accepts it, and nothing else', async () => {
  const plain = await sendRequest(server.http, { method: 'GET', path: '/openapi.json' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  const headers = { 'Accept-Encoding': 'gzip' };
  const packed = await fetch(`${server.http}/openapi.json`, { headers });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toContain('accept-encoding');
  expect(await packed.json()).toEqual(JSON.parse(plain.text));
  const raw = await sendRequest(server.http, { method: 'GET', path: '/openapi.json', headers });
  expect(raw.text.length).toBeLessThan(plain.text.length / 5);
  const short = await fetch(`${server.http}/health`, { headers });
  expect(short.headers.get('content-encoding')).toBeNull();
});
