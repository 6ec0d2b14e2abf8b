import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { readOperations } from '../support/openapi-fields.ts';
import { seed } from '../support/seed.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { makeToken, makeUser } from '../support/tenant.ts';
import { arbitraryRequest, type FuzzRequest } from './fuzz-requests.ts';

const rounds = 7;
/** Requests in a round: most to what does something, one to each operation that can only refuse. */
const perBuilt = 13;
const perUnbuilt = 1;
const concurrency = 16;
/** Far longer than any answer takes: whatever is not back by then hangs. */
const hangMs = 30_000;

let folder: string;
let server: TestServer;
let keeper: { client: Client; token: string };
let maker: CertificateMaker;
/** Of the keeper, and one of each round. */
const organizations: string[] = [];
/** Never named in a request: what is checked at the end cannot have been deleted meanwhile. */
let kept: { applicationId: string; deviceId: string; key: string; secret: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-fuzz-'));
  server = await start();
  keeper = await logIn(server);
  maker = await CertificateMaker.start();
  const { id: orgId } = await keeper.client.orgs.post({ organization: { name: 'Kept' } });
  organizations.push(orgId);
  const { id } = await keeper.client.applications.post({ application: { name: 'Kept', orgId } });
  kept = await makeDevice(keeper.client, { applicationId: id });
});
afterAll(async () => {
  await server.stop();
  await maker.end();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<TestServer> {
  const env = { SIGNALBOX_ARCHIVE_DIR: join(folder, 'archive'), SIGNALBOX_LOG_LEVEL: 'fatal' };
  return startServer({ dataDir: join(folder, 'data'), env });
}

/** A fresh set of everything that a request can name, and callers of every kind; the last set may be gone by now. */
async function makeTargets(round: number) {
  const user = await makeUser(server, keeper.token, `fuzz${round}@example.com`);
  const named: Record<string, string> = {};
  const device = await fillTenant({ server, maker }, user, named);
  const { applicationId = '', orgId = '' } = named;
  organizations.push(orgId);
  const ofApplication = await makeToken(server, `/applications/${applicationId}/tokens`, { token: user.token });
  const ofOrganization = await makeToken(server, `/orgs/${orgId}/tokens`, { token: user.token });
  const credentials = { deviceId: device.deviceId, key: device.key, secret: device.secret };
  const ofDevice = await connect(server).auth.authenticateDevice({ credentials });
  return {
    named,
    ids: [...Object.values(named), ofOrganization.id, '0123456789abcdef01234567'],
    tokens: [user.token, user.token, user.token, ofApplication.token, ofOrganization.token, ofDevice.token],
  };
}

// From an address of its own: the logins that fail here must not slow down those of the test.
const agent = new Agent({ keepAlive: true, maxSockets: concurrency, localAddress: '127.0.0.9' });

/** Sends a request as it stands; answers its status and, unless it is a stream, its body. */
function send({ method, path, headers, body }: FuzzRequest): Promise<{ status: number; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.http);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } });
    const timer = setTimeout(() => call.destroy(new Error('hangs')), hangMs);
    call.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    call.on('response', (response) => {
      const type = response.headers['content-type'] ?? '';
      const status = response.statusCode ?? 0;
      const finish = (text: string): void => {
        clearTimeout(timer);
        resolve({ status, text, type });
      };
      if (type.startsWith('text/event-stream')) {
        call.on('error', () => undefined);
        call.destroy();
        return finish('');
      }
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => finish(text));
    });
    call.end(body);
  });
}

/** Not in the last round: something must be left that can be looked at. */
const endsTenants: ReadonlySet<string> = new Set(['application.delete', 'org.delete']);

/** What is wrong with an answer, or undefined. Leaks are looked for in what no request of ours contains. */
function findFault(
  { status, text, type }: { status: number; text: string; type: string },
  method: string,
): string | undefined {
  if (status === 500 || status >= 502) return `answered ${status}`;
  if (status < 400) return undefined;
  if (method === 'HEAD') return text === '' ? undefined : 'answers HEAD with a body';
  if (!type.startsWith('application/json')) return `answered ${status} as ${type}`;
  const { type: name, message, requestId } = JSON.parse(text) as Record<string, unknown>;
  if ([name, message, requestId].some((each) => typeof each !== 'string' || each === '')) return 'breaks the envelope';
  return /\n\s+at |node_modules|dist\/|relation "|syntax error at/.test(text) ? 'leaks internals' : undefined;
}

it('responds to more than 20,000 odd requests without a fault, and holds together afterwards', async () => {
  console.log(`SIGNALBOX_TEST_SEED=${seed}`);
  const document = await (await fetch(`${server.http}/openapi.json`)).json();
  const operations = readOperations(document);
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    const targets = await makeTargets(round);
    const tried = round === rounds - 1 ? operations.filter(({ name }) => !endsTenants.has(name)) : operations;
    const waiting = tried.flatMap((operation, index) =>
      fc
        .sample(arbitraryRequest(operation, targets), {
          seed: seed + round * 1000 + index,
          numRuns: operation.isBuilt ? perBuilt : perUnbuilt,
        })
        .map((each) => ({ name: operation.name, request: each })),
    );
    // Mixed, with what deletes at the end, which would leave nothing to the others.
    const isLast = ({ name }: { name: string }) => Number(/\.delete$|removeMember|modifyMember|me\.patch/.test(name));
    const mixed = waiting.map((each, index) => ({ each, order: (index * 7919) % waiting.length }));
    mixed.sort((a, b) => isLast(b.each) - isLast(a.each) || a.order - b.order);
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let next = mixed.pop()?.each; next; next = mixed.pop()?.each) {
          const answer = await send(next.request).catch((error: Error) => ({
            status: 0,
            text: error.message,
            type: '',
          }));
          const fault = answer.status === 0 ? `broke off: ${answer.text}` : findFault(answer, next.request.method);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          sent += 1;
          if (fault)
            faults.push(
              `${next.name} ${fault}: ${JSON.stringify(next.request).slice(0, 600)} -> ${answer.text.slice(0, 300)}`,
            );
        }
      }),
    );
  }
  console.log(`${sent} requests to ${operations.length} operations: ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect(faults.slice(0, 5)).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(20_000);
  // A run in which nothing gets through would find nothing.
  expect(statuses.get(200)).toBeGreaterThan(500);
  expect(statuses.get(201)).toBeGreaterThan(100);
  expect((await fetch(`${server.http}/health`)).status).toBe(200);

  expect(await server.stop()).toBe(0);
  server = await start();
  keeper = await logIn(server);
  await expectConsistent(keeper.client);
}, 600_000);

async function readAll(read: (page: object) => Promise<{ items: { id: string }[]; totalCount: number }>) {
  const items: { id: string }[] = [];
  for (let page = 0; ; page += 1) {
    const answer = await read({ page: String(page), perPage: '1000' });
    items.push(...answer.items);
    if (answer.items.length === 0) {
      expect(items).toHaveLength(answer.totalCount);
      return items;
    }
  }
}

/** What the summaries count is what the lists hold, each of it can be read, and devices still work. */
async function expectConsistent(client: Client): Promise<void> {
  const applications: { id: string }[] = [];
  for (const orgId of organizations) {
    // Some were deleted by what was asked for.
    const organization = await client.org.get({ orgId }).catch((error: { statusCode: number }) => error.statusCode);
    if (organization === 404) continue;
    applications.push(...(await readAll((page) => client.applications.get({ orgId, ...page }))));
  }
  expect(applications.length).toBeGreaterThan(0);
  for (const { id: applicationId } of applications) {
    const devices = await readAll((page) => client.devices.get({ applicationId, ...page }));
    const keys = await readAll((page) => client.applicationKeys.get({ applicationId, ...page }));
    const tokens = await readAll((page) => client.applicationApiTokens.get({ applicationId, ...page }));
    const { summary } = await client.application.get({ applicationId });
    expect({ devices: summary.deviceCount, keys: summary.keyCount, tokens: summary.apiTokenCount }).toEqual({
      devices: devices.length,
      keys: keys.length,
      tokens: tokens.length,
    });
    for (const { id } of devices.slice(0, 20)) {
      const device = await client.device.get({ applicationId, deviceId: id });
      const found = await client.application.search({ applicationId, filter: device.id });
      expect(found.map((each: { id: string }) => each.id)).toContain(device.id);
    }
    for (const { id } of keys.slice(0, 20)) await client.applicationKey.get({ applicationId, applicationKeyId: id });
    for (const { id } of tokens.slice(0, 20)) await client.applicationApiToken.get({ applicationId, apiTokenId: id });
  }
  const connection = await connectDevice(server, kept);
  await connection.publishAsync(`losant/${kept.deviceId}/state`, '{"data":{"temperature":21}}', { qos: 1 });
  await connection.endAsync();
  const state = await client.device.getState({ applicationId: kept.applicationId, deviceId: kept.deviceId });
  expect(state[0].data).toEqual({ temperature: 21 });
}
