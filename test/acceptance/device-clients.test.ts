// The pattern of the platform's own JavaScript device client, with both major versions of MQTT.js that it has stood on.
import mqtt5 from 'mqtt';
import mqtt4 from 'mqtt4';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { Device } from '../support/mqtt-device.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

describe.each([
  ['MQTT.js 4', mqtt4 as never],
  ['MQTT.js 5', mqtt5 as never],
])('with %s', (_name, library) => {
  it('reports state and hears commands', async () => {
    const fixture = await makeDevice(client);
    const device = new Device(library, fixture, server.mqtt);
    await expect.poll(() => device.connects, { timeout: 20_000 }).toBe(1);
    const time = new Date(Date.now() - 60_000);
    await device.sendState(fixture.deviceId, { temperature: 21.5, running: true }, time);
    expect(await client.device.getState(fixture)).toMatchObject([
      { time: time.toISOString(), data: { temperature: 21.5, running: true } },
    ]);
    await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'blink', payload: { times: 3 } } });
    await expect.poll(() => device.commands, { timeout: 20_000 }).toHaveLength(1);
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
    const gateway = new Device(library, fixture, server.mqtt, [peripheralId]);
    await expect.poll(() => gateway.connects, { timeout: 20_000 }).toBe(1);
    await gateway.sendState(peripheralId, { level: 4 });
    await gateway.sendState(deviceId, { temperature: 20 });
    expect(await client.device.getState({ applicationId, deviceId: peripheralId })).toMatchObject([
      { data: { level: 4 } },
    ]);
    await client.device.sendCommand({ applicationId, deviceId: peripheralId, deviceCommand: { name: 'calibrate' } });
    await expect
      .poll(() => gateway.commands.map(([id, { name }]) => [id, name]), { timeout: 20_000 })
      .toEqual([[peripheralId, 'calibrate']]);
    await gateway.disconnect();
  });
});
