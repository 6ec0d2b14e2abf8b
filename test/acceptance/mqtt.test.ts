import { once } from 'node:events';
import { createConnection } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { closedBy, connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { startServer } from '../support/start-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

/** A second device in the same application, on the same key. */
async function addDevice(fixture: DeviceFixture, device: object = { name: 'Second' }): Promise<DeviceFixture> {
  const { id } = await client.devices.post({ applicationId: fixture.applicationId, device });
  return { ...fixture, deviceId: id };
}

it('carries custom topics between devices, over TCP and WebSocket', async () => {
  const first = await makeDevice(client);
  const second = await addDevice(first);
  const sender = await connectDevice(server, first);
  const receiver = await connectDevice(server, second, { url: `${server.http.replace('http', 'ws')}/mqtt` });
  await receiver.subscribeAsync('floor/+/light', { qos: 1 });
  const received = nextMessages(receiver, 2);
  await sender.publishAsync('floor/1/light', 'on', { qos: 1 });
  await sender.publishAsync('floor/1/door', 'open', { qos: 1 });
  await sender.publishAsync('floor/2/light', 'off', { qos: 2 });
  expect(await received).toEqual(['floor/1/light on', 'floor/2/light off']);
  await receiver.unsubscribeAsync('floor/+/light');
  await receiver.subscribeAsync('end');
  const last = nextMessages(receiver, 1);
  await sender.publishAsync('floor/1/light', 'unheard', { qos: 1 });
  await sender.publishAsync('end', '', { qos: 1 });
  expect(await last).toEqual(['end ']);
  await Promise.all([sender.endAsync(), receiver.endAsync()]);
});

it('keeps the topics of two applications apart, retained messages and wills included', async () => {
  const [one, two] = [await makeDevice(client), await makeDevice(client)];
  const mine = await connectDevice(server, one, {
    will: { topic: 'will', payload: Buffer.from('gone'), qos: 1, retain: false },
  });
  const witness = await connectDevice(server, await addDevice(one));
  const stranger = await connectDevice(server, two);
  const heard: string[] = [];
  stranger.on('message', (topic) => heard.push(topic));
  await stranger.subscribeAsync('#', { qos: 1 });
  await mine.publishAsync('shared/topic', 'secret', { qos: 1, retain: true });
  const seen = nextMessages(witness, 2);
  await witness.subscribeAsync('#', { qos: 1 });
  mine.stream.destroy();
  expect((await seen).sort()).toEqual(['shared/topic secret', 'will gone']);
  await stranger.publishAsync('own', 'x', { qos: 1 });
  await stranger.subscribeAsync('shared/#', { qos: 1 });
  const echo = nextMessages(stranger, 1);
  await stranger.publishAsync('last', 'x', { qos: 1 });
  await echo;
  expect(heard.filter((topic) => topic !== 'own' && topic !== 'last')).toEqual([]);
  await Promise.all([witness.endAsync(), stranger.endAsync()]);
});

it('delivers a command to the device, and to the gateway of a peripheral', async () => {
  const gateway = await makeDevice(client, { device: { deviceClass: 'gateway' } });
  const { applicationId } = gateway;
  const probe = await addDevice(gateway, {
    name: 'Probe',
    deviceClass: 'peripheral',
    gatewayId: gateway.deviceId,
    attributes: [{ name: 'level', dataType: 'number' }],
  });
  const device = await connectDevice(server, gateway);
  await device.subscribeAsync([`losant/${gateway.deviceId}/command`, `losant/${probe.deviceId}/command`], { qos: 1 });
  for (const [deviceId, name] of [
    [gateway.deviceId, 'restart'],
    [probe.deviceId, 'calibrate'],
  ]) {
    const received = nextMessages(device, 1);
    await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name, payload: { steps: [1, 2] } } });
    const [message] = await received;
    const [topic, ...rest] = (message ?? '').split(' ');
    expect(topic).toBe(`losant/${deviceId}/command`);
    expect(JSON.parse(rest.join(' '))).toEqual({
      name,
      payload: { steps: [1, 2] },
      time: { $date: expect.any(String) },
    });
  }
  await device.publishAsync(`losant/${probe.deviceId}/state`, '{"data":{"level":7}}', { qos: 1 });
  expect(await client.device.getState({ applicationId, deviceId: probe.deviceId })).toMatchObject([
    { data: { level: 7 } },
  ]);
  await device.endAsync();
});

it('refuses a CONNECT with the code that says why', async () => {
  const fixture = await makeDevice(client);
  const other = await makeDevice(client);
  const restricted = await makeDevice(client, {
    applicationId: fixture.applicationId,
    key: { deviceIds: [fixture.deviceId] },
  });
  const attempts: [Partial<DeviceFixture>, number][] = [
    [{ secret: 'wrong' }, 4],
    [{ key: 'unknown' }, 4],
    [{ deviceId: other.deviceId }, 5],
    [{ deviceId: 'no-device' }, 5],
    [{ key: restricted.key, secret: restricted.secret, deviceId: restricted.deviceId }, 5],
  ];
  for (const [change, code] of attempts) {
    await expect(connectDevice(server, { ...fixture, ...change })).rejects.toMatchObject({ code });
  }
  await expect(connectDevice(server, fixture, { protocolVersion: 5 })).rejects.toBeInstanceOf(Error);
});

it('closes what publishes where it must not, and grants no subscription there', async () => {
  const fixture = await makeDevice(client);
  const other = await addDevice(fixture);
  const whitelist = await client.applicationKeys.post({
    applicationId: fixture.applicationId,
    applicationKey: { filterType: 'whitelist', pubTopics: ['out/#'], subTopics: ['in/+'] },
  });
  for (const topic of [
    `losant/${other.deviceId}/state`,
    'losant/other',
    '$SYS/x',
    `losant/${fixture.deviceId}/command`,
  ]) {
    const device = await connectDevice(server, fixture);
    const closed = closedBy(device);
    device.publish(topic, '{"data":{"temperature":1}}', { qos: 1 });
    await closed;
  }
  const device = await connectDevice(server, fixture);
  for (const filter of [`losant/${other.deviceId}/command`, 'losant/+/command', 'losant/#', '$SYS/#']) {
    await expect(device.subscribeAsync(filter)).rejects.toThrow();
  }
  await device.endAsync();
  const limited = await connectDevice(server, { ...fixture, ...whitelist });
  await limited.publishAsync('out/a', 'x', { qos: 1 });
  await limited.subscribeAsync('in/a');
  await expect(limited.subscribeAsync('in/#')).rejects.toThrow();
  const closed = closedBy(limited);
  limited.publish('elsewhere', 'x', { qos: 1 });
  await closed;
});

it('logs connections and tells whether a device is connected; a second connection ends the first', async () => {
  const fixture = await makeDevice(client);
  const info = async (): Promise<{ connected: number | null }> => (await client.device.get(fixture)).connectionInfo;
  const first = await connectDevice(server, fixture);
  const closed = closedBy(first);
  const second = await connectDevice(server, fixture);
  await closed;
  await second.publishAsync('a', 'x', { qos: 1 });
  await expect.poll(info).toMatchObject({ connected: 1, time: expect.any(String) });
  await second.endAsync();
  await expect.poll(async () => (await info()).connected).toBe(0);
});

it('closes a connection for garbage before CONNECT, and no other', async () => {
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from([0x30, 0x03, 0, 1, 97]),
    Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ]) {
    const socket = createConnection(server.mqttPort, '127.0.0.1');
    socket.write(bytes);
    await once(socket.resume(), 'close');
  }
  await device.publishAsync('still/here', 'x', { qos: 1 });
  expect(device.connected).toBe(true);
  await device.endAsync();
});

it('closes a connection that announces a packet larger than any it accepts', async () => {
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  const closed = closedBy(device);
  device.on('error', () => undefined);
  device.publish('big', Buffer.alloc(400 * 1024), { qos: 1 });
  await closed;
});

inSlowSuite('starts a server of its own that throttles', () => {
  it('throttles a device that sends more than the operator allows', async () => {
    const strict = await startServer({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: '3/60s' } });
    try {
      const { client: operator } = await logIn(strict);
      const fixture = await makeDevice(operator);
      const device = await connectDevice(strict, fixture);
      const closed = closedBy(device);
      // What was within the limit is acknowledged before the connection ends: the device would only send it again.
      const acknowledged: number[] = [];
      for (let index = 0; index < 4; index += 1) {
        const report = JSON.stringify({ data: { temperature: index } });
        device.publish(`losant/${fixture.deviceId}/state`, report, { qos: 1 }, (error) => {
          if (!error) acknowledged.push(index);
        });
      }
      await closed;
      expect(acknowledged).toEqual([0, 1, 2]);
      const response = await fetch(
        `${strict.http}/applications/${fixture.applicationId}/devices/${fixture.deviceId}/state`,
        {
          method: 'POST',
          headers: { Authorization: `Bearer ${(await logIn(strict)).token}`, 'Content-Type': 'application/json' },
          body: '{"data":{"temperature":1}}',
        },
      );
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ type: 'Throttled' });
    } finally {
      await strict.stop();
    }
  });
});
