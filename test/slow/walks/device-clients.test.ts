// Kills the server under the platform's own JavaScript device client, with both major versions of MQTT.js that it has stood on.
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import mqtt5 from 'mqtt';
import mqtt4 from 'mqtt4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { makeDevice } from '../../support/fixtures.ts';
import { Device } from '../../support/mqtt-device.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

let dataDir: string;
let mqttPort: string;
let server: TestServer;
let client: Client;

async function start(): Promise<void> {
  server = await startServer({ dataDir, env: { SIGNALBOX_MQTT_PORT: mqttPort } });
  ({ client } = await logIn(server));
}

beforeAll(async () => {
  dataDir = await makeDataFolder();
  // The same port after a restart, as a device expects.
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  mqttPort = String((probe.address() as { port: number }).port);
  await new Promise((resolve) => probe.close(resolve));
  await start();
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe.each([
  ['MQTT.js 4', mqtt4 as never],
  ['MQTT.js 5', mqtt5 as never],
])('with %s', (_name, library) => {
  it('comes back after the server was killed, and loses no report', async () => {
    const fixture = await makeDevice(client);
    const device = new Device(library, fixture, `mqtt://127.0.0.1:${mqttPort}`);
    await expect.poll(() => device.connects, { timeout: 20_000 }).toBe(1);
    await device.sendState(fixture.deviceId, { temperature: 1 }, new Date(Date.now() - 2000));
    await server.kill();
    await expect.poll(() => device.isConnected, { timeout: 20_000 }).toBe(false);
    // While the server is away the client holds the report back, and its promise with it.
    const time = new Date();
    const held = device.sendState(fixture.deviceId, { temperature: 2 }, time);
    await start();
    await held;
    await expect.poll(() => device.connects, { timeout: 20_000 }).toBe(2);
    expect(await client.device.getState({ ...fixture, limit: '2' })).toMatchObject([
      { time: time.toISOString(), data: { temperature: 2 } },
      { data: { temperature: 1 } },
    ]);
    await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'still there?' } });
    await expect.poll(() => device.commands.map(([, { name }]) => name), { timeout: 20_000 }).toEqual(['still there?']);
    await device.disconnect();
  });
});
