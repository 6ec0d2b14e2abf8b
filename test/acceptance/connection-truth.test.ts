import { createConnection } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { closedBy, connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

interface Entry {
  readonly connected: 0 | 1;
  readonly time: string;
  readonly disconnectReason?: string;
  readonly messagesFromClient?: number;
  readonly messagesToClient?: number;
}

/** The connection log, oldest first, once it is this long. */
async function readLog(fixture: DeviceFixture, length: number): Promise<Entry[]> {
  const ask = (): Promise<Entry[]> => client.device.getLogEntries({ ...fixture, limit: '100', sortDirection: 'asc' });
  await expect.poll(async () => (await ask()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(length);
  const entries = await ask();
  expectSchema('deviceLog', entries);
  expect(entries).toHaveLength(length);
  return entries;
}

async function countsOf({ applicationId }: DeviceFixture): Promise<(number | undefined)[]> {
  const { deviceConnect, deviceDisconnect } = await client.application.payloadCounts({ applicationId });
  return [deviceConnect?.['device.mqtt'], deviceDisconnect?.['device.mqtt']];
}

it('logs how each connection ended, and what went over it', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const polite = await connectDevice(server, fixture);
  await polite.subscribeAsync('a/#', { qos: 1 });
  for (let index = 0; index < 3; index += 1) {
    const echoed = new Promise((resolve) => polite.once('message', resolve));
    await polite.publishAsync('a/b', 'x', { qos: 1 });
    await echoed;
  }
  await polite.publishAsync(`losant/${deviceId}/state`, '{"data":{"temperature":1}}', { qos: 1 });
  await polite.endAsync();

  const lost = await connectDevice(server, fixture);
  const lostClosed = closedBy(lost);
  lost.stream.destroy();
  await lostClosed;
  await readLog(fixture, 4);

  const first = await connectDevice(server, fixture);
  const taken = closedBy(first);
  const second = await connectDevice(server, fixture);
  await taken;

  const closed = closedBy(second);
  const [key] = (await client.applicationKeys.get({ applicationId })).items;
  second.on('error', () => undefined);
  await client.applicationKey.patch({
    applicationId,
    applicationKeyId: key.id,
    applicationKey: { status: 'inactive' },
  });
  await closed;

  const entries = await readLog(fixture, 8);
  expect(entries.map(({ connected }) => connected)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  expect(entries.filter(({ connected }) => connected === 0).map((entry) => entry.disconnectReason)).toEqual([
    'client disconnected',
    'connection lost',
    'taken over by a new connection',
    'access key changed',
  ]);
  expect(entries[1]).toMatchObject({ messagesFromClient: 4, messagesToClient: 3 });
  expect(entries.map(({ time }) => time)).toEqual(entries.map(({ time }) => time).toSorted());
  expect((await client.device.get(fixture)).connectionInfo).toMatchObject({
    connected: 0,
    disconnectReason: 'access key changed',
  });
  expect(await countsOf(fixture)).toEqual([4, 4]);
});

it('ends a client that is silent for one and a half times its keep-alive [MQTT-3.1.2-24]', async () => {
  const fixture = await makeDevice(client);
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
  };
  const body = Buffer.concat([
    text('MQTT'),
    // Level 4; user name, password and clean session; keep alive 1 s.
    Buffer.from([4, 0xc2, 0, 1]),
    text(fixture.deviceId),
    text(fixture.key),
    text(fixture.secret),
  ]);
  const socket = createConnection(server.mqttPort, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume().write(Buffer.concat([Buffer.from([0x10, (body.length & 0x7f) | 0x80, body.length >> 7]), body]));
  await closed;
  const entries = await readLog(fixture, 2);
  expect(entries[1]).toMatchObject({ connected: 0, disconnectReason: 'keep alive timeout' });
});

it('knows who is connected through fast takeovers, each of them logged once and in order', async () => {
  const fixture = await makeDevice(client);
  const connections = [];
  for (let index = 0; index < 10; index += 1) {
    const connection = await connectDevice(server, fixture);
    connection.on('error', () => undefined);
    connections.push(connection);
  }
  const entries = await readLog(fixture, 19);
  expect(entries.map(({ connected }) => connected)).toEqual(Array.from({ length: 19 }, (_, index) => (index + 1) % 2));
  expect((await client.device.get(fixture)).connectionInfo.connected).toBe(1);
  await connections.at(-1)?.endAsync();
  await expect.poll(async () => (await client.device.get(fixture)).connectionInfo.connected).toBe(0);
  expect(await countsOf(fixture)).toEqual([10, 10]);
});
