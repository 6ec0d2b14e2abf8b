import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const add = async (name: string, device: object) => {
    ids[name] = (await client.devices.post({ applicationId, device: { name, ...device } })).id;
  };
  await add('Works', { deviceClass: 'system' });
  await add('Hall', { deviceClass: 'system', parentId: ids.Works });
  await add('Gate', { deviceClass: 'gateway', tags: [{ key: 'floor', value: '1' }] });
  await add('Probe', {
    deviceClass: 'peripheral',
    gatewayId: ids.Gate,
    parentId: ids.Hall,
    tags: [
      { key: 'floor', value: '2' },
      { key: 'line', value: 'A' },
    ],
    attributes: [
      { name: 'temperature', dataType: 'number' },
      { name: 'Tension', dataType: 'string' },
      { name: 'place', dataType: 'gps' },
    ],
  });
  await add('Lamp_100%', { attributes: [{ name: 'on', dataType: 'boolean' }] });
});

async function names(query: object): Promise<string[]> {
  const page = await client.devices.get({ applicationId, ...query });
  expectSchema('devices', page);
  for (const item of page.items) expectSchema('device', item);
  expect(page.totalCount).toBe(page.items.length);
  return page.items.map((item: { name: string }) => item.name);
}

it('lists devices by class, classes, tags, parent and name', async () => {
  expect(await names({})).toEqual(['Gate', 'Hall', 'Lamp_100%', 'Probe', 'Works']);
  expect(await names({ sortField: 'name', sortDirection: 'desc' })).toEqual([
    'Works',
    'Probe',
    'Lamp_100%',
    'Hall',
    'Gate',
  ]);
  expect(await names({ sortField: 'creationDate' })).toEqual(['Works', 'Hall', 'Gate', 'Probe', 'Lamp_100%']);
  expect(await names({ deviceClass: 'system' })).toEqual(['Hall', 'Works']);
  expect(await names({ deviceClass: ['gateway', 'peripheral'] })).toEqual(['Gate', 'Probe']);
  expect(await names({ tagFilter: [{ key: 'floor', value: '2' }, { key: 'nothing' }] })).toEqual(['Probe']);
  expect(await names({ parentId: ids.Works })).toEqual(['Hall']);
  expect(await names({ filterField: 'name', filter: 'lamp_1*%' })).toEqual(['Lamp_100%']);
  expect(await names({ filterField: 'name', filter: 'lamp' })).toEqual([]);
  const page = await client.devices.get({ applicationId, perPage: 2, page: 1, deviceClass: 'system' });
  expect(page).toMatchObject({ count: 0, totalCount: 2, perPage: 2, page: 1, deviceClass: 'system' });
});

it('refuses a listing that makes no sense, naming the parameter', async () => {
  const cases: [object, string][] = [
    [{ sortField: 'colour' }, 'sortField'],
    [{ perPage: 1001 }, 'perPage'],
    [{ page: -1 }, 'page'],
    [{ deviceClass: 'robot' }, 'deviceClass'],
    [{ parentId: 'x' }, 'parentId'],
    [{ tagFilter: [{ colour: 'red' }] }, 'tagFilter'],
    [{ filterField: 'tags', filter: 'x' }, 'filterField'],
  ];
  for (const [query, field] of cases) {
    expect(await failureOf(client.devices.get({ applicationId, ...query }))).toMatchObject({
      statusCode: 400,
      type: 'Validation',
      message: expect.stringContaining(field),
    });
  }
});

it('finds devices by an advanced query, which takes the place of the other filters', async () => {
  const cases: [object, string[]][] = [
    [{}, ['Gate', 'Hall', 'Lamp_100%', 'Probe', 'Works']],
    [{ name: 'Gate' }, ['Gate']],
    [{ name: 'gate' }, []],
    [{ name: { $eq: 'gate', $ci: true } }, ['Gate']],
    [{ name: { $ne: 'Gate' }, deviceClass: { $in: ['gateway', 'system'] } }, ['Hall', 'Works']],
    [{ name: { $startsWith: 'Lamp_' } }, ['Lamp_100%']],
    [{ name: { $startsWith: 'Lamp-' } }, []],
    [{ name: { $endsWith: '%' } }, ['Lamp_100%']],
    [{ name: { $contains: 'A', $ci: true } }, ['Gate', 'Hall', 'Lamp_100%']],
    [{ name: { $gte: 'Lamp', $lt: 'Q' } }, ['Lamp_100%', 'Probe']],
    [{ id: ids.Gate?.toUpperCase() }, ['Gate']],
    [{ id: { $nin: [ids.Gate, ids.Hall, ids.Works] } }, ['Lamp_100%', 'Probe']],
    [{ parentId: null }, ['Gate', 'Lamp_100%', 'Works']],
    [{ parentId: { $ne: ids.Works } }, ['Gate', 'Lamp_100%', 'Probe', 'Works']],
    [{ ancestorId: ids.Works }, ['Hall', 'Probe']],
    [{ ancestorId: { $ne: ids.Works } }, ['Gate', 'Lamp_100%', 'Works']],
    [{ ancestorId: { $in: [ids.Hall, ids.Gate, null] } }, ['Gate', 'Lamp_100%', 'Probe', 'Works']],
    [{ ancestorId: { $nin: [ids.Hall] } }, ['Gate', 'Hall', 'Lamp_100%', 'Works']],
    [{ name: { $in: ['gATE', 'HALL', 'x'], $ci: true } }, ['Gate', 'Hall']],
    [{ parentId: { $in: [null, ids.Hall] } }, ['Gate', 'Lamp_100%', 'Probe', 'Works']],
    [{ parentId: { $nin: [null, ids.Hall] } }, ['Hall']],
    [{ creationDate: { $in: [5, 6] } }, []],
    [{ name: { $in: [] } }, []],
    [{ gatewayId: ids.Gate }, ['Probe']],
    [{ tags: { floor: '2', line: 'A' } }, ['Probe']],
    [{ tags: { floor: '2', line: 'B' } }, []],
    [{ tags: { $tagKey: 'floor' } }, ['Gate', 'Probe']],
    [{ tags: { $tagValue: '1' } }, ['Gate']],
    [{ tags: { $ne: { $tagKey: 'floor' } } }, ['Hall', 'Lamp_100%', 'Works']],
    [{ attributeName: 'temperature' }, ['Probe']],
    [{ attributeName: { $contains: 'TEN', $ci: true } }, ['Probe']],
    [{ attributeName: { $nin: ['temperature', 'on'] } }, ['Gate', 'Hall', 'Works']],
    [{ attributeName: null }, ['Gate', 'Hall', 'Works']],
    [{ experienceUserId: null, connectionStatus: null, connectedAt: null, name: 'Hall' }, ['Hall']],
    [{ experienceGroupId: ids.Gate }, []],
    [
      { creationDate: { $gt: Date.now() - 60_000, $lte: new Date(Date.now() + 60_000).toISOString() } },
      ['Gate', 'Hall', 'Lamp_100%', 'Probe', 'Works'],
    ],
    [{ lastUpdated: { $lt: 5 } }, []],
    [{ connectedAt: { $ne: 5 }, name: 'Gate' }, ['Gate']],
    [{ $or: [{ name: 'Gate' }, { $and: [{ deviceClass: 'system' }, { parentId: null }] }] }, ['Gate', 'Works']],
    [{ $nor: [{ deviceClass: 'system' }, { gatewayId: ids.Gate }] }, ['Gate', 'Lamp_100%']],
    [{ $or: [], name: 'Gate' }, ['Gate']],
    [{ $nor: [] }, []],
  ];
  for (const [query, expected] of cases) {
    expect(
      await names({ query, deviceClass: 'gateway', filterField: 'name', filter: 'x' }),
      JSON.stringify(query),
    ).toEqual(expected);
  }
  const page = await client.devices.get({ applicationId, query: { name: 'Gate' } });
  expect(page.query).toEqual({ name: 'Gate' });
});

it('refuses an advanced query that breaks a rule, naming the part', async () => {
  let deep: object = { name: 'x' };
  for (let level = 0; level < 20; level += 1) deep = { $and: [deep] };
  const cases: [unknown, string][] = [
    [{ colour: 'red' }, 'query.colour'],
    [{ name: { $regex: 'x' } }, 'query.name.$regex'],
    [{ name: {} }, 'query.name'],
    [{ name: ['x'] }, 'query.name'],
    [{ name: { $contains: null } }, 'query.name.$contains'],
    [{ name: 'a\u0000b' }, 'query'],
    [{ id: 'x' }, 'query.id'],
    [{ creationDate: { $gt: 'yesterday' } }, 'query.creationDate.$gt'],
    [{ connectionStatus: 'sleeping' }, 'query.connectionStatus'],
    [{ tags: 'floor' }, 'query.tags'],
    [{ tags: { $tagKey: 'a', b: 'c' } }, 'query.tags'],
    [{ $and: {} }, 'query.$and'],
    [{ $or: [5] }, 'query.$or[0]'],
    [{ $not: [] }, 'query.$not'],
    [{ name: { $in: Array.from({ length: 101 }, String) } }, 'query.name.$in'],
    [deep, 'nested'],
    [[], 'query'],
  ];
  for (const [query, message] of cases) {
    expect(await failureOf(client.devices.get({ applicationId, query }))).toMatchObject({
      statusCode: 400,
      type: 'Validation',
      message: expect.stringContaining(message),
    });
  }
  const path = `/applications/${applicationId}/devices?query=${encodeURIComponent('{nonsense')}`;
  expect((await call(server, 'GET', path, { token })).status).toBe(400);
});

it('refuses a query of which each part is allowed, and which is more than the database should be asked', async () => {
  const cases: [object, string][] = [
    [{ $and: Array.from({ length: 90 }, () => ({ name: { $nin: Array.from({ length: 100 }, String) } })) }, 'values'],
    [{ $and: Array.from({ length: 100 }, () => ({ $or: Array.from({ length: 5 }, () => ({ name: 'x' })) })) }, 'cost'],
    [{ $or: Array.from({ length: 10 }, () => ({ ancestorId: ids.Works })) }, 'cost'],
    [{ $or: Array.from({ length: 10 }, () => ({ attributeName: { $contains: 'x' } })) }, 'cost'],
    [{ $or: Array.from({ length: 10 }, () => ({ connectedAt: { $gt: 5 } })) }, 'cost'],
  ];
  for (const [deviceQuery, message] of cases) {
    const command = client.devices.sendCommand({ applicationId, multiDeviceCommand: { name: 'x', deviceQuery } });
    expect(await failureOf(command)).toMatchObject({
      statusCode: 400,
      type: 'Validation',
      message: expect.stringContaining(message),
    });
  }
});

it('tells which tags and attributes devices have', async () => {
  const keys = await client.devices.tagKeys({ applicationId });
  expectSchema('tagKeysResponse', keys);
  expect(keys).toEqual({ tagKeys: ['floor', 'line'] });
  expect(await client.devices.tagKeys({ applicationId, startsWith: 'LI' })).toEqual({ tagKeys: ['line'] });
  expect(await client.devices.tagKeys({ applicationId, query: { name: 'Gate' } })).toEqual({ tagKeys: ['floor'] });
  const values = await client.devices.tagValues({ applicationId, key: 'floor' });
  expectSchema('tagValuesResponse', values);
  expect(values).toEqual({ tagKey: 'floor', tagValues: ['1', '2'] });
  expect(await failureOf(client.devices.tagValues({ applicationId }))).toMatchObject({
    statusCode: 400,
    message: 'key is required',
  });
  const all = await client.devices.attributeNames({ applicationId });
  expectSchema('attributeNamesResponse', all);
  expect([...all.attributeNames].sort()).toEqual(['Tension', 'on', 'place', 'temperature']);
  const attributes = (query: object) => client.devices.attributeNames({ applicationId, ...query });
  expect((await attributes({ startsWith: 'te', dataType: 'number' })).attributeNames).toEqual(['temperature']);
  expect((await attributes({ dataType: ['gps', 'boolean'] })).attributeNames).toEqual(['on', 'place']);
  expect(await failureOf(attributes({ dataType: 'colour' }))).toMatchObject({ statusCode: 400 });
});

it('shows when a device came and went, and finds it by that', async () => {
  const fixture = await makeDevice(client);
  const { deviceId } = fixture;
  const get = () => client.device.get(fixture);
  const listed = async (query: object): Promise<number> => {
    return (await client.devices.get({ applicationId: fixture.applicationId, query })).totalCount;
  };
  const before = Date.now();
  const device = await connectDevice(server, fixture);
  await expect.poll(async () => (await get()).connectionInfo.connected).toBe(1);
  await device.publishAsync('a', 'b', { qos: 1 });
  const there = await get();
  expectSchema('device', there);
  expect(there.connectionInfo).toEqual({
    connected: 1,
    time: there.connectionInfo.connectedAt,
    connectedAt: expect.any(String),
  });
  expect(await listed({ connectionStatus: 'connected', connectedAt: { $gte: before } })).toBe(1);
  await device.endAsync();
  await expect.poll(async () => (await get()).connectionInfo.connected).toBe(0);
  const gone = await get();
  expectSchema('device', gone);
  expect(gone.connectionInfo).toEqual({
    connected: 0,
    time: gone.connectionInfo.disconnectedAt,
    connectedAt: there.connectionInfo.connectedAt,
    disconnectedAt: expect.any(String),
    disconnectReason: expect.any(String),
    messagesFromClient: expect.any(Number),
    messagesToClient: expect.any(Number),
  });
  expect(gone.connectionInfo.messagesFromClient).toBeGreaterThan(0);
  expect(await listed({ connectionStatus: { $in: [0] }, disconnectedAt: { $gte: before } })).toBe(1);
  expect(await listed({ connectionStatus: 'connected' })).toBe(0);
  expect((await client.device.get({ ...fixture, excludeConnectionInfo: true })).connectionInfo).toBeUndefined();
  const { items } = await client.devices.get({ applicationId: fixture.applicationId, sortField: 'connectionStatus' });
  expect(items.map((item: { id: string }) => item.id)).toEqual([deviceId]);
});

it('shows a device with a key of its own itself and its peripherals only, also through an advanced query', async () => {
  const gateway = await makeDevice(client, { device: { name: 'Gate', deviceClass: 'gateway' } });
  await makeDevice(client, { applicationId: gateway.applicationId, device: { name: 'Other' } });
  const device = { name: 'Probe', deviceClass: 'peripheral', gatewayId: gateway.deviceId };
  await client.devices.post({ applicationId: gateway.applicationId, device });
  const key = await client.applicationKeys.post({
    applicationId: gateway.applicationId,
    applicationKey: { deviceIds: [gateway.deviceId] },
  });
  const credentials = { deviceId: gateway.deviceId, key: key.key, secret: key.secret };
  const own = connect(server, (await connect(server).auth.authenticateDevice({ credentials })).token);
  const list = async (query: object) => {
    const { items } = await own.devices.get({ applicationId: gateway.applicationId, ...query });
    return items.map((item: { name: string }) => item.name);
  };
  expect(await list({})).toEqual(['Gate', 'Probe']);
  expect(await list({ query: { $or: [{ name: 'Other' }, { name: 'Probe' }] } })).toEqual(['Probe']);
  expect(await failureOf(own.devices.tagKeys({ applicationId: gateway.applicationId }))).toMatchObject({
    statusCode: 403,
  });
});

it('sorts by the last report and by the newest value of an attribute, devices without one last', async () => {
  const fleet = (await client.applications.post({ application: { name: 'Sorted' } })).id;
  const now = Date.now();
  const report = async (name: string, value: unknown, age: number): Promise<void> => {
    const attributes = [{ name: 'level', dataType: 'number' }];
    const { id } = await client.devices.post({ applicationId: fleet, device: { name, attributes } });
    if (value === undefined) return;
    const deviceState = { data: { level: value }, time: new Date(now - age).toISOString() };
    await client.device.sendState({ applicationId: fleet, deviceId: id, deviceState });
  };
  await report('A', 10, 3_000);
  await report('B', 9, 1_000);
  await report('C', undefined, 0);
  await report('D', 100, 2_000);
  const sorted = async (query: object) => {
    const page = await client.devices.get({ applicationId: fleet, ...query });
    expectSchema('devices', page);
    return page.items.map((item: { name: string }) => item.name).join('');
  };
  expect(await sorted({ sortField: 'lastReport' })).toBe('ADBC');
  expect(await sorted({ sortField: 'lastReport', sortDirection: 'desc' })).toBe('BDAC');
  const path = (query: string) => `/applications/${fleet}/devices?sortField=lastValue${query}`;
  const byValue = async (query: string) => {
    const { status, body } = await call(server, 'GET', path(query), { token });
    return [status, (body.items as { name: string }[] | undefined)?.map(({ name }) => name).join('') ?? body.field];
  };
  expect(await byValue('&sortAttribute=level')).toEqual([200, 'BADC']);
  expect(await byValue('&sortAttribute=level&sortDirection=desc')).toEqual([200, 'DABC']);
  expect(await byValue('&sortAttribute=level&sortDirection=desc&perPage=2&page=1')).toEqual([200, 'BC']);
  expect(await byValue('&sortAttribute=absent')).toEqual([200, 'ABCD']);
  expect(await byValue('')).toEqual([400, 'sortAttribute']);
});

it('refuses an empty list of alternatives where devices are changed, deleted or commanded', async () => {
  const query = { $and: [{ name: 'Gate' }, { $or: [] }] };
  const rule = 'must not be empty here: that selects everything, as {} does';
  const refused: [string, string, object, string][] = [
    ['PATCH', 'devices', { query, updateFields: { description: 'x' } }, 'query'],
    ['POST', 'devices/delete', { query }, 'query'],
    ['POST', 'devices/removeData', { query }, 'query'],
    ['POST', 'devices/command', { name: 'go', deviceQuery: query }, 'deviceQuery'],
    ['POST', 'events/delete', query.$and[1] ?? {}, 'query'],
  ];
  for (const [method, path, body, name] of refused) {
    const { status, body: error } = await call(server, method, `/applications/${applicationId}/${path}`, {
      token,
      body,
    });
    expect([status, error.message]).toEqual([400, expect.stringMatching(new RegExp(`^${name}\\.\\$.* ${rule}$`))]);
  }
});
