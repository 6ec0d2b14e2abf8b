// Faults that MQTT brokers have had, and clients that mean no good: they harm nobody but themselves.
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { type DeviceFixture, makeDevice } from '../../support/fixtures.ts';
import {
  connectPacket,
  connectWire,
  openWire,
  publish,
  rawPacket,
  rawString,
  subscribe,
  transports,
  type WireClient,
} from '../../support/mqtt-wire.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

let server: TestServer;
let client: Client;
let attacker: DeviceFixture;
let bystander: WireClient;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});
beforeEach(async () => {
  attacker = await makeDevice(client);
  const { id } = await client.devices.post({ applicationId: attacker.applicationId, device: { name: 'Bystander' } });
  bystander = await connectWire(server, { ...attacker, deviceId: id });
  await bystander.ask(subscribe(1, ['alive', 1]));
});
afterEach(async () => {
  expect(bystander.stream.destroyed).toBe(false);
  bystander.send(publish('alive', 'yes', { qos: 1, messageId: 77 }));
  const packets = await bystander.untilPong();
  expect(packets.map(({ cmd }) => cmd)).toEqual(expect.arrayContaining(['puback', 'publish']));
  await bystander.leave();
});

it('ends a publish on a topic of 65,535 levels, and refuses to subscribe to one', async () => {
  const deep = '/'.repeat(65_535);
  const publisher = await connectWire(server, attacker);
  publisher.send(publish(deep, 'x'));
  await publisher.closed;
  const subscriber = await connectWire(server, attacker);
  expect(await subscriber.ask(subscribe(1, deep, '+/'.repeat(200), 'a/'.repeat(99), 'a/'.repeat(100)))).toMatchObject({
    granted: [128, 128, 0, 128],
  });
  expect(await subscriber.ask({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [deep] })).toMatchObject({
    cmd: 'unsuback',
  });
  await subscriber.leave();
});

it('takes topics of empty levels, and topics named like parts of JavaScript', async () => {
  const wire = await connectWire(server, attacker);
  const topics = ['/', '//', '/a//', '__proto__', 'constructor/prototype', 'toString', 'hasOwnProperty'];
  await wire.ask(subscribe(1, ...topics));
  wire.send(...topics.map((topic) => publish(topic, topic, { retain: true })));
  expect(((await wire.untilPong()) as IPublishPacket[]).map(({ topic }) => topic)).toEqual(topics);
  await wire.leave();
});

it('is not held up by connections that never finish their CONNECT', async () => {
  const half = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const socket = createConnection(server.mqttPort, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      // Nothing, the first byte, or a CONNECT without its end.
      socket.write(
        [Buffer.alloc(0), Buffer.from([0x10]), rawPacket(0x10, rawString('MQTT'), [4, 2, 0]).fill(0x7f, 1, 2)][
          index % 3
        ] as Buffer,
      );
      return socket;
    }),
  );
  const wire = await connectWire(server, attacker);
  expect(await wire.ask({ cmd: 'pingreq' })).toMatchObject({ cmd: 'pingresp' });
  await wire.leave();
  for (const socket of half) socket.destroy();
});

it.each(transports)('keeps no connection of a client that is gone before its CONNACK, over %s', async (transport) => {
  const connections = async (): Promise<string | undefined> =>
    /^signalbox_mqtt_connections (\d+)$/m.exec(await (await fetch(`${server.http}/metrics`)).text())?.[1];
  for (let count = 0; count < 20; count += 1) {
    const wire = await openWire(server, transport);
    wire.send(connectPacket(attacker, { clean: count % 2 === 0 }));
    wire.stream.end();
    await wire.closed;
  }
  await expect.poll(connections).toBe('1');
});

it('reads no further from whoever floods it before CONNECT', async () => {
  const flood = Buffer.alloc(8 * 1024 * 1024, publishBytes());
  for (const first of [Buffer.alloc(0), Buffer.from([0x10, 0xff, 0xff, 0x03])]) {
    const socket = createConnection(server.mqttPort, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(first);
    socket.write(flood);
    await new Promise((resolve) => socket.resume().once('close', resolve));
    expect(socket.bytesRead).toBe(0);
  }
});

it('takes thousands of packets that come right behind a CONNECT', async () => {
  const wire = await openWire(server);
  wire.send(connectPacket(attacker), ...Array.from({ length: 5000 }, (): Packet => ({ cmd: 'pingreq' })));
  expect(await wire.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
  expect((await wire.take(5000)).every(({ cmd }) => cmd === 'pingresp')).toBe(true);
  await wire.leave();
});

it('lets a subscriber that does not read lose its own messages only', async () => {
  const { id } = await client.devices.post({ applicationId: attacker.applicationId, device: { name: 'Publisher' } });
  const slow = await connectWire(server, attacker);
  await slow.ask(subscribe(1, 'flood', ['kept', 1]));
  slow.stream.pause();
  await bystander.ask(subscribe(2, 'flood'));
  const publisher = await connectWire(server, { ...attacker, deviceId: id });
  const payload = Buffer.alloc(200 * 1024, 1);
  const count = 100;
  let received = 0;
  for (let index = 1; index <= count; index += 1) {
    publisher.send(publish('flood', payload, { qos: 1, messageId: index }));
    expect(await publisher.next()).toMatchObject({ cmd: 'puback', messageId: index });
    expect(await bystander.next()).toMatchObject({ cmd: 'publish', topic: 'flood' });
    received += 1;
  }
  expect(received).toBe(count);
  await publisher.leave();
  await slow.vanish();
});

it('bounds what it keeps for a client that never acknowledges', async () => {
  const { id } = await client.devices.post({ applicationId: attacker.applicationId, device: { name: 'Publisher' } });
  const mute = await connectWire(server, attacker);
  await mute.ask(subscribe(1, ['a', 1]));
  const publisher = await connectWire(server, { ...attacker, deviceId: id });
  const total = 10_500;
  for (let index = 0; index < total; index += 1)
    publisher.send(publish('a', 'x', { qos: 1, messageId: (index % 60_000) + 1 }));
  await publisher.take(total);
  // All of them first: the answer to a ping overtakes what waits for room on the socket.
  await mute.take(10_000);
  expect(await mute.untilPong()).toEqual([]);
  expect(server.log()).toContain('too many messages wait for the client');
  await Promise.all([mute.leave(), publisher.leave()]);
});

it('bounds QoS 2 messages that are never released', async () => {
  const wire = await connectWire(server, attacker);
  for (let messageId = 1; messageId <= 1001; messageId += 1) wire.send(publish('a', 'x', { qos: 2, messageId }));
  await wire.closed;
});

it('grants a thousand subscriptions and no more, and lets them go with the connection', async () => {
  const wire = await connectWire(server, attacker);
  const filters = Array.from({ length: 1100 }, (_, index) => `+/${index}/#`);
  const suback = await wire.ask(subscribe(1, ...filters));
  expect(suback).toMatchObject({
    granted: [...Array.from({ length: 1000 }, () => 0), ...Array.from({ length: 100 }, () => 128)],
  });
  // A thousand filters that all match the same topic are one delivery.
  await wire.ask({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: filters });
  const overlapping = Array.from({ length: 512 }, (_, index) =>
    Array.from({ length: 9 }, (_level, bit) => ((index >> bit) & 1 ? '+' : 'a')).join('/'),
  );
  await wire.ask(subscribe(3, ...overlapping));
  wire.send(publish('a/a/a/a/a/a/a/a/a', 'once'));
  expect(await wire.untilPong()).toHaveLength(1);
  const long = Array.from({ length: 10 }, (_, index) => `${index}${'x'.repeat(60_000)}`);
  for (const [index, filter] of long.slice(0, 5).entries()) {
    const granted = index < 4 ? 0 : 128;
    expect(await wire.ask(subscribe(10 + index, filter))).toMatchObject({ granted: [granted] });
  }
  await wire.leave();
});

it('sends many retained messages no faster than they are read', async () => {
  const wire = await connectWire(server, attacker);
  const count = 3000;
  for (let index = 0; index < count; index += 1)
    wire.send(publish(`kept/${index}`, Buffer.alloc(2000, 1), { retain: true }));
  await wire.untilPong();
  await wire.ask(subscribe(1, 'kept/#'));
  expect((await wire.take(count)).every((packet) => (packet as IPublishPacket).retain)).toBe(true);
  await wire.leave();
});

it('drops the wills of many clients that vanish at once on topics where they may not publish', async () => {
  for (let index = 0; index < 30; index += 1) {
    const wire = await connectWire(server, attacker, {
      will: { topic: index % 2 ? '$SYS/a' : 'losant/a/b', payload: Buffer.alloc(60_000), qos: 2, retain: true },
    });
    await wire.vanish();
  }
});

function publishBytes(): string {
  return '\u0030\u0003\u0000\u0001a';
}
