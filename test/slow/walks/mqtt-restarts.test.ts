// What outlives the server: each starts it again, or kills it, once or twice. Sessions and queues through one kill -9 are in
// `npm test` (test/acceptance/mqtt-sessions.test.ts).
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { type DeviceFixture, makeDevice } from '../../support/fixtures.ts';
import { connectWire, publish, subscribe } from '../../support/mqtt-wire.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

let dataDir: string;
let server: TestServer;
let client: Client;

async function start(): Promise<void> {
  server = await startServer({ dataDir });
  ({ client } = await logIn(server));
}
beforeAll(async () => {
  dataDir = await makeDataFolder();
  await start();
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function two(): Promise<{ first: DeviceFixture; second: DeviceFixture }> {
  const first = await makeDevice(client);
  const { id } = await client.devices.post({ applicationId: first.applicationId, device: { name: 'Other' } });
  return { first, second: { ...first, deviceId: id } };
}

it('keeps a command for a device that is away while the server restarts', async () => {
  const { first } = await two();
  const { applicationId, deviceId } = first;
  const device = await connectWire(server, first, { clean: false });
  await device.ask(subscribe(1, [`losant/${deviceId}/command`, 1]));
  await device.leave();
  expect(await server.stop()).toBe(0);
  await start();
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'restart' } });
  await server.kill();
  await start();
  const back = await connectWire(server, first, { clean: false });
  expect(await back.next()).toMatchObject({ topic: `losant/${deviceId}/command`, qos: 1, dup: false });
  await back.leave();
});

it('publishes a retained will when the server is stopped, and keeps it', async () => {
  const { first, second } = await two();
  await connectWire(server, first, { will: { topic: 'status', payload: Buffer.from('off'), qos: 1, retain: true } });
  await server.stop();
  await start();
  const witness = await connectWire(server, second);
  await witness.ask(subscribe(1, 'status'));
  expect(await witness.next()).toMatchObject({ payload: Buffer.from('off'), retain: true });
  await witness.leave();
});

it('forgets the session of a deleted device and everything of a deleted application', async () => {
  const { first, second } = await two();
  const { applicationId } = first;
  const away = await connectWire(server, second, { clean: false });
  await away.ask(subscribe(1, ['a', 1]));
  await away.leave();
  await client.device.delete({ applicationId, deviceId: second.deviceId });
  const sender = await connectWire(server, first, { clean: false });
  await sender.ask(publish('a', 'x', { qos: 1, messageId: 1, retain: true }));
  await sender.leave();
  await client.application.delete({ applicationId });
  await expect(connectWire(server, first, { clean: false })).rejects.toThrow('"returnCode":4');
  await server.kill();
  await start();
  await expect(connectWire(server, first, { clean: false })).rejects.toThrow('"returnCode":4');
});
