import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

const iso = (time: number): string => new Date(time).toISOString();

async function logInDevice(fixture: DeviceFixture, key: { key: string; secret: string } = fixture): Promise<Client> {
  const credentials = { deviceId: fixture.deviceId, key: key.key, secret: key.secret };
  return connect(server, (await connect(server).auth.authenticateDevice({ credentials })).token);
}

it('keeps the commands that a device was sent', async () => {
  const fixture = await makeDevice(client);
  expect(await client.device.getCommand(fixture)).toEqual([]);
  const start = Date.now() - 10_000;
  for (const index of [0, 1, 2]) {
    const deviceCommand = { name: `c${index}`, time: { $date: iso(start + index) }, payload: { index } };
    await client.device.sendCommand({ ...fixture, deviceCommand });
  }
  await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'bare', time: start + 5 } });
  const get = async (query: object) => {
    const commands = await client.device.getCommand({ ...fixture, ...query });
    expectSchema('deviceCommands', commands);
    return commands;
  };
  expect(await get({})).toEqual([{ name: 'bare', time: iso(start + 5) }]);
  expect(await get({ limit: 2, since: start + 1, sortDirection: 'asc' })).toEqual([
    { name: 'c1', time: iso(start + 1), payload: { index: 1 } },
    { name: 'c2', time: iso(start + 2), payload: { index: 2 } },
  ]);
  expect(await get({ limit: '10', since: -60_000 })).toHaveLength(4);
  for (const query of [{ limit: 0 }, { limit: 1001 }, { since: 'x' }, { sortDirection: 'up' }]) {
    expect(await failureOf(client.device.getCommand({ ...fixture, ...query }))).toMatchObject({ statusCode: 400 });
  }
});

it('puts the newest values together, over all time or over a range', async () => {
  const fixture = await makeDevice(client);
  const start = Date.now() - 3_600_000;
  const deviceState = [
    { time: start, data: { temperature: 1, running: true } },
    { time: start + 1000, data: { temperature: 2 } },
    { time: start + 2000, data: { temperature: 3, note: 'late' } },
  ];
  await client.device.sendState({ ...fixture, deviceState });
  const composite = async (query: object = {}) => {
    const state = await client.device.getCompositeState({ ...fixture, ...query });
    expectSchema('compositeDeviceState', state);
    return state;
  };
  const running = { value: true, time: iso(start) };
  expect(await composite()).toEqual({
    temperature: { value: 3, time: iso(start + 2000) },
    running,
    note: { value: 'late', time: iso(start + 2000) },
  });
  expect(await composite({ end: start + 1999 })).toEqual({
    temperature: { value: 2, time: iso(start + 1000) },
    running,
  });
  expect(await composite({ start: start + 1, end: start + 1999 })).toEqual({
    temperature: { value: 2, time: iso(start + 1000) },
  });
  expect(await composite({ end: start - 1 })).toEqual({});
  expect(await composite({ start: -1000 })).toEqual({});
  expect(Object.keys(await composite({ attributes: 'running, note,unknown' })).sort()).toEqual(['note', 'running']);
  expect(await failureOf(composite({ start: 10, end: 5 }))).toMatchObject({
    statusCode: 400,
    message: 'start must not be after end',
  });
  await client.device.patch({ ...fixture, device: { attributes: [{ name: 'note', dataType: 'string' }] } });
  expect(Object.keys(await composite())).toEqual(['note']);
});

it('looks back through many states for a value that was not reported in the range again', async () => {
  const fixture = await makeDevice(client);
  const start = Date.now() - 3_600_000;
  const states = Array.from({ length: 2500 }, (_, index) => ({ time: start + index, data: { temperature: index } }));
  await client.device.sendState({ ...fixture, deviceState: [{ time: start, data: { note: 'first' } }, ...states] });
  await client.device.sendState({
    ...fixture,
    deviceState: { time: start + 5000, data: { note: 'last', temperature: 0 } },
  });
  expect(await client.device.getCompositeState({ ...fixture, end: start + 4999 })).toEqual({
    note: { value: 'first', time: iso(start) },
    temperature: { value: 2499, time: iso(start + 2499) },
  });
});

it('logs how devices come and go over MQTT', async () => {
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  await device.publishAsync('a', 'b', { qos: 1 });
  await device.endAsync();
  await expect.poll(async () => (await client.device.getLogEntries({ ...fixture, limit: 10 })).length).toBe(2);
  const log = await client.device.getLogEntries({ ...fixture, limit: 10 });
  expectSchema('deviceLog', log);
  expect(log).toEqual([
    {
      connected: 0,
      time: expect.any(String),
      disconnectReason: expect.any(String),
      messagesFromClient: expect.any(Number),
      messagesToClient: expect.any(Number),
    },
    { connected: 1, time: expect.any(String) },
  ]);
  expect(await client.device.getLogEntries(fixture)).toEqual([log[0]]);
});

it('takes the connection status of devices that use REST, and counts it', async () => {
  const fixture = await makeDevice(client);
  const own = await logInDevice(fixture);
  const set = (connectionStatus: object) => own.device.setConnectionStatus({ ...fixture, connectionStatus });
  const info = async () => (await client.device.get(fixture)).connectionInfo;
  const start = Date.now() - 60_000;
  expectSchema('success', await set({ status: 'connected', connectedAt: { $date: iso(start) } }));
  expect(await info()).toEqual({ connected: 1, time: iso(start), connectedAt: iso(start) });
  await set({
    status: 'disconnected',
    connectedAt: start,
    disconnectedAt: start + 1000,
    disconnectReason: 'asleep',
    messagesFromClient: 3,
    messagesToClient: 1,
  });
  const going = { disconnectReason: 'asleep', messagesFromClient: 3, messagesToClient: 1 };
  expect(await info()).toEqual({
    connected: 0,
    time: iso(start + 1000),
    connectedAt: iso(start),
    disconnectedAt: iso(start + 1000),
    ...going,
  });
  // A whole connection told afterwards, and one that is older than what is known.
  await set({ status: 'disconnected', connectedAt: start + 2000, disconnectedAt: start + 3000 });
  await set({ status: 'connected', connectedAt: start - 5000 });
  expect((await info()).connected).toBe(0);
  const log = await own.device.getLogEntries({ ...fixture, limit: 10, sortDirection: 'asc' });
  expectSchema('deviceLog', log);
  expect(log).toEqual([
    { connected: 1, time: iso(start - 5000) },
    { connected: 1, time: iso(start) },
    { connected: 0, time: iso(start + 1000), ...going },
    { connected: 1, time: iso(start + 2000) },
    { connected: 0, time: iso(start + 3000) },
  ]);
  await expect
    .poll(() => client.application.payloadCounts({ applicationId: fixture.applicationId }))
    .toMatchObject({ deviceConnect: { 'device.rest': 2 }, deviceDisconnect: { 'device.rest': 2 } });
});

it('refuses a connection status that breaks a rule, and writes nothing', async () => {
  const fixture = await makeDevice(client);
  const set = (connectionStatus: unknown) => client.device.setConnectionStatus({ ...fixture, connectionStatus });
  const now = Date.now();
  const cases: [unknown, string][] = [
    [{}, 'status'],
    [{ status: 'asleep' }, 'status'],
    [{ status: 'connected', disconnectReason: 'x' }, 'disconnectReason'],
    [{ status: 'connected', colour: 1 }, 'colour'],
    [{ status: 'connected', connectedAt: now - 31 * 86_400_000 }, 'connectedAt'],
    [{ status: 'disconnected', disconnectedAt: now + 2 * 86_400_000 }, 'disconnectedAt'],
    [{ status: 'disconnected', connectedAt: now, disconnectedAt: now - 1 }, 'connectedAt'],
    [{ status: 'disconnected', messagesToClient: 'many' }, 'messagesToClient'],
    [{ status: 'disconnected', disconnectReason: 'a\u0000b' }, 'disconnectReason'],
    [{ status: 'disconnected', disconnectReason: 'x'.repeat(1025) }, 'disconnectReason'],
  ];
  for (const [body, field] of cases) {
    expect(await failureOf(set(body)), JSON.stringify(body)).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(field),
    });
  }
  expect(await client.device.getLogEntries(fixture)).toEqual([]);
});

it('lets devices see and write only what their key allows, and hides the rest as if it were not there', async () => {
  const gateway = await makeDevice(client, { device: { deviceClass: 'gateway' } });
  const { applicationId } = gateway;
  const device = { name: 'Probe', deviceClass: 'peripheral', gatewayId: gateway.deviceId };
  const peripheral = { applicationId, deviceId: (await client.devices.post({ applicationId, device })).id };
  const other = await makeDevice(client, { applicationId });
  const elsewhere = { applicationId, deviceId: (await makeDevice(client)).deviceId };
  const absent = { applicationId, deviceId: '0123456789abcdef01234567' };
  const key = await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [gateway.deviceId] },
  });
  const restricted = await logInDevice(gateway, key);
  const open = await logInDevice(gateway);
  const reads = ['getCommand', 'getLogEntries', 'getState', 'getCompositeState'] as const;
  const set = { connectionStatus: { status: 'connected' } };
  for (const method of reads) {
    for (const own of [gateway, peripheral]) await restricted.device[method](own);
    await open.device[method](other);
    for (const hidden of [other, elsewhere, absent]) {
      expect(await failureOf(restricted.device[method](hidden))).toMatchObject({
        statusCode: 404,
        message: 'Device was not found',
      });
    }
    for (const hidden of [elsewhere, absent]) {
      for (const caller of [open, client]) {
        expect(await failureOf(caller.device[method](hidden))).toMatchObject({ statusCode: 404 });
      }
    }
  }
  await restricted.device.setConnectionStatus({ ...peripheral, ...set });
  expect(await failureOf(restricted.device.setConnectionStatus({ ...other, ...set }))).toMatchObject({
    statusCode: 404,
  });
  expect(await failureOf(open.device.setConnectionStatus({ ...other, ...set }))).toMatchObject({ statusCode: 403 });
  expect(await failureOf(client.device.setConnectionStatus({ ...absent, ...set }))).toMatchObject({ statusCode: 404 });
});
