// Read-only links to a page (resources.md, "Page links"): what one opens, and that it opens nothing else.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let strangerToken: string;
let applicationId: string;
let deviceId: string;
let otherId: string;

interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
}

const dayMs = 86_400_000;
/** Calls under way at a time. */
const atOnce = 16;
const soon = () => new Date(Date.now() + dayMs).toISOString();
const links = () => `/applications/${applicationId}/page-links`;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  const user = await makeUser(server, admin.token, 'page-links@example.com');
  ({ client, token } = user);
  strangerToken = (await makeUser(server, admin.token, 'page-links-stranger@example.com')).token;
  const attributes = [
    { name: 'level', dataType: 'number', attributeTags: { unit: 'cm' } },
    { name: 'secret', dataType: 'string' },
  ];
  ({ applicationId, deviceId } = await makeDevice(client, { device: { name: 'Tank', attributes } }));
  const tags = [{ key: 'hall', value: 'a' }];
  otherId = (await client.devices.post({ applicationId, device: { name: 'Other', attributes, tags } })).id;
  for (const [id, level] of [
    [deviceId, 41],
    [otherId, 99],
  ] as const) {
    await client.device.sendState({ applicationId, deviceId: id, deviceState: { data: { level, secret: 'hidden' } } });
  }
});

async function makeLink(given: object = {}): Promise<{ id: string; token: string }> {
  const body = { name: 'For the plumber', deviceIds: [deviceId], attributes: ['level'], expires: soon(), ...given };
  const made = await call(server, 'POST', links(), { token, body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body as { id: string; token: string };
}

const open = (link: string, path = '/shared-page', body?: object) =>
  call(server, body === undefined ? 'GET' : 'POST', path, { token: link, ...(body === undefined ? {} : { body }) });

it('makes, lists, shows and revokes a link, and tells its token once', async () => {
  const made = await makeLink({ view: '?range=7d' });
  expect(made.token).toMatch(/^[0-9a-f]{64}$/);
  const one = await call(server, 'GET', `${links()}/${made.id}`, { token });
  expect(one).toMatchObject({ status: 200, body: { name: 'For the plumber', view: '?range=7d', isExpired: false } });
  const listed = await call(server, 'GET', `${links()}?perPage=1000`, { token });
  expect(JSON.stringify([one.body, listed.body])).not.toContain(made.token);
  expect(listed.body.items).toContainEqual(one.body);
  expect((await open(made.token)).status).toBe(200);
  expect(await call(server, 'DELETE', `${links()}/${made.id}`, { token })).toMatchObject({ status: 200 });
  for (const path of ['/shared-page', '/shared-page/values']) expect((await open(made.token, path)).status).toBe(401);
  expect((await open(made.token, '/shared-page/series', {})).status).toBe(401);
  expect(await call(server, 'DELETE', `${links()}/${made.id}`, { token })).toMatchObject({ status: 404 });
});

it('shows the devices and attributes of the link, and no others', async () => {
  const link = (await makeLink()).token;
  const page = await open(link);
  expect(page.body).toEqual({
    name: 'For the plumber',
    view: '',
    expires: expect.any(String),
    devices: [{ id: deviceId, name: 'Tank', attributes: [{ name: 'level', dataType: 'number', unit: 'cm' }] }],
  });
  const values = await open(link, '/shared-page/values');
  expect(values.body).toEqual({ [deviceId]: { time: expect.any(String), data: { level: 41 } } });
  const series = await open(link, '/shared-page/series', { duration: dayMs });
  const points = [{ time: expect.any(String), data: { level: 41 } }];
  expect(series.body.devices).toEqual({ [deviceId]: { name: 'Tank', points } });
  expect(JSON.stringify([page.body, values.body, series.body])).not.toMatch(/hidden|secret|Other/);
  expect(await open(link, '/shared-page/series', { attributes: ['level', 'secret'] })).toMatchObject({
    status: 400,
    body: { field: 'attributes[1]' },
  });
  for (const body of [{ deviceIds: [otherId] }, { deviceTags: [{ key: 'hall' }] }, { aggregation: 'NONE' }]) {
    expect((await open(link, '/shared-page/series', body)).status, JSON.stringify(body)).toBe(400);
  }
});

it('follows the tags that it names', async () => {
  const link = (await makeLink({ deviceIds: [], deviceTags: [{ key: 'hall', value: 'a' }] })).token;
  expect((await open(link)).body.devices).toEqual([expect.objectContaining({ id: otherId })]);
});

it('stops by itself', async () => {
  const link = (await makeLink({ expires: new Date(Date.now() + 1_500).toISOString() })).token;
  await expect.poll(async () => (await open(link)).status, { timeout: 20_000, interval: 300 }).toBe(401);
});

describe('is refused', () => {
  it.each([
    ['a time that is past', { expires: '2020-01-01T00:00:00.000Z' }, 'expires'],
    ['a time beyond a year', { expires: '2999-01-01T00:00:00.000Z' }, 'expires'],
    ['no device', { deviceIds: [] }, 'deviceIds'],
    ['a device that is not there', { deviceIds: ['5c0000000000000000000001'] }, 'deviceIds[0]'],
    ['a tag that matches everything', { deviceIds: [], deviceTags: [{}] }, 'deviceTags[0]'],
  ])('%s', async (_what, given, field) => {
    const body = { name: 'x', deviceIds: [deviceId], expires: soon(), ...given };
    expect(await call(server, 'POST', links(), { token, body })).toMatchObject({ status: 400, body: { field } });
  });

  it('to whoever does not see the application, as if there were none', async () => {
    const { id } = await makeLink();
    for (const [method, path] of [
      ['GET', links()],
      ['GET', `${links()}/${id}`],
      ['DELETE', `${links()}/${id}`],
    ] as const) {
      expect((await call(server, method, path, { token: strangerToken })).status).toBe(404);
    }
  });
});

it('opens nothing else: every action that takes a token refuses it', async () => {
  const link = (await makeLink()).token;
  const document = await (await fetch(`${server.http}/openapi.json`)).json();
  const ids: Record<string, string> = { applicationId, deviceId };
  const guarded = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([template, methods]) =>
      Object.entries(methods)
        .filter(([, { security = [{}] }]) => security.length > 0)
        .map(([method, { operationId }]) => ({ template, method: method.toUpperCase(), operationId })),
  );
  const reached: string[] = [];
  const attempt = async ({ template, method, operationId }: (typeof guarded)[number]) => {
    const path = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? deviceId);
    const response = await fetch(`${server.http}${path}?token=${link}`, {
      method,
      headers: { authorization: `Bearer ${link}` },
    });
    await response.body?.cancel();
    if (response.status !== 401) reached.push(`${operationId} ${response.status}`);
  };
  for (let at = 0; at < guarded.length; at += atOnce) await Promise.all(guarded.slice(at, at + atOnce).map(attempt));
  expect(guarded.length).toBeGreaterThan(200);
  expect(reached).toEqual([]);
}, 180_000);

it('is opened by its token alone', async () => {
  const link = (await makeLink()).token;
  const wrong = fc.oneof(
    fc.stringMatching(/^[0-9a-f]{64}$/),
    fc.string({ minLength: 1, maxLength: 80 }).filter((text) => /^[\x21-\x7e]+$/.test(text)),
    fc.nat({ max: 63 }).map((at) => `${link.slice(0, at)}${link[at] === '0' ? '1' : '0'}${link.slice(at + 1)}`),
    fc.constantFrom(token, link.toUpperCase().replace(/^\d+$/, 'A'), `${link}0`, link.slice(1), deviceId),
  );
  await fc.assert(
    fc.asyncProperty(wrong, async (text) => {
      if (text === link) return;
      expect((await open(text)).status).toBe(401);
    }),
    { numRuns: 60 },
  );
  expect((await call(server, 'GET', '/shared-page')).status).toBe(401);
  expect((await open(link)).status).toBe(200);
});

it('has a limit of calls', async () => {
  const link = (await makeLink()).token;
  const statuses = await Promise.all(Array.from({ length: 70 }, async () => (await open(link)).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(50);
});
