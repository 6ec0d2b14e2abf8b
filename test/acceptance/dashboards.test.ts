// Dashboards by the official client, and what is shared of them (dashboards.md, "1. The resource").
import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, joinOrganization, makeToken, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let userId: string;
let applicationId: string;
let deviceId: string;
const start = Date.now() - 600_000;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token, userId } = await makeUser(server, admin.token, 'dashboards@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [
    { name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } },
    { name: 'on', dataType: 'boolean' },
    { name: 'word', dataType: 'string' },
  ];
  deviceId = (
    await client.devices.post({
      applicationId,
      device: { name: 'Boiler', attributes, tags: [{ key: 'floor', value: '1' }] },
    })
  ).id;
  const states = [0, 60_000, 120_000, 300_000].map((later, index) => ({
    time: start + later,
    data: { temp: 20 + index, on: index % 2 === 1, word: 'run' },
  }));
  await client.device.sendState({ applicationId, deviceId, deviceState: states });
});

const block = (fields: object = {}) => ({
  id: 'g',
  blockType: 'gauge',
  applicationId,
  startX: 0,
  startY: 0,
  width: 1,
  height: 1,
  title: 'Now {{ctx.which}}',
  config: {
    gaugeType: 'dial',
    gaugeMin: '0',
    gaugeMax: '46',
    segment: { attribute: 'temp', deviceIds: [deviceId], label: '' },
    conditions: [{ condition: '{{percent}} >= 50', color: '#ff0000' }],
  },
  ...fields,
});
const graph = (fields: object = {}) =>
  block({
    id: 'graph',
    blockType: 'graph',
    startX: 1,
    width: 3,
    title: '',
    config: {
      duration: 1_200_000,
      resolution: 60_000,
      segments: [{ attribute: 'temp', deviceIds: [deviceId], aggregation: 'MEAN' }],
    },
    ...fields,
  });

const make = (fields: object = {}) =>
  client.dashboards.post({ dashboard: { name: 'Overview', applicationId, blocks: [block(), graph()], ...fields } });
const readData = (dashboardId: string, body: object = {}, as: string | undefined = token, query = '') =>
  call(server, 'POST', `/dashboards/${dashboardId}/data${query}`, {
    body,
    ...(as === undefined || as === '' ? {} : { token: as }),
  });
type Shown = Record<string, { status: string; etag: string; error?: string; data: Record<string, unknown> }>;
/** What a block shows, as whoever asserts it knows it. */
function dataOf<Data>(blocks: Shown, id: string): Data {
  const block = blocks[id];
  if (!block) throw new Error(`there is no block ${id}`);
  return block.data as Data;
}
const blocksOf = ({ body }: { body: Record<string, unknown> }) => body.blocks as Shown;

it('is made, read, listed, changed and deleted by the official client', async () => {
  const made = await make({ description: 'All of it', refreshRate: 30, defaultTheme: 'dark' });
  expectSchema('dashboard', made);
  expect(made).toMatchObject({
    name: 'Overview',
    description: 'All of it',
    refreshRate: 30,
    defaultTheme: 'dark',
    duration: 3_600_000,
    resolution: 60_000,
    public: false,
    isPasswordProtected: false,
    applicationId,
    applicationName: 'Plant',
    ownerId: userId,
    ownerType: 'user',
  });
  expect(made.blocks.map((each: { id: string }) => each.id)).toEqual(['g', 'graph']);
  const { dashboardId } = made;
  expectSchema('dashboard', await client.dashboard.get({ dashboardId }));
  const patched = await client.dashboard.patch({ dashboardId, dashboard: { name: 'Renamed', duration: 30_000 } });
  expectSchema('dashboard', patched);
  expect(patched).toMatchObject({ name: 'Renamed', duration: 30_000, resolution: 30_000, refreshRate: 30 });
  const list = await client.dashboards.get({ applicationId });
  expectSchema('dashboards', list);
  expect(list.items.map((each: { id: string }) => each.id)).toEqual([dashboardId]);
  expect((await client.dashboards.get({ applicationId: '' })).items).toEqual([]);
  const found = await client.application.search({ applicationId, filter: 'Renam' });
  expect(found).toEqual([expect.objectContaining({ id: dashboardId, _type: 'dashboard' })]);
  expect((await client.me.get({})).summary.dashCount).toBe(1);
  const recent = await client.me.addRecentItem({ data: { itemType: 'dashboard', itemId: dashboardId } });
  expect(recent.items).toEqual([{ id: dashboardId, name: 'Renamed' }]);
  expect(await client.dashboard.delete({ dashboardId })).toEqual({ success: true });
  expect(await failureOf(client.dashboard.get({ dashboardId }))).toMatchObject({ statusCode: 404, type: 'NotFound' });
});

it('says which block is wrong, and stores nothing of it', async () => {
  const refused = async (fields: object, message: RegExp) => {
    const failure = await failureOf(make(fields));
    expect(failure).toMatchObject({ statusCode: 400, type: 'Validation' });
    expect(failure.message).toMatch(message);
  };
  await refused({ blocks: [block(), block({ id: 'other', startX: 0.5 })] }, /blocks\[1\] lies over blocks\[0\]/);
  await refused({ blocks: [block({ startX: 3.5 })] }, /blocks\[0\]\.startX/);
  await refused({ blocks: [block(), block({ startX: 2 })] }, /blocks\[1\]\.id/);
  await refused({ blocks: [block({ applicationId: 'f'.repeat(24) })] }, /blocks\[0\]\.applicationId/);
  await refused({ blocks: [block({ blockType: 'hologram' })] }, /blockType/);
  await refused({ public: true, password: 'both' }, /password/);
  await refused({ duration: 1000, resolution: 2000 }, /resolution/);
  const number = { name: 'n', type: 'number', defaultValue: 9, validationEnabled: true, validationConfig: { max: 5 } };
  await refused({ contextConfiguration: [number] }, /contextConfiguration\[0\]\.defaultValue/);
  const snapped = await make({ blocks: [block({ startX: 0.3, width: 1.2 })] });
  expect(snapped.blocks[0]).toMatchObject({ startX: 0.5, width: 1 });
  await client.dashboard.delete({ dashboardId: snapped.id });
});

it('keeps what somebody else has saved meanwhile', async () => {
  const { dashboardId } = await make();
  const path = `${server.http}/dashboards/${dashboardId}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const seen = (await fetch(path, { headers })).headers.get('etag') ?? '';
  const save = (name: string) =>
    fetch(path, { method: 'PATCH', headers: { ...headers, 'if-match': seen }, body: JSON.stringify({ name }) });
  expect((await save('First')).status).toBe(200);
  const second = await save('Second');
  expect([second.status, ((await second.json()) as { type: string }).type]).toEqual([409, 'Conflict']);
  expect((await client.dashboard.get({ dashboardId })).name).toBe('First');
});

it('keeps the last saves: lists, compares and restores them', async () => {
  const { dashboardId } = await make();
  await client.dashboard.patch({ dashboardId, dashboard: { name: 'Second', blocks: [block({ title: 'New' })] } });
  const path = `/dashboards/${dashboardId}/versions`;
  const listed = await call(server, 'GET', path, { token });
  expect(listed.body).toMatchObject({
    count: 2,
    items: [
      { name: 'Second', blockCount: 1, isCurrent: true, savedBy: { type: 'user', id: userId } },
      { name: 'Overview', blockCount: 2, isCurrent: false },
    ],
  });
  const [, first] = listed.body.items as { id: string }[];
  const compared = await call(server, 'GET', `${path}/${first?.id}/changes`, { token });
  expect(compared.body).toMatchObject({
    to: 'current',
    changes: [
      { kind: 'changed', part: 'name', before: 'Overview', after: 'Second' },
      { kind: 'changed', part: 'blocks', id: 'g', title: 'New' },
      { kind: 'removed', part: 'blocks', id: 'graph' },
    ],
  });
  const one = await call(server, 'GET', `${path}/${first?.id}`, { token });
  expect(one.body).toMatchObject({ document: { name: 'Overview', blocks: [{ id: 'g' }, { id: 'graph' }] } });
  const restored = await call(server, 'POST', `${path}/${first?.id}`, { token, body: {} });
  expect(restored).toMatchObject({ status: 200, body: { name: 'Overview', blocks: [{ id: 'g' }, { id: 'graph' }] } });
  expect((await call(server, 'GET', path, { token })).body.count).toBe(3);
  // Of another dashboard it is not there, and after fifty saves neither.
  const other = await make();
  const foreign = await call(server, 'GET', `/dashboards/${other.id}/versions/${first?.id}`, { token });
  expect(foreign.status).toBe(404);
  await Promise.all(
    Array.from({ length: 50 }, (_, count) =>
      client.dashboard.patch({ dashboardId, dashboard: { name: `Save ${count}` } }),
    ),
  );
  expect((await call(server, 'GET', path, { token })).body.count).toBe(50);
  expect((await call(server, 'GET', `${path}/${first?.id}`, { token })).status).toBe(404);
});

it('checks variables and fills in their defaults', async () => {
  const contextConfiguration = [
    {
      name: 'device-0',
      type: 'deviceId',
      defaultValue: deviceId,
      validationEnabled: true,
      validationConfig: { deviceTags: [{ key: 'floor' }], includeFullDevice: true },
    },
    { name: 'level', type: 'number', defaultValue: 1, validationEnabled: true, validationConfig: { min: 0, max: 5 } },
    { name: 'word', type: 'string', defaultValue: 'ab', validationEnabled: true, validationConfig: { regExp: '^a' } },
    { name: 'place', type: 'deviceTag', defaultValue: { key: 'floor' } },
  ];
  const { dashboardId } = await make({ contextConfiguration });
  const valid = await client.dashboard.validateContext({ dashboardId, ctx: { level: 3 } });
  expectSchema('validateContextSuccess', { success: valid.success, ctx: valid.ctx });
  expect(valid.ctx).toMatchObject({
    'device-0': { id: deviceId, name: 'Boiler', tags: { floor: ['1'] } },
    level: 3,
    word: 'ab',
    place: { key: 'floor' },
  });
  for (const [ctx, name] of [
    [{ level: 9 }, 'level'],
    [{ word: 'zz' }, 'word'],
    [{ 'device-0': 'f'.repeat(24) }, 'device-0'],
    [{ place: 'text' }, 'place'],
    [{ stranger: 1 }, 'stranger'],
  ] as const) {
    const answer = await call(server, 'POST', `/dashboards/${dashboardId}/validateContext`, { token, body: ctx });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: 'Validation', ctx: { level: 1, word: 'ab' } });
    expect(String(answer.body.message)).toContain(name);
  }
});

it('shows the values of all blocks in one answer', async () => {
  const contextConfiguration = [{ name: 'which', type: 'string', defaultValue: 'here' }];
  const blocks = [
    block(),
    graph(),
    block({
      id: 'indicator',
      blockType: 'indicator',
      startY: 1,
      config: {
        segments: [{ attribute: 'on', deviceIds: [deviceId], aggregation: { type: 'MEAN' } }],
        conditions: [{ condition: '{{value-0}} == true', label: 'Running *{{value-0}}*', color: '#00ff00' }],
        defaultCondition: { label: 'Stopped' },
      },
    }),
    block({
      id: 'pie',
      blockType: 'pie',
      startX: 1,
      startY: 1,
      config: {
        duration: 900_000,
        segments: [
          {
            attribute: 'on',
            deviceIds: [deviceId],
            label: 'on',
            aggregation: { type: 'TIMEATVALUE', options: { value: true } },
          },
          { attribute: 'missing', deviceIds: [deviceId], label: 'none' },
        ],
      },
    }),
    block({
      id: 'table',
      blockType: 'device-state-table',
      startX: 2,
      startY: 1,
      config: { deviceTags: [{ key: 'floor', value: '1' }], attributes: ['temp'] },
    }),
    block({ id: 'map', blockType: 'map', startX: 3, startY: 1, config: { attribute: 'place' } }),
    block({ id: 'head', blockType: 'section-header', startY: 2, width: 4, title: 'Floor', config: {} }),
  ];
  const { dashboardId } = await make({ contextConfiguration, blocks });
  const answer = await readData(dashboardId, { ctx: { which: 'there' } });
  expect(answer.status).toBe(200);
  const shown = blocksOf(answer);
  expect(shown.g).toMatchObject({
    status: 'ok',
    data: { title: 'Now there', value: 23, percent: 50, color: '#ff0000', min: 0, max: 46, label: 'temp', unit: '°C' },
  });
  expect(shown.indicator).toMatchObject({ status: 'ok', data: { label: 'Running *true*', color: '#00ff00' } });
  expect(shown.table).toMatchObject({ status: 'ok', data: { rows: [[{ raw: 'Boiler' }, { raw: 23 }, {}]] } });
  expect(shown.map).toMatchObject({ status: 'empty', data: { missing: { reason: 'noDevice' } } });
  expect(shown.head).toMatchObject({ status: 'ok', data: { heading: 'Floor' } });
  const { slices } = dataOf<{ slices: { value?: number; missing?: object }[] }>(shown, 'pie');
  // On from the first minute to the second, and from the fifth on.
  expect(slices[0]?.value).toBeGreaterThanOrEqual(60_000 + 300_000);
  expect(slices[1]).toMatchObject({ missing: { reason: 'noAttribute' } });
  const [series] = dataOf<{ series: { times: number[]; values: (number | null)[] }[] }>(shown, 'graph').series;
  expect(series?.values.filter((value) => value !== null)).toEqual([20, 21, 22, 23]);
  // Every bucket of the window is there: what has no value is a gap.
  expect(series?.times.length).toBeGreaterThanOrEqual(20);
  const again = await readData(dashboardId, {
    ctx: { which: 'there' },
    blocks: ['g'],
    known: { g: shown.g?.etag },
  });
  expect(blocksOf(again)).toEqual({ g: { status: 'unchanged', etag: shown.g?.etag } });
  const past = await readData(dashboardId, { time: start + 90_000, blocks: ['g'] });
  expect(blocksOf(past).g?.data.value).toBe(21);
  // A scope that only reads opens it, one of something else does not.
  const reads = await makeToken(server, '/me/tokens', { token, scope: ['all.User.read'] });
  const others = await makeToken(server, '/me/tokens', { token, scope: ['devices.get'] });
  expect((await readData(dashboardId, {}, reads.token)).status).toBe(200);
  expect((await readData(dashboardId, {}, others.token)).status).toBe(404);
});

it('shows one window in all blocks for whoever asks for it, stores nothing of it, and never for those with whom it is shared', async () => {
  const gauge = block({
    config: { duration: 60_000, segment: { attribute: 'temp', deviceIds: [deviceId], aggregation: 'COUNT' } },
  });
  const { dashboardId } = await make({ blocks: [gauge, graph()], duration: 7_200_000, public: true });
  const own = await readData(dashboardId);
  expect(own.body.windows).toEqual({ following: 0, own: 2 });
  expect(dataOf<{ value: number; window: number }>(blocksOf(own), 'g')).toMatchObject({ value: 0, window: 60_000 });
  const asked = { duration: 3_600_000, sameWindow: true };
  const all = blocksOf(await readData(dashboardId, asked));
  expect(all.g?.data).toMatchObject({ value: 4, window: 3_600_000 });
  expect(all.graph?.data).toMatchObject({ window: 3_600_000, resolution: 30_000 });
  const query = 'duration=3600000&sameWindow=true';
  const exported = await fetch(`${server.http}/dashboards/${dashboardId}/blocks/g/export?format=json&${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await exported.json()).toMatchObject({ data: { value: 4, window: 3_600_000 } });
  const reader = await EventReader.open(`${server.http}/dashboards/${dashboardId}/stream?${query}&token=${token}`);
  expect(await reader.next('block')).toMatchObject({ data: { data: { window: 3_600_000 } } });
  reader.close();
  const { blocks } = await client.dashboard.get({ dashboardId });
  expect(blocks.map(({ config }: { config: { duration: number } }) => config.duration)).toEqual([60_000, 1_200_000]);
  // A block may have been made to reach less far back than its dashboard.
  const guest = await readData(dashboardId, asked, '');
  expect([guest.status, guest.body.message]).toEqual([400, expect.stringContaining('sameWindow')]);
  for (const path of ['stream?', 'blocks/g/export?format=json&']) {
    expect((await fetch(`${server.http}/dashboards/${dashboardId}/${path}${query}`)).status).toBe(400);
  }
});

it('does not let what a device is called become Markdown', async () => {
  const name = '[x](javascript:alert(1)) <b>';
  const odd = await client.devices.post({
    applicationId,
    device: { name, attributes: [{ name: 'temp', dataType: 'number' }] },
  });
  const config = { deviceIds: [odd.id], attributes: ['temp'] };
  const { dashboardId } = await make({ blocks: [block({ blockType: 'device-state-table', config })] });
  const { rows } = dataOf<{ rows: { text: string }[][] }>(blocksOf(await readData(dashboardId)), 'g');
  expect(rows[0]?.[0]?.text).toBe('\\[x\\]\\(javascript\\:alert\\(1\\)\\) \\<b\\>');
});

it('is shared with a password, and opens nothing but what its blocks show', async () => {
  const contextConfiguration = [
    { name: 'which', type: 'string', defaultValue: 'here' },
    {
      name: 'level',
      type: 'number',
      defaultValue: 1,
      validationEnabled: true,
      validationConfig: { min: 0, max: 5 },
    },
  ];
  const { dashboardId } = await make({ contextConfiguration, password: 'open sesame' });
  const anonymous = connect(server);
  expect(await failureOf(anonymous.dashboard.get({ dashboardId }))).toMatchObject({ statusCode: 401 });
  expect(await failureOf(anonymous.dashboard.get({ dashboardId, password: 'wrong' }))).toMatchObject({
    statusCode: 401,
  });
  const seen = await anonymous.dashboard.get({ dashboardId, password: 'open sesame' });
  expectSchema('dashboard', seen);
  const text = JSON.stringify(seen);
  for (const secret of [deviceId, applicationId, userId, 'temp', 'reportConfigs', 'validationConfig']) {
    expect(text).not.toContain(secret);
  }
  const session = await call(server, 'POST', `/dashboards/${dashboardId}/session`, {
    body: { password: 'open sesame' },
  });
  expect(session.status).toBe(200);
  const query = `?viewerToken=${encodeURIComponent(String(session.body.viewerToken))}`;
  const data = await readData(dashboardId, { ctx: { level: 4 } }, '', query);
  expect(data.status).toBe(200);
  expect(blocksOf(data).g?.data).toMatchObject({ value: 23 });
  expect(JSON.stringify(data.body)).not.toContain(deviceId);
  // Neither variables that are not validated, nor windows beyond the dashboard's, nor anything that selects.
  for (const body of [
    { ctx: { which: 'elsewhere' } },
    { ctx: { level: 6 } },
    { time: Date.now() - 7_200_000 },
    { duration: 86_400_000 },
    { windows: { graph: { duration: 86_400_000 } } },
    { windows: { graph: { from: 1, to: Date.now() } } },
    { blocks: ['g', 'other'] },
    { deviceIds: [deviceId] },
    { applicationId },
    { attribute: 'word' },
    { query: '{}' },
  ]) {
    expect([body, (await readData(dashboardId, body, '', query)).status]).toEqual([body, 400]);
  }
  expect((await readData(dashboardId, {}, '')).status).toBe(401);
  // Another password ends what the former one has opened.
  await client.dashboard.patch({ dashboardId, dashboard: { password: 'other' } });
  expect((await readData(dashboardId, {}, '', query)).status).toBe(401);
  await client.dashboard.patch({ dashboardId, dashboard: { password: null } });
  expect((await readData(dashboardId, {}, '', query)).status).toBe(404);
  await client.dashboard.patch({ dashboardId, dashboard: { public: true } });
  expect((await readData(dashboardId, {}, '')).status).toBe(200);
});

it('streams what changes, and ends when it is no longer shared', async () => {
  const { dashboardId } = await make({ public: true });
  const reader = await EventReader.open(`${server.http}/dashboards/${dashboardId}/stream`);
  const gauge = async () => {
    for (;;) {
      const event = await reader.next('block');
      if (!event) throw new Error('the stream has ended');
      const { id, ...shown } = event.data as { id: string; status: string };
      if (id === 'g') return shown;
    }
  };
  expect(await gauge()).toMatchObject({ status: 'ok', data: { value: 23 } });
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temp: 31.5 } } });
  expect(await gauge()).toMatchObject({ status: 'ok', data: { value: 31.5 } });
  await client.dashboard.patch({ dashboardId, dashboard: { public: false } });
  expect(await reader.next('dashboard')).toMatchObject({ data: { dashboardId } });
  expect(await reader.next('block')).toBeUndefined();
  const refused = await fetch(`${server.http}/dashboards/${dashboardId}/stream`);
  expect(refused.status).toBe(404);
});

it('belongs to its application: by its path, with its tokens, and no longer', async () => {
  const path = `/applications/${applicationId}/dashboards`;
  const own = await makeToken(server, `/applications/${applicationId}/tokens`, { token, scope: ['all.Application'] });
  const made = await call(server, 'POST', path, { token: own.token, body: { name: 'Of tokens', blocks: [block()] } });
  expect(made.status).toBe(201);
  expectSchema('dashboard', made.body);
  const id = String(made.body.id);
  expect((await call(server, 'GET', `${path}/${id}`, { token: own.token })).body.name).toBe('Of tokens');
  const data = await call(server, 'POST', `${path}/${id}/data`, { token: own.token, body: {} });
  expect(blocksOf(data).g?.status).toBe('ok');
  const other = (await client.applications.post({ application: { name: 'Other' } })).id;
  expect((await call(server, 'GET', `/applications/${other}/dashboards/${id}`, { token })).status).toBe(404);
  expect((await call(server, 'DELETE', `${path}/${id}`, { token: own.token })).status).toBe(200);
  const gone = await client.dashboards.post({ dashboard: { name: 'Gone with it', applicationId: other } });
  await client.application.delete({ applicationId: other });
  expect(await failureOf(client.dashboard.get({ dashboardId: gone.id }))).toMatchObject({ statusCode: 404 });
});

it('follows roles of single dashboards, goes with its owner, and keeps an organization from being deleted', async () => {
  const admin = await logIn(server);
  const member = await makeUser(server, admin.token, 'dashboard-member@example.com');
  const orgId = (await client.orgs.post({ organization: { name: 'Works' } })).id;
  await joinOrganization(client, { orgId, email: member.email, role: 'view', account: member });
  const [open, closed] = await Promise.all(
    ['Open', 'Closed'].map(async (name) => (await client.dashboards.post({ dashboard: { name, orgId } })).id as string),
  );
  const roles = (dashboardRoles: object[]) =>
    client.org.modifyMember({ orgId, member: { userId: member.userId, dashboardRoles } });
  await roles([
    { resourceId: open, role: 'collaborate' },
    { resourceId: closed, role: 'none' },
  ]);
  const names = async (orgOf: Client) =>
    (await orgOf.dashboards.get({ orgId })).items.map((each: { name: string }) => each.name);
  expect(await names(member.client)).toEqual(['Open']);
  expect(await failureOf(member.client.dashboard.get({ dashboardId: closed }))).toMatchObject({ statusCode: 404 });
  // To whom reports go is for those who may change that, and in no list, which is for all who look.
  const first = (await call(server, 'GET', `/dashboards/${open}/versions`, { token: member.token })).body;
  const version = (id: unknown, by: string) => call(server, 'GET', `/dashboards/${open}/versions/${id}`, { token: by });
  const [{ id: versionId } = {}] = first.items as { id?: string }[];
  expect((await version(versionId, member.token)).body.document).toHaveProperty('reportConfigs');
  await roles([{ resourceId: open, role: 'view' }]);
  expect((await version(versionId, member.token)).body.document).not.toHaveProperty('reportConfigs');
  expect(await member.client.dashboard.get({ dashboardId: open })).not.toHaveProperty('reportConfigs');
  expect((await client.dashboards.get({ orgId })).items[0]).not.toHaveProperty('reportConfigs');
  await roles([
    { resourceId: open, role: 'collaborate' },
    { resourceId: closed, role: 'none' },
  ]);
  const renamed = await member.client.dashboard.patch({ dashboardId: open, dashboard: { name: 'Opened' } });
  expect(renamed).toMatchObject({ name: 'Opened', ownerType: 'organization', organizationName: 'Works' });
  await roles([]);
  expect(await names(member.client)).toEqual(['Closed', 'Opened']);
  expect(
    await failureOf(member.client.dashboard.patch({ dashboardId: open, dashboard: { name: 'No' } })),
  ).toMatchObject({ statusCode: 403 });
  // A viewer may not make one here, and nobody lends an application of somebody else.
  expect(await failureOf(member.client.dashboards.post({ dashboard: { name: 'No', orgId } }))).toMatchObject({
    statusCode: 403,
  });
  const lent = { name: 'Lent', orgId, blocks: [block()] };
  expect(await failureOf(client.dashboards.post({ dashboard: lent }))).toMatchObject({ statusCode: 400 });

  const still = await failureOf(client.org.delete({ orgId }));
  expect(still.message).toContain('2 dashboards');
  const transfer = (dashboardIds: string[]) =>
    client.org.transferResources({
      orgId,
      transfer: { destinationId: userId, destinationType: 'user', dashboardIds, strict: true },
    });
  expect((await failureOf(transfer([open ?? '', 'f'.repeat(24)]))).message).toContain('dashboardIds[1]');
  await transfer([open ?? '', closed ?? '']);
  expect(await client.dashboard.get({ dashboardId: open })).toMatchObject({ ownerId: userId, ownerType: 'user' });
  expect(await failureOf(member.client.dashboard.get({ dashboardId: open }))).toMatchObject({ statusCode: 404 });
  await client.org.delete({ orgId });
});

it('goes dark block by block when its owner may no longer read an application', async () => {
  const admin = await logIn(server);
  const guest = await makeUser(server, admin.token, 'dashboard-guest@example.com');
  const orgId = (await client.orgs.post({ organization: { name: 'Lender' } })).id;
  await joinOrganization(client, { orgId, email: guest.email, role: 'view', account: guest });
  const lentId = (await client.applications.post({ application: { name: 'Lent', orgId } })).id;
  const blocks = [
    block({ id: 'lent', applicationId: lentId, config: { segment: { attribute: 'temp', deviceIds: [deviceId] } } }),
    block({ id: 'head', blockType: 'section-header', startX: 1, title: 'Here', config: {}, applicationId: undefined }),
  ];
  const made = await guest.client.dashboards.post({ dashboard: { name: 'Mine', blocks } });
  const look = async () => blocksOf(await readData(made.id, {}, guest.token));
  // A device of another application is not there, whatever id the block names.
  expect((await look()).lent).toMatchObject({ status: 'empty', data: { missing: { reason: 'noDevice' } } });
  await client.org.removeMember({ orgId, userId: guest.userId });
  await expect.poll(async () => (await look()).lent?.status, { timeout: 10_000 }).toBe('error');
  expect(await look()).toMatchObject({
    lent: { error: 'the application is not available here' },
    head: { status: 'ok' },
  });
});

it('queues no report that no mail server would take', async () => {
  const { dashboardId } = await make();
  const reportConfig = { toEmail: ['somebody@example.com'] };
  const refused = { statusCode: 400, type: 'Validation', message: expect.stringContaining('SIGNALBOX_SMTP_URL') };
  expect(await failureOf(client.dashboard.sendReport({ dashboardId, reportConfig }))).toMatchObject(refused);
  expect(await failureOf(make({ reportConfigs: [{ cron: '0 0 12 * * *', ...reportConfig }] }))).toMatchObject(refused);
  const { body } = await call(server, 'GET', `/dashboards/${dashboardId}/reports`, { token });
  expect(body).toEqual({ count: 0, items: [], next: [], canMail: false, canDraw: false });
});
