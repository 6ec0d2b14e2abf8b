import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

/**
 * A server with a heap of 512 MiB while one application fills everything that is held in memory for it, up to its bounds
 * (docs/operations.md, "Memory"): queues of devices that are away, retained messages, replay windows, streams that nobody
 * reads, lists of fat devices. A heap that is full ends the process; this one must live, and lose nothing that it acknowledged.
 */
const MiB = 1024 * 1024;
const fatText = 'x'.repeat(250_000);
const away = 60;
const topics = 200;
const streams = 150;

let server: TestServer;
let client: Client;
let token: string;
let fixture: DeviceFixture;
let acknowledged = 0;

beforeAll(async () => {
  server = await startServer({
    env: { NODE_OPTIONS: '--max-old-space-size=512', SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' },
  });
  ({ client, token } = await logIn(server));
  const attributes = Array.from({ length: 3 }, (_, index) => ({ name: `text${index}`, dataType: 'string' }));
  fixture = await makeDevice(client, { device: { attributes } });
});
afterAll(() => server.stop());

async function readHeap(): Promise<number> {
  const text = await (await fetch(`${server.http}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes(?:{[^}]*})? ([\d.e+]+)/m.exec(text)?.[1] ?? Number.NaN) / MiB;
}

async function isAlive(what: string): Promise<void> {
  expect(await (await fetch(`${server.http}/health`)).json(), what).toEqual({ status: 'ok' });
  process.stdout.write(`${what}: heap ${Math.round(await readHeap())} MiB\n`);
}

async function report(): Promise<void> {
  const { applicationId, deviceId } = fixture;
  const data = Object.fromEntries([0, 1, 2].map((index) => [`text${index}`, 'y'.repeat(60_000)]));
  const answer = await call(server, 'POST', `/applications/${applicationId}/devices/${deviceId}/state`, {
    token,
    body: { data },
  });
  expect(answer.status).toBe(200);
  acknowledged += 1;
}

it('lives through queues of devices that are away, and says what it did not keep', async () => {
  const { applicationId, key, secret } = fixture;
  const devices: string[] = [];
  for (let count = 0; count < away; count += 1) {
    const { id } = await client.devices.post({ applicationId, device: { name: `away ${count}` } });
    const device = await connectDevice(server, { deviceId: id, key, secret }, { clean: false });
    await device.subscribeAsync(`losant/${id}/command`, { qos: 1 });
    await device.endAsync();
    devices.push(id);
  }
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?types=messageRefused&token=${token}`,
  );
  // 32 MiB are an application's; each command is 250 KB for each of them.
  for (let count = 0; count < 4; count += 1) {
    await client.devices.sendCommand({
      applicationId,
      multiDeviceCommand: { name: 'fill', payload: fatText, deviceIds: devices },
    });
  }
  expect(await log.next('log')).toMatchObject({ data: { message: expect.stringContaining('which is away') } });
  log.close();
  await isAlive('queues');
});

it('lives through retained messages', async () => {
  const device = await connectDevice(server, fixture);
  for (let count = 0; count < topics; count += 1) {
    await device.publishAsync(`fat/${count}`, fatText, { qos: 1, retain: true });
  }
  await device.endAsync();
  await isAlive('retained messages');
});

it('lives through replay windows and streams that nobody reads', async () => {
  const { applicationId, deviceId } = fixture;
  const abort = new AbortController();
  for (let count = 0; count < streams; count += 1) {
    const response = await fetch(
      `${server.http}/applications/${applicationId}/devices/${deviceId}/stateStream?keepAliveInterval=60`,
      { headers: { Authorization: `Bearer ${token}` }, signal: abort.signal },
    );
    expect(response.status).toBe(200);
  }
  for (let count = 0; count < 120; count += 1) await report();
  await isAlive('streams');
  abort.abort();
});

it('lives through lists of fat devices, and has all that it acknowledged', async () => {
  const { applicationId, deviceId } = fixture;
  const attributes = Array.from({ length: 240 }, (_, index) => ({
    name: `attribute-${index}`,
    dataType: 'string',
    description: 'x'.repeat(980),
  }));
  for (let count = 0; count < 40; count += 1) {
    await client.devices.post({ applicationId, device: { name: `fat ${count}`, attributes } });
  }
  const lists = Array.from({ length: 60 }, async () => {
    const response = await fetch(
      `${server.http}/applications/${applicationId}/devices?perPage=1000&sortField=creationDate&sortDirection=desc`,
      { headers: { Authorization: `Bearer ${token}` } },
    );
    await response.arrayBuffer();
    return response.status;
  });
  expect(new Set(await Promise.all(lists))).toEqual(new Set([200]));
  await isAlive('lists');
  const { deviceState } = await client.application.payloadCounts({ applicationId });
  expect(deviceState['user.rest']).toBe(acknowledged);
  const newest = await client.device.getState({ applicationId, deviceId });
  expect(newest).toHaveLength(1);
});
