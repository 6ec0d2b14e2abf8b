// What outlives a connection, and what outlives the server: MQTT 3.1.1, sections 3.1.2.4 and 4.1 to 4.6.
import { rm } from 'node:fs/promises';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { connectWire, publish, subscribe, transports } from '../support/mqtt-wire.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

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
const body = (packet: Packet): [string, number, boolean] => {
  const { payload, qos, dup } = packet as IPublishPacket;
  return [payload.toString(), qos, dup];
};

describe.each(transports)('over %s', (transport) => {
  const connect = (device: DeviceFixture, clean = false) => connectWire(server, device, { transport, clean });

  it('[MQTT-3.2.2-2] tells whether it knows the session, with or without subscriptions', async () => {
    const { first } = await two();
    for (const [clean, present] of [
      [false, false],
      [false, true],
      [true, false],
      [true, false],
      [false, false],
      [false, true],
    ] as const) {
      const wire = await connect(first, clean);
      expect(wire.sessionPresent).toBe(present);
      await wire.leave();
    }
  });

  it('[MQTT-3.1.2-5] keeps messages of QoS 1 and 2 for a session that is away, in order, and none of QoS 0', async () => {
    const { first, second } = await two();
    const away = await connect(second);
    await away.ask(subscribe(1, ['a/#', 2], ['low', 0]));
    await away.leave();
    const sender = await connect(first, true);
    sender.send(
      publish('a/0', 'zero'),
      publish('a/1', 'one', { qos: 1, messageId: 1 }),
      publish('a/2', 'two', { qos: 2, messageId: 2 }),
      publish('low', 'x', { qos: 1, messageId: 3 }),
    );
    await sender.take(3);
    const back = await connect(second);
    expect(back.sessionPresent).toBe(true);
    expect((await back.take(2)).map(body)).toEqual([
      ['one', 1, false],
      ['two', 2, false],
    ]);
    // [MQTT-3.1.2-4]: the subscriptions are still there.
    sender.send(publish('a/3', 'three'), publish('low', 'low'));
    expect((await back.take(2)).map(body)).toEqual([
      ['three', 0, false],
      ['low', 0, false],
    ]);
    await Promise.all([back.leave(), sender.leave()]);
  });

  it('[MQTT-4.4.0-1] [MQTT-3.3.1-1] sends again, with DUP and the same ids, what was not acknowledged', async () => {
    const { first, second } = await two();
    const sender = await connect(first, true);
    const receiver = await connect(second);
    await receiver.ask(subscribe(1, ['a', 2]));
    for (const [messageId, qos] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 1],
    ] as const)
      sender.send(publish('a', String(messageId), { qos, messageId }));
    const sent = (await receiver.take(4)) as IPublishPacket[];
    const ids = sent.map(({ messageId = 0 }) => messageId);
    // The third has been received: from then on only its PUBREL is sent.
    expect(await receiver.ask({ cmd: 'pubrec', messageId: ids[2] as number })).toMatchObject({ cmd: 'pubrel' });
    await receiver.vanish();
    const back = await connect(second);
    const again = await back.take(4);
    expect(again).toMatchObject([
      { cmd: 'publish', messageId: ids[0], qos: 1, dup: true },
      { cmd: 'publish', messageId: ids[1], qos: 2, dup: true },
      { cmd: 'pubrel', messageId: ids[2] },
      { cmd: 'publish', messageId: ids[3], qos: 1, dup: true },
    ]);
    back.send(
      { cmd: 'puback', messageId: ids[0] as number },
      { cmd: 'pubcomp', messageId: ids[2] as number },
      { cmd: 'puback', messageId: ids[3] as number },
    );
    expect(await back.ask({ cmd: 'pubrec', messageId: ids[1] as number })).toMatchObject({ cmd: 'pubrel' });
    back.send({ cmd: 'pubcomp', messageId: ids[1] as number });
    await back.untilPong();
    await back.vanish();
    const last = await connect(second);
    expect(await last.untilPong()).toEqual([]);
    await Promise.all([last.leave(), sender.leave()]);
  });

  it('[MQTT-3.1.2-6] forgets everything of a session when a clean one begins', async () => {
    const { first, second } = await two();
    const away = await connect(second);
    await away.ask(subscribe(1, ['a', 1]));
    await away.leave();
    const sender = await connect(first, true);
    await sender.ask(publish('a', 'lost', { qos: 1, messageId: 1 }));
    const clean = await connect(second, true);
    sender.send(publish('a', 'unheard', { qos: 1, messageId: 2 }));
    await sender.next();
    expect(await clean.untilPong()).toEqual([]);
    await clean.leave();
    const later = await connect(second);
    expect(later.sessionPresent).toBe(false);
    expect(await later.untilPong()).toEqual([]);
    await Promise.all([later.leave(), sender.leave()]);
  });

  it('[MQTT-4.3.3-2] stores a QoS 2 state report once when it is sent again after a reconnect', async () => {
    const { first } = await two();
    const report = publish(`losant/${first.deviceId}/state`, '{"data":{"temperature":20}}', { qos: 2, messageId: 9 });
    const wire = await connect(first);
    expect(await wire.ask(report)).toMatchObject({ cmd: 'pubrec', messageId: 9 });
    await wire.vanish();
    const back = await connect(first);
    expect(await back.ask({ ...report, dup: true } as Packet)).toMatchObject({ cmd: 'pubrec', messageId: 9 });
    await back.vanish();
    const last = await connect(first);
    expect(await last.ask({ cmd: 'pubrel', messageId: 9 })).toMatchObject({ cmd: 'pubcomp', messageId: 9 });
    await last.leave();
    const counts = await client.application.payloadCounts({ applicationId: first.applicationId });
    expect(counts.deviceState).toEqual({ 'device.mqtt': 1 });
  });

  it('gives up subscriptions that the device is no longer allowed', async () => {
    const { first } = await two();
    const { applicationId, deviceId } = first;
    const open = await connect(first);
    await open.ask(subscribe(1, ['secret', 1], ['open', 1]));
    await open.leave();
    const limited = await client.applicationKeys.post({
      applicationId,
      applicationKey: { filterType: 'whitelist', pubTopics: ['#'], subTopics: ['open'] },
    });
    const narrow = await connect({ applicationId, deviceId, key: limited.key, secret: limited.secret });
    expect(narrow.sessionPresent).toBe(true);
    narrow.send(publish('secret', 'x'), publish('open', 'y'));
    expect((await narrow.untilPong()).map(body)).toEqual([['y', 0, false]]);
    await narrow.leave();
  });
});

inSlowSuite('kills the server and starts it again', () => {
  it('keeps sessions, queued messages and retained messages through kill -9', async () => {
    const { first, second } = await two();
    const sender = await connectWire(server, first, { clean: false });
    const receiver = await connectWire(server, second, { clean: false });
    await receiver.ask(subscribe(1, ['kept/#', 2], ['dropped', 1]));
    await receiver.ask({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['dropped'] });
    sender.send(
      publish('kept/a', 'sent', { qos: 1, messageId: 1 }),
      publish('kept/b', 'received', { qos: 2, messageId: 2 }),
    );
    await sender.take(2);
    const [sent, received] = (await receiver.take(2)) as IPublishPacket[];
    expect(await receiver.ask({ cmd: 'pubrec', messageId: received?.messageId ?? 0 })).toMatchObject({ cmd: 'pubrel' });
    await receiver.leave();
    // Everything from here on is acknowledged, so it must be there after the crash.
    sender.send(
      publish('kept/c', 'queued', { qos: 1, messageId: 3 }),
      publish('retained/a', 'value', { qos: 1, messageId: 4, retain: true }),
      publish('retained/b', 'old', { qos: 1, messageId: 5, retain: true }),
      publish('retained/b', '', { qos: 1, messageId: 6, retain: true }),
      publish('kept/d', 'again', { qos: 2, messageId: 7 }),
      publish(`losant/${first.deviceId}/state`, '{"data":{"temperature":3}}', { qos: 2, messageId: 8 }),
    );
    await sender.take(6);
    await server.kill();
    await start();

    const back = await connectWire(server, second, { clean: false });
    expect(back.sessionPresent).toBe(true);
    const packets = await back.take(4);
    expect(packets).toMatchObject([
      { cmd: 'publish', topic: 'kept/a', messageId: sent?.messageId, dup: true },
      { cmd: 'pubrel', messageId: received?.messageId },
      { cmd: 'publish', topic: 'kept/c', dup: false },
      { cmd: 'publish', topic: 'kept/d', qos: 2, dup: false },
    ]);
    const resumed = await connectWire(server, first, { clean: false });
    expect(resumed.sessionPresent).toBe(true);
    // Both ends send again what the crash left open; nothing happens twice.
    resumed.send(
      publish('kept/d', 'again', { qos: 2, messageId: 7, dup: true }),
      publish(`losant/${first.deviceId}/state`, '{"data":{"temperature":3}}', { qos: 2, messageId: 8, dup: true }),
    );
    expect(await resumed.take(2)).toMatchObject([
      { cmd: 'pubrec', messageId: 7 },
      { cmd: 'pubrec', messageId: 8 },
    ]);
    expect(await resumed.ask({ cmd: 'pubrel', messageId: 7 })).toMatchObject({ cmd: 'pubcomp' });
    expect(await back.untilPong()).toEqual([]);
    await back.ask(subscribe(3, 'retained/#'));
    expect((await back.take(1)).map(body)).toEqual([['value', 0, false]]);
    resumed.send(publish('dropped', 'x', { qos: 1, messageId: 10 }), publish('kept/e', 'live'));
    expect((await back.take(1)).map(body)).toEqual([['live', 0, false]]);
    const counts = await client.application.payloadCounts({ applicationId: first.applicationId });
    expect(counts.deviceState).toEqual({ 'device.mqtt': 1 });
    await Promise.all([back.leave(), resumed.leave()]);
  });
});

it('bounds what it keeps for a session that is away: the oldest 1000 messages', async () => {
  const { first, second } = await two();
  const away = await connectWire(server, second, { clean: false });
  await away.ask(subscribe(1, ['a', 1]));
  await away.leave();
  const sender = await connectWire(server, first);
  for (let index = 1; index <= 1100; index += 1) sender.send(publish('a', String(index), { qos: 1, messageId: index }));
  await sender.take(1100);
  const back = await connectWire(server, second, { clean: false });
  const packets = await back.untilPong();
  expect(packets.map((packet) => body(packet)[0])).toEqual(
    Array.from({ length: 1000 }, (_, index) => String(index + 1)),
  );
  await Promise.all([back.leave(), sender.leave()]);
});
