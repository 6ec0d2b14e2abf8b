// Who gets which message, at which QoS, in which order: MQTT 3.1.1, chapters 3 and 4.
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { type ConnectOptions, connectWire, publish, subscribe, transports } from '../support/mqtt-wire.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

type Qos = 0 | 1 | 2;

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

const text = (packet: Packet): string => (packet as IPublishPacket).payload.toString();

describe.each(transports)('over %s', (transport) => {
  /** Two devices of one new application, the second with its options. */
  async function pair(options: ConnectOptions = {}) {
    const first = await makeDevice(client);
    const { id } = await client.devices.post({ applicationId: first.applicationId, device: { name: 'Other' } });
    const second: DeviceFixture = { ...first, deviceId: id };
    const sender = await connectWire(server, first, { transport });
    const receiver = await connectWire(server, second, { transport, ...options });
    return { first, second, sender, receiver };
  }
  const one = async (options: ConnectOptions = {}) =>
    connectWire(server, await makeDevice(client), { transport, ...options });

  it.each(
    ([0, 1, 2] as const).flatMap((published) =>
      ([0, 1, 2] as const).map((granted): [Qos, Qos] => [published, granted]),
    ),
  )(
    '[MQTT-3.8.4-6] delivers what is published at QoS %i to a subscription of QoS %i at the lower',
    async (sent, granted) => {
      const { sender, receiver } = await pair();
      for (const [messageId, filter] of [
        [1, 'exact/topic'],
        [2, 'wild/+'],
      ] as const) {
        expect(await receiver.ask(subscribe(messageId, [filter, granted]))).toMatchObject({
          cmd: 'suback',
          messageId,
          granted: [granted],
        });
      }
      for (const topic of ['exact/topic', 'wild/topic']) {
        sender.send(publish(topic, 'x', { qos: sent, ...(sent > 0 ? { messageId: 9 } : {}) }));
        const qos = Math.min(sent, granted);
        const message = (await receiver.next()) as IPublishPacket;
        expect(message).toMatchObject({ cmd: 'publish', topic, qos, retain: false, dup: false });
        if (qos === 0) expect(message.messageId).toBeUndefined();
        else expect(message.messageId).toBeGreaterThan(0);
        const { messageId = 0 } = message;
        if (qos === 1) receiver.send({ cmd: 'puback', messageId });
        if (qos === 2) {
          // [MQTT-4.3.3-1]
          expect(await receiver.ask({ cmd: 'pubrec', messageId })).toMatchObject({ cmd: 'pubrel', messageId });
          receiver.send({ cmd: 'pubcomp', messageId });
        }
        if (sent === 1) expect(await sender.next()).toMatchObject({ cmd: 'puback', messageId: 9 });
        if (sent === 2) {
          expect(await sender.next()).toMatchObject({ cmd: 'pubrec', messageId: 9 });
          expect(await sender.ask({ cmd: 'pubrel', messageId: 9 })).toMatchObject({ cmd: 'pubcomp', messageId: 9 });
        }
      }
      expect(await receiver.untilPong()).toEqual([]);
      await Promise.all([sender.leave(), receiver.leave()]);
    },
  );

  it('[MQTT-3.3.1-3] does not pass the DUP flag of a publisher on', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, ['a', 1]));
    sender.send(publish('a', 'x', { qos: 1, messageId: 3, dup: true }));
    expect(await receiver.next()).toMatchObject({ cmd: 'publish', dup: false });
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it('[MQTT-4.3.3-2] delivers a QoS 2 message once, however often its PUBLISH and PUBREL come', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, 'a'));
    const message = publish('a', 'once', { qos: 2, messageId: 5 });
    expect(await sender.ask(message)).toMatchObject({ cmd: 'pubrec', messageId: 5 });
    expect(await sender.ask({ ...message, dup: true } as Packet)).toMatchObject({ cmd: 'pubrec', messageId: 5 });
    for (const _ of [1, 2]) {
      expect(await sender.ask({ cmd: 'pubrel', messageId: 5 })).toMatchObject({ cmd: 'pubcomp', messageId: 5 });
    }
    // The id is free again, so this is another message.
    expect(await sender.ask(publish('a', 'again', { qos: 2, messageId: 5 }))).toMatchObject({ cmd: 'pubrec' });
    expect((await receiver.untilPong()).map(text)).toEqual(['once', 'again']);
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it('[MQTT-4.6.0-2] acknowledges in the order of the PUBLISH packets, states and custom topics mixed', async () => {
    const fixture = await makeDevice(client);
    const wire = await connectWire(server, fixture, { transport });
    const ids = Array.from({ length: 60 }, (_, index) => index + 1);
    wire.send(
      ...ids.map((messageId) =>
        messageId % 3 === 0
          ? publish('custom', 'x', { qos: 1, messageId })
          : publish(`losant/${fixture.deviceId}/state`, `{"data":{"temperature":${messageId}}}`, { qos: 1, messageId }),
      ),
    );
    expect(await wire.take(60)).toMatchObject(ids.map((messageId) => ({ cmd: 'puback', messageId })));
    // [MQTT-4.6.0-3]
    wire.send(
      publish(`losant/${fixture.deviceId}/state`, '{"data":{"temperature":1}}', { qos: 2, messageId: 71 }),
      publish('custom', 'x', { qos: 2, messageId: 72 }),
    );
    expect(await wire.take(2)).toMatchObject([
      { cmd: 'pubrec', messageId: 71 },
      { cmd: 'pubrec', messageId: 72 },
    ]);
    await wire.leave();
  });

  it('[MQTT-4.6.0-6] keeps the order of the messages of one publisher on one topic', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, ['ordered/#', 1]));
    const count = 400;
    for (let index = 0; index < count; index += 1) {
      sender.send(publish('ordered/a', String(index), { qos: 1, messageId: index + 1 }));
    }
    const received = (await receiver.take(count)) as IPublishPacket[];
    expect(received.map(text)).toEqual(Array.from({ length: count }, (_, index) => String(index)));
    // [MQTT-2.3.1-4]: none of these ids was free while the others were in use.
    expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(count);
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it('[MQTT-4.6.0-4] sends PUBREL in the order of the PUBREC packets', async () => {
    const { sender, receiver } = await pair({ clean: false });
    await receiver.ask(subscribe(1, ['a', 2]));
    for (const messageId of [1, 2, 3]) sender.send(publish('a', String(messageId), { qos: 2, messageId }));
    const ids = ((await receiver.take(3)) as IPublishPacket[]).map(({ messageId = 0 }) => messageId);
    const order = [ids[2], ids[0], ids[1]] as number[];
    receiver.send(...order.map((messageId): Packet => ({ cmd: 'pubrec', messageId })));
    expect(await receiver.take(3)).toMatchObject(order.map((messageId) => ({ cmd: 'pubrel', messageId })));
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it.each([
    [
      'the wider first',
      [
        ['over/#', 0],
        ['over/+', 2],
        ['over/a', 1],
      ],
    ],
    [
      'the wider last',
      [
        ['over/a', 1],
        ['over/+', 2],
        ['over/#', 0],
      ],
    ],
  ] as [string, [string, Qos][]][])(
    '[MQTT-3.3.5-1] delivers once, at the highest QoS, where subscriptions overlap: %s',
    async (_name, filters) => {
      const { sender, receiver } = await pair();
      await receiver.ask(subscribe(1, ...filters));
      sender.send(publish('over/a', 'x', { qos: 2, messageId: 1 }));
      expect(await receiver.next()).toMatchObject({ cmd: 'publish', qos: 2 });
      expect(await receiver.untilPong()).toEqual([]);
      await Promise.all([sender.leave(), receiver.leave()]);
    },
  );

  it('[MQTT-3.9.3-1] returns one code per filter, in order, repeated and refused ones included', async () => {
    const wire = await one();
    const packet = subscribe(77, ['a', 1], ['$SYS/#', 1], ['a', 2], ['losant/#', 0], ['b/+', 0]);
    expect(await wire.ask(packet)).toMatchObject({ cmd: 'suback', messageId: 77, granted: [1, 128, 2, 128, 0] });
    // [MQTT-3.8.4-4]: as if they had come one after the other.
    wire.send(publish('a', 'x', { qos: 2, messageId: 1 }));
    expect(await wire.take(2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ cmd: 'publish', qos: 2 }),
        expect.objectContaining({ cmd: 'pubrec' }),
      ]),
    );
    await wire.leave();
  });

  it('[MQTT-3.8.4-3] replaces a subscription to the same filter and sends its retained messages again', async () => {
    const wire = await one();
    wire.send(publish('kept', 'value', { retain: true }));
    await wire.ask(subscribe(1, ['kept', 1]));
    expect(await wire.next()).toMatchObject({ topic: 'kept', qos: 0, retain: true });
    expect(await wire.ask(subscribe(2, ['kept', 0]))).toMatchObject({ granted: [0] });
    expect(await wire.next()).toMatchObject({ topic: 'kept', retain: true });
    wire.send(publish('kept', 'now', { qos: 1, messageId: 1 }));
    const packets = await wire.untilPong();
    expect(packets.filter(({ cmd }) => cmd === 'publish')).toMatchObject([{ qos: 0, retain: false }]);
    await wire.leave();
  });

  it('[MQTT-3.10.4-2] delivers nothing more after UNSUBSCRIBE, and [MQTT-3.10.4-5] answers it without a subscription too', async () => {
    const wire = await one();
    await wire.ask(subscribe(1, 'a/b', 'a/+'));
    // [MQTT-3.10.4-1]: compared character by character, so "a/#" ends neither.
    expect(await wire.ask({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a/#', 'a/b'] })).toMatchObject({
      cmd: 'unsuback',
      messageId: 2,
    });
    expect(await wire.ask(publish('a/b', 'x'))).toMatchObject({ cmd: 'publish' });
    // [MQTT-3.10.4-6]
    expect(await wire.ask({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/b', 'a/+'] })).toMatchObject({
      cmd: 'unsuback',
      messageId: 3,
    });
    wire.send(publish('a/b', 'x'));
    expect(await wire.untilPong()).toEqual([]);
    await wire.leave();
  });

  it('[MQTT-3.10.4-3] completes the delivery of what it had begun before UNSUBSCRIBE', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, ['a', 2]));
    sender.send(publish('a', 'x', { qos: 2, messageId: 1 }));
    const { messageId = 0 } = (await receiver.next()) as IPublishPacket;
    expect(await receiver.ask({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a'] })).toMatchObject({
      cmd: 'unsuback',
    });
    expect(await receiver.ask({ cmd: 'pubrec', messageId })).toMatchObject({ cmd: 'pubrel', messageId });
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it.each([
    ['+', ['a', '+x'], ['/a', 'a/b', 'a/']],
    ['+/+', ['/a', 'a/', '/', 'a/b'], ['a', 'a/b/c']],
    ['/+', ['/a', '/'], ['a', '/a/b']],
    ['a/#', ['a', 'a/', 'a/b', 'a/b/c'], ['ab', 'A/b', '/a']],
    ['a/+/c', ['a/b/c', 'a//c'], ['a/c', 'a/b/c/d']],
    ['#', ['a', '/', 'a/b/c', ' '], []],
    ['a b/é', ['a b/é'], ['a b/e', 'a%20b/é']],
  ] as [string, string[], string[]][])(
    '[MQTT-4.7.1-1] [MQTT-4.7.3-4] matches %s level by level',
    async (filter, matched, others) => {
      const wire = await one();
      await wire.ask(subscribe(1, filter));
      const names = [...matched, ...others].filter((name) => !name.includes('+'));
      wire.send(...names.map((name) => publish(name, 'x')));
      const received = (await wire.untilPong()) as IPublishPacket[];
      expect(received.map(({ topic }) => topic)).toEqual(matched.filter((name) => !name.includes('+')));
      await wire.leave();
    },
  );

  it('[MQTT-4.7.2-1] never matches a $ topic with a wildcard, and sends none of its own', async () => {
    const wire = await one();
    expect(await wire.ask(subscribe(1, '#', '+/+', '+/#', '$SYS/#', '$share/g/a'))).toMatchObject({
      granted: [0, 0, 0, 128, 128],
    });
    const other = await one();
    await other.leave();
    expect(await wire.untilPong()).toEqual([]);
    wire.send(publish('$SYS/broker/uptime', 'x'));
    await wire.closed;
  });

  it.each([0, 1, 2] as const)(
    '[MQTT-3.3.1-6] sends a retained message of QoS %i to new subscriptions with the flag',
    async (qos) => {
      const { sender, receiver } = await pair();
      await receiver.ask(subscribe(1, ['live/+', 2]));
      const message = publish('live/a', 'kept', { qos, retain: true, ...(qos > 0 ? { messageId: 1 } : {}) });
      sender.send(message);
      // [MQTT-3.3.1-9]
      expect(await receiver.next()).toMatchObject({ topic: 'live/a', retain: false, qos });
      for (const [messageId, granted] of [
        [2, 2],
        [3, 1],
        [4, 0],
      ] as const) {
        await receiver.ask({ cmd: 'unsubscribe', messageId: 50 + messageId, unsubscriptions: ['live/#'] });
        await receiver.ask(subscribe(messageId, ['live/#', granted]));
        // [MQTT-3.3.1-8], [MQTT-3.8.4-6]
        expect(await receiver.next()).toMatchObject({
          topic: 'live/a',
          retain: true,
          dup: false,
          qos: Math.min(qos, granted),
        });
      }
      // The session goes on after a retained message at QoS 2 has been received.
      expect(await receiver.untilPong()).toEqual([]);
      await Promise.all([sender.leave(), receiver.leave()]);
    },
  );

  it('[MQTT-3.3.1-10] [MQTT-3.3.1-11] forgets a retained message when an empty one comes, which is delivered', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, ['a', 1]));
    sender.send(publish('a', 'kept', { retain: true }), publish('a', '', { retain: true }));
    expect(((await receiver.take(2)) as IPublishPacket[]).map((packet) => [text(packet), packet.retain])).toEqual([
      ['kept', false],
      ['', false],
    ]);
    await receiver.ask(subscribe(2, ['+', 0]));
    expect(await receiver.untilPong()).toEqual([]);
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  it('[MQTT-3.3.1-12] [MQTT-3.3.1-5] keeps the last retained message of a topic, whatever is published without the flag', async () => {
    const { sender, receiver } = await pair();
    sender.send(publish('a', '1', { retain: true }), publish('a', '2', { retain: true }), publish('a', '3'));
    await sender.untilPong();
    await receiver.ask(subscribe(1, 'a'));
    expect((await receiver.untilPong()).map(text)).toEqual(['2']);
    // [MQTT-3.1.2-7]: it outlives the session that published it.
    await sender.leave();
    await receiver.ask(subscribe(2, 'a'));
    expect((await receiver.untilPong()).map(text)).toEqual(['2']);
    await receiver.leave();
  });

  it('sends the messages on time to a subscriber that has left some unacknowledged', async () => {
    const { sender, receiver } = await pair();
    await receiver.ask(subscribe(1, ['a', 1]));
    for (let index = 1; index <= 300; index += 1)
      sender.send(publish('a', String(index), { qos: 1, messageId: index }));
    expect((await receiver.take(300)).map(text).at(-1)).toBe('300');
    expect((await sender.untilPong()).filter(({ cmd }) => cmd === 'puback')).toHaveLength(300);
    await Promise.all([sender.leave(), receiver.leave()]);
  });

  describe('wills', () => {
    const will = (options: { topic?: string; qos?: Qos; retain?: boolean; payload?: string } = {}): ConnectOptions => ({
      will: {
        topic: options.topic ?? 'will',
        payload: Buffer.from(options.payload ?? 'gone'),
        qos: options.qos ?? 0,
        retain: options.retain ?? false,
      },
    });

    it.each([
      [0, false],
      [1, false],
      [2, true],
    ] as [Qos, boolean][])(
      '[MQTT-3.1.2-8] publishes a will at QoS %i when the connection is lost, retained: %s',
      async (qos, retain) => {
        const { second, sender, receiver } = await pair(will({ qos, retain }));
        await sender.ask(subscribe(1, ['will', 2]));
        await receiver.vanish();
        expect(await sender.next()).toMatchObject({ topic: 'will', payload: Buffer.from('gone'), qos, retain: false });
        const later = await connectWire(server, second, { transport });
        await later.ask(subscribe(1, 'will'));
        // [MQTT-3.1.2-16], [MQTT-3.1.2-17]
        expect((await later.untilPong()).map((packet) => (packet as IPublishPacket).retain)).toEqual(
          retain ? [true] : [],
        );
        await Promise.all([sender.leave(), later.leave()]);
      },
    );

    it('[MQTT-3.14.4-3] [MQTT-3.1.2-10] discards the will at DISCONNECT', async () => {
      const { sender, receiver } = await pair(will());
      await sender.ask(subscribe(1, '#'));
      await receiver.leave();
      sender.send(publish('after', 'x'));
      expect(((await sender.untilPong()) as IPublishPacket[]).map(({ topic }) => topic)).toEqual(['after']);
      await sender.leave();
    });

    it('[MQTT-4.8.0-1] publishes the will of a client that breaks the protocol', async () => {
      const { sender, receiver } = await pair(will());
      await sender.ask(subscribe(1, 'will'));
      receiver.send(Buffer.from([0xf0, 0]));
      expect(await sender.next()).toMatchObject({ topic: 'will' });
      await sender.leave();
    });

    it('[MQTT-3.1.2-24] ends a connection that is silent for one and a half keep alive times, and publishes its will', async () => {
      const { sender, receiver } = await pair({ keepalive: 1, ...will() });
      await sender.ask(subscribe(1, 'will'));
      const begun = performance.now();
      // Bytes that complete no packet are no sign of life.
      receiver.send(Buffer.from([0x30]));
      expect(await sender.next()).toMatchObject({ topic: 'will' });
      expect(performance.now() - begun).toBeGreaterThan(1400);
      await receiver.closed;
      await sender.leave();
    });

    it('[MQTT-3.1.4-2] ends the earlier connection of a client id and publishes its will', async () => {
      const { second, sender, receiver } = await pair(will());
      await sender.ask(subscribe(1, 'will'));
      const later = await connectWire(server, second, { transport });
      await receiver.closed;
      expect(await sender.next()).toMatchObject({ topic: 'will' });
      expect(await later.ask({ cmd: 'pingreq' })).toMatchObject({ cmd: 'pingresp' });
      await Promise.all([sender.leave(), later.leave()]);
    });

    it('stores the state that a device left as its will, and nothing on topics where the device may not publish', async () => {
      const fixture = await makeDevice(client);
      const { applicationId } = fixture;
      const { id } = await client.devices.post({
        applicationId,
        device: { name: 'Target', attributes: [{ name: 'temperature', dataType: 'number' }] },
      });
      const witness = await connectWire(server, { ...fixture, deviceId: id }, { transport });
      await witness.ask(subscribe(1, '#', [`losant/${id}/command`, 1]));
      const limited = await client.applicationKeys.post({
        applicationId,
        applicationKey: { filterType: 'whitelist', pubTopics: ['out'], subTopics: [] },
      });
      for (const [topic, key] of [
        [`losant/${id}/state`, fixture],
        [`losant/${id}/command`, fixture],
        ['losant/elsewhere', fixture],
        ['$SYS/broker', fixture],
        ['elsewhere', limited],
        [Array.from({ length: 200 }, () => 'deep').join('/'), fixture],
      ] as const) {
        const forger = await connectWire(
          server,
          { ...fixture, key: key.key, secret: key.secret },
          { transport, ...will({ topic, retain: true, payload: '{"data":{"temperature":66}}' }) },
        );
        await forger.vanish();
      }
      const honest = await connectWire(server, fixture, {
        transport,
        ...will({ topic: `losant/${fixture.deviceId}/state`, payload: '{"data":{"temperature":-1}}' }),
      });
      await honest.vanish();
      await expect
        .poll(() => client.device.getState({ applicationId, deviceId: fixture.deviceId }))
        .toMatchObject([{ data: { temperature: -1 } }]);
      expect(await client.device.getState({ applicationId, deviceId: id })).toEqual([]);
      expect(await witness.untilPong()).toEqual([]);
      await witness.leave();
    });
  });
});
