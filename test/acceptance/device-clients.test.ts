// The pattern of the platform's own JavaScript device client, with both major versions of MQTT.js that it has stood on.
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import mqtt5 from 'mqtt';
import mqtt4 from 'mqtt4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

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

interface Command {
  readonly name: string;
  readonly payload?: unknown;
  readonly time: Date;
}

/** What the two versions of MQTT.js have in common, as far as a device needs it. */
interface Connection {
  on(event: 'message', listener: (topic: string, payload: Buffer) => void): unknown;
  on(event: 'connect' | 'close' | 'error', listener: () => void): unknown;
  subscribe(topics: string[], options: { qos: 0 | 1 }, callback: (error?: Error | null) => void): unknown;
  publish(topic: string, payload: string, options: { qos: 0 | 1 }, callback: (error?: Error | null) => void): unknown;
  end(force: boolean, callback: () => void): unknown;
  readonly connected: boolean;
}

/** A device as written for the platform: state out, commands in, peripherals by way of it, a new connection when one is lost. */
class Device {
  readonly commands: [string, Command][] = [];
  readonly #connection: Connection;
  connects = 0;

  constructor(
    library: { connect: (url: string, options: object) => Connection },
    fixture: DeviceFixture,
    peripherals: string[] = [],
  ) {
    this.#connection = library.connect(`mqtt://127.0.0.1:${mqttPort}`, {
      clientId: fixture.deviceId,
      username: fixture.key,
      password: fixture.secret,
      // The back-off of the tests is short; devices wait longer.
      reconnectPeriod: 100,
      clean: true,
    });
    this.#connection.on('error', () => undefined);
    this.#connection.on('connect', () => {
      this.#connection.subscribe(
        [fixture.deviceId, ...peripherals].map((id) => `losant/${id}/command`),
        { qos: 0 },
        () => {
          this.connects += 1;
        },
      );
    });
    this.#connection.on('message', (topic, payload) => {
      const [, deviceId = ''] = topic.split('/');
      const { name, payload: body, time } = JSON.parse(payload.toString());
      this.commands.push([deviceId, { name, payload: body, time: new Date(time.$date) }]);
    });
  }

  get isConnected(): boolean {
    return this.#connection.connected;
  }

  sendState(deviceId: string, data: object, time?: Date): Promise<void> {
    const report = JSON.stringify({ data, ...(time ? { time: { $date: time.toISOString() } } : {}) });
    return new Promise((resolve, reject) => {
      this.#connection.publish(`losant/${deviceId}/state`, report, { qos: 1 }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  disconnect(): Promise<void> {
    return new Promise((resolve) => this.#connection.end(false, () => resolve()));
  }
}

describe.each([
  ['MQTT.js 4', mqtt4 as never],
  ['MQTT.js 5', mqtt5 as never],
])('with %s', (_name, library) => {
  it('reports state and hears commands', async () => {
    const fixture = await makeDevice(client);
    const device = new Device(library, fixture);
    await expect.poll(() => device.connects).toBe(1);
    const time = new Date(Date.now() - 60_000);
    await device.sendState(fixture.deviceId, { temperature: 21.5, running: true }, time);
    expect(await client.device.getState(fixture)).toMatchObject([
      { time: time.toISOString(), data: { temperature: 21.5, running: true } },
    ]);
    await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'blink', payload: { times: 3 } } });
    await expect.poll(() => device.commands).toHaveLength(1);
    expect(device.commands).toEqual([
      [fixture.deviceId, { name: 'blink', payload: { times: 3 }, time: expect.any(Date) }],
    ]);
    await device.disconnect();
  });

  it('speaks for its peripherals over one connection', async () => {
    const fixture = await makeDevice(client, { device: { deviceClass: 'gateway' } });
    const { applicationId, deviceId } = fixture;
    const { id: peripheralId } = await client.devices.post({
      applicationId,
      device: {
        name: 'Probe',
        deviceClass: 'peripheral',
        gatewayId: deviceId,
        attributes: [{ name: 'level', dataType: 'number' }],
      },
    });
    const gateway = new Device(library, fixture, [peripheralId]);
    await expect.poll(() => gateway.connects).toBe(1);
    await gateway.sendState(peripheralId, { level: 4 });
    await gateway.sendState(deviceId, { temperature: 20 });
    expect(await client.device.getState({ applicationId, deviceId: peripheralId })).toMatchObject([
      { data: { level: 4 } },
    ]);
    await client.device.sendCommand({ applicationId, deviceId: peripheralId, deviceCommand: { name: 'calibrate' } });
    await expect
      .poll(() => gateway.commands.map(([id, { name }]) => [id, name]))
      .toEqual([[peripheralId, 'calibrate']]);
    await gateway.disconnect();
  });

  it('comes back after the server was killed, and loses no report', async () => {
    const fixture = await makeDevice(client);
    const device = new Device(library, fixture);
    await expect.poll(() => device.connects).toBe(1);
    await device.sendState(fixture.deviceId, { temperature: 1 }, new Date(Date.now() - 2000));
    await server.kill();
    await expect.poll(() => device.isConnected).toBe(false);
    // While the server is away the client holds the report back, and its promise with it.
    const time = new Date();
    const held = device.sendState(fixture.deviceId, { temperature: 2 }, time);
    await start();
    await held;
    await expect.poll(() => device.connects).toBe(2);
    expect(await client.device.getState({ ...fixture, limit: '2' })).toMatchObject([
      { time: time.toISOString(), data: { temperature: 2 } },
      { data: { temperature: 1 } },
    ]);
    await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'still there?' } });
    await expect.poll(() => device.commands.map(([, { name }]) => name)).toEqual(['still there?']);
    await device.disconnect();
  });
});
