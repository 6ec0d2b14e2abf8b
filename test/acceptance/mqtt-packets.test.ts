// What the packets themselves must look like: MQTT 3.1.1, chapters 1 to 3 and 6. One line of a table per rule.
import { once } from 'node:events';
import type { Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
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
} from '../support/mqtt-wire.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;
let device: DeviceFixture;
let bystander: WireClient;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
  device = await makeDevice(client);
  const { id } = await client.devices.post({ applicationId: device.applicationId, device: { name: 'Bystander' } });
  bystander = await connectWire(server, { ...device, deviceId: id });
});
afterAll(async () => {
  // Whatever was sent on other connections has not harmed this one.
  expect(await bystander.ask({ cmd: 'pingreq' })).toMatchObject({ cmd: 'pingresp' });
  await bystander.leave();
  expect((await fetch(`${server.http}/health`)).status).toBe(200);
});

const illFormed = [0x61, 0xed, 0xa0, 0x80];
const zero = [0x61, 0, 0x62];
const id7 = [0, 7];

/** What ends the connection of a client that is connected. */
const violations: [string, Buffer][] = [
  ['[MQTT-1.5.3-1] ill-formed UTF-8 in a topic name', rawPacket(0x30, rawString(illFormed))],
  ['[MQTT-1.5.3-1] a stray continuation byte in a topic name', rawPacket(0x30, rawString([0x61, 0x80]))],
  ['[MQTT-1.5.3-2] U+0000 in a topic name', rawPacket(0x30, rawString(zero))],
  ['[MQTT-3.8.3-1] ill-formed UTF-8 in SUBSCRIBE', rawPacket(0x82, id7, rawString(illFormed), [0])],
  ['[MQTT-1.5.3-2] U+0000 in SUBSCRIBE', rawPacket(0x82, id7, rawString(zero), [0])],
  ['[MQTT-3.10.3-1] ill-formed UTF-8 in UNSUBSCRIBE', rawPacket(0xa2, id7, rawString(illFormed))],
  ['[MQTT-2.2.2-2] reserved flags in PUBACK', rawPacket(0x41, id7)],
  ['[MQTT-2.2.2-2] reserved flags in PUBREC', rawPacket(0x52, id7)],
  ['[MQTT-3.6.1-1] PUBREL with flags other than 0010', rawPacket(0x60, id7)],
  ['[MQTT-2.2.2-2] reserved flags in PUBCOMP', rawPacket(0x78, id7)],
  ['[MQTT-3.8.1-1] SUBSCRIBE with flags other than 0010', rawPacket(0x80, id7, rawString('a'), [0])],
  ['[MQTT-3.10.1-1] UNSUBSCRIBE with flags other than 0010', rawPacket(0xa0, id7, rawString('a'))],
  ['[MQTT-2.2.2-2] reserved flags in PINGREQ', rawPacket(0xc1)],
  ['[MQTT-3.14.1-1] reserved flags in DISCONNECT', rawPacket(0xe1)],
  ['[MQTT-2.3.1-1] packet id 0 in PUBLISH at QoS 1', rawPacket(0x32, rawString('a'), [0, 0], [0x78])],
  ['[MQTT-2.3.1-1] packet id 0 in PUBLISH at QoS 2', rawPacket(0x34, rawString('a'), [0, 0], [0x78])],
  ['[MQTT-2.3.1-1] packet id 0 in SUBSCRIBE', rawPacket(0x82, [0, 0], rawString('a'), [0])],
  ['[MQTT-2.3.1-1] packet id 0 in UNSUBSCRIBE', rawPacket(0xa2, [0, 0], rawString('a'))],
  ['[MQTT-3.1.0-2] a second CONNECT', rawPacket(0x10, rawString('MQTT'), [4, 2, 0, 0], rawString('a'))],
  ['[MQTT-3.3.1-2] DUP on PUBLISH at QoS 0', rawPacket(0x38, rawString('a'), [0x78])],
  ['[MQTT-3.3.1-4] PUBLISH at QoS 3', rawPacket(0x36, rawString('a'), id7, [0x78])],
  ['[MQTT-3.3.2-2] + in a topic name', rawPacket(0x30, rawString('a/+'))],
  ['[MQTT-3.3.2-2] # in a topic name', rawPacket(0x30, rawString('a/#'))],
  ['[MQTT-4.7.3-1] an empty topic name', rawPacket(0x30, rawString(''))],
  ['[MQTT-4.7.3-1] an empty topic filter', rawPacket(0x82, id7, rawString(''), [0])],
  ['[MQTT-4.7.3-1] an empty topic filter in UNSUBSCRIBE', rawPacket(0xa2, id7, rawString(''))],
  ['[MQTT-4.7.1-2] # that is not the last character', rawPacket(0x82, id7, rawString('a/#/b'), [0])],
  ['[MQTT-4.7.1-2] # that is not a whole level', rawPacket(0x82, id7, rawString('a#'), [0])],
  ['[MQTT-4.7.1-3] + that is not a whole level', rawPacket(0x82, id7, rawString('a+/b'), [0])],
  ['[MQTT-3.8.3-3] SUBSCRIBE without topic filters', rawPacket(0x82, id7)],
  ['[MQTT-3.8.3-4] SUBSCRIBE at QoS 3', rawPacket(0x82, id7, rawString('a'), [3])],
  ['[MQTT-3.8.3-4] reserved bits in a requested QoS', rawPacket(0x82, id7, rawString('a'), [4])],
  ['[MQTT-3.8.3-1] SUBSCRIBE that ends before its QoS', rawPacket(0x82, id7, rawString('a'))],
  ['[MQTT-3.10.3-2] UNSUBSCRIBE without topic filters', rawPacket(0xa2, id7)],
  ['[MQTT-4.8.0-1] a topic name longer than its packet', rawPacket(0x30, [0, 9, 0x61])],
  ['[MQTT-4.8.0-1] PUBLISH at QoS 1 that ends before its packet id', rawPacket(0x32, rawString('a'))],
  ['[MQTT-4.8.0-1] PUBLISH without a topic name', rawPacket(0x30)],
  ['[MQTT-4.8.0-1] PUBACK without a packet id', rawPacket(0x40)],
  ['[MQTT-4.8.0-1] PUBACK longer than its packet id', rawPacket(0x40, id7, [0])],
  ['[MQTT-4.8.0-1] PINGREQ with a payload', rawPacket(0xc0, [1])],
  ['[MQTT-4.8.0-1] DISCONNECT with a payload', rawPacket(0xe0, [1])],
  ['[MQTT-4.8.0-1] a remaining length of five bytes', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])],
  ['[MQTT-4.8.0-1] packet type 0', rawPacket(0x00)],
  ['[MQTT-4.8.0-1] packet type 15', rawPacket(0xf0)],
  ...([0x20, 0x90, 0xb0, 0xd0] as const).map((type): [string, Buffer] => [
    `[MQTT-4.8.0-1] packet type ${type >> 4}, which only servers send`,
    rawPacket(type, type === 0x90 ? [0, 7, 0] : type === 0xd0 ? [] : id7),
  ]),
];

function rawConnect(options: {
  name?: string;
  level?: number;
  flags?: number;
  payload?: (Buffer | number[])[];
}): Buffer {
  const { name = 'MQTT', level = 4, flags = 0xc2 } = options;
  const payload = options.payload ?? [rawString(device.deviceId), rawString(device.key), rawString(device.secret)];
  return rawPacket(0x10, rawString(name), [level, flags, 0, 0], ...payload);
}

/** A CONNECT and the return code that answers it; undefined: the connection is closed without an answer. */
const connects: [string, () => Buffer | Packet, number | undefined][] = [
  ['[MQTT-3.1.0-1] a first packet that is not CONNECT', () => publish('a', 'x'), undefined],
  ['[MQTT-3.1.0-1] a PINGREQ first', () => ({ cmd: 'pingreq' }), undefined],
  ['[MQTT-2.2.2-2] reserved flags in CONNECT', () => rawPacket(0x11, rawString('MQTT')), undefined],
  ['[MQTT-3.1.2-1] another protocol name', () => rawConnect({ name: 'MQTX' }), undefined],
  ['[MQTT-3.1.2-2] MQTT 5', () => connectPacket(device, { protocolVersion: 5 }), 1],
  ['[MQTT-3.1.2-2] protocol level 6', () => rawConnect({ level: 6 }), 1],
  ['[MQTT-3.1.2-2] protocol level 0x85', () => rawConnect({ level: 0x85 }), 1],
  ['[MQTT-3.1.2-2] protocol level 0x83 of MQTT', () => rawConnect({ level: 0x83 }), 1],
  ['[MQTT-3.1.2-3] the reserved connect flag', () => rawConnect({ flags: 0xc3 }), undefined],
  ['[MQTT-3.1.2-13] a will QoS without a will', () => rawConnect({ flags: 0xca }), undefined],
  ['[MQTT-3.1.2-15] will retain without a will', () => rawConnect({ flags: 0xe2 }), undefined],
  [
    '[MQTT-3.1.2-14] a will at QoS 3',
    () => rawConnect({ flags: 0xde, payload: ['', 'w', 'x', device.key, device.secret].map(rawString) }),
    undefined,
  ],
  [
    '[MQTT-3.1.2-22] a password without a user name',
    () => rawConnect({ flags: 0x42, payload: [rawString(device.deviceId), rawString(device.secret)] }),
    undefined,
  ],
  ['[MQTT-3.1.2-18] a user name that is announced as absent', () => rawConnect({ flags: 0x02 }), undefined],
  [
    '[MQTT-3.1.2-19] a user name that is missing',
    () => rawConnect({ flags: 0x82, payload: [rawString(device.deviceId)] }),
    undefined,
  ],
  [
    '[MQTT-3.1.2-9] a will that is missing',
    () => rawConnect({ flags: 0x06, payload: [rawString(device.deviceId)] }),
    undefined,
  ],
  [
    '[MQTT-3.1.3-10] ill-formed UTF-8 in the will topic',
    () =>
      rawConnect({
        flags: 0xc6,
        payload: [device.deviceId, illFormed, 'x', device.key, device.secret].map(rawString),
      }),
    undefined,
  ],
  [
    '[MQTT-3.3.2-2] a wildcard in the will topic',
    () => rawConnect({ flags: 0xc6, payload: [device.deviceId, 'a/+', 'x', device.key, device.secret].map(rawString) }),
    undefined,
  ],
  [
    '[MQTT-3.1.3-4] ill-formed UTF-8 in the client id',
    () => rawConnect({ payload: [illFormed, device.key, device.secret].map(rawString) }),
    undefined,
  ],
  [
    '[MQTT-3.1.3-11] ill-formed UTF-8 in the user name',
    () => rawConnect({ payload: [device.deviceId, illFormed, device.secret].map(rawString) }),
    undefined,
  ],
  [
    '[MQTT-3.1.4-1] CONNECT with bytes left over',
    () => rawConnect({ payload: [device.deviceId, device.key, device.secret, 'more'].map(rawString) }),
    undefined,
  ],
  ['[MQTT-3.1.4-1] CONNECT without a payload', () => rawConnect({ payload: [] }), undefined],
  [
    '[MQTT-3.1.3-8] an empty client id for a session that is to last',
    () => rawConnect({ flags: 0xc0, payload: ['', device.key, device.secret].map(rawString) }),
    2,
  ],
  ['[MQTT-3.1.3-9] an empty client id, which no device has', () => connectPacket(device, { clientId: '' }), 2],
  ['[MQTT-3.2.2-4] a wrong secret', () => connectPacket(device, { password: Buffer.from('wrong') }), 4],
  [
    '[MQTT-3.2.2-4] no user name and no password',
    () => rawConnect({ flags: 0x02, payload: [rawString(device.deviceId)] }),
    4,
  ],
  ['[MQTT-3.2.2-4] a client id that is no device', () => connectPacket(device, { clientId: 'elsewhere' }), 5],
];

describe.each(transports)('over %s', (transport) => {
  it.each(violations)('ends the connection: %s', async (_rule, bytes) => {
    const wire = await connectWire(server, device, { transport });
    wire.send(bytes);
    await wire.closed;
    await expect(wire.next()).rejects.toThrow('closed');
  });

  it.each([
    ['3.1.1', 'MQTT', 0x84],
    ['3.1', 'MQIsdp', 0x83],
  ])('serves a bridge of mosquitto, which sets a bit in the protocol level of %s', async (_version, name, level) => {
    const wire = await openWire(server, transport);
    expect(await wire.ask(rawConnect({ name, level }))).toMatchObject({ cmd: 'connack', returnCode: 0 });
    await wire.leave();
  });

  it.each(connects)('responds to a CONNECT: %s', async (_rule, make, code) => {
    const wire = await openWire(server, transport);
    wire.send(make() as Buffer);
    if (code !== undefined) {
      expect(await wire.next()).toMatchObject({ cmd: 'connack', returnCode: code, sessionPresent: false });
    }
    await expect(wire.next()).rejects.toThrow('closed');
  });

  it('[MQTT-3.1.4-5] processes nothing that follows a CONNECT it refuses', async () => {
    const witness = await connectWire(server, device, { transport });
    await witness.ask(subscribe(1, '#'));
    const wire = await openWire(server, transport);
    wire.send(connectPacket({ ...device, secret: 'wrong' }), publish('unheard', 'x'), { cmd: 'pingreq' });
    expect(await wire.next()).toMatchObject({ cmd: 'connack', returnCode: 4 });
    await expect(wire.next()).rejects.toThrow('closed');
    expect(await witness.untilPong()).toEqual([]);
    await witness.leave();
  });

  it('[MQTT-3.2.0-1] responds to CONNECT before anything that came right behind it', async () => {
    const wire = await openWire(server, transport);
    wire.send(connectPacket(device), subscribe(3, ['a', 1]), publish('a', 'x', { qos: 1, messageId: 4 }), {
      cmd: 'pingreq',
    });
    const [connack, ...rest] = await wire.take(5);
    expect(connack).toMatchObject({ cmd: 'connack', returnCode: 0 });
    expect(rest.map(({ cmd }) => cmd).sort()).toEqual(['pingresp', 'puback', 'publish', 'suback']);
    await wire.leave();
  });

  it('takes packets that come in pieces, and many in one piece', async () => {
    const wire = await openWire(server, transport);
    const { generate } = await import('mqtt-packet');
    for (const byte of generate(connectPacket(device))) wire.stream.write(Buffer.from([byte]));
    expect(await wire.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
    wire.send(...Array.from({ length: 500 }, () => ({ cmd: 'pingreq' }) as const));
    expect(await wire.take(500)).toEqual(
      Array.from({ length: 500 }, () => expect.objectContaining({ cmd: 'pingresp' })),
    );
    await wire.leave();
  });

  it('[MQTT-1.5.3-3] keeps a byte order mark in a topic name', async () => {
    const wire = await connectWire(server, device, { transport });
    await wire.ask(subscribe(1, '\uFEFFa'));
    wire.send(publish('a', 'without'), publish('\uFEFFa', 'with'));
    expect(await wire.untilPong()).toMatchObject([{ topic: '\uFEFFa', payload: Buffer.from('with') }]);
    await wire.leave();
  });

  it('[MQTT-4.7.3-3] takes a topic name of the greatest length, 65535 bytes', async () => {
    const wire = await connectWire(server, device, { transport });
    const topic = `${'é'.repeat(32_767)}x`;
    await wire.ask(subscribe(1, topic));
    expect(await wire.ask(publish(topic, 'x'))).toMatchObject({ cmd: 'publish', topic });
    await wire.leave();
  });

  it('takes a payload of 256 KiB and ends the connection over one byte more', async () => {
    const wire = await connectWire(server, device, { transport });
    await wire.ask(subscribe(1, 'big'));
    const payload = Buffer.alloc(256 * 1024, 7);
    expect(await wire.ask(publish('big', payload))).toMatchObject({ cmd: 'publish', payload });
    wire.send(publish('big', Buffer.alloc(256 * 1024 + 1)));
    await wire.closed;
  });

  it('[MQTT-3.14.4-1] closes the connection at DISCONNECT and hears nothing after it', async () => {
    const { id } = await client.devices.post({ applicationId: device.applicationId, device: { name: 'Witness' } });
    const witness = await connectWire(server, { ...device, deviceId: id }, { transport });
    await witness.ask(subscribe(1, '#'));
    const wire = await connectWire(server, device, { transport });
    wire.send(publish('before', 'x'), { cmd: 'disconnect' }, publish('after', 'x'));
    await wire.closed;
    expect(await witness.next()).toMatchObject({ topic: 'before' });
    expect(await witness.untilPong()).toEqual([]);
    await witness.leave();
  });
});

describe('the WebSocket handshake', () => {
  const open = (protocols: string[] | undefined): WebSocket =>
    new WebSocket(`${server.http.replace('http', 'ws')}/mqtt`, protocols);

  it.each([
    [['mqtt'], 'mqtt'],
    [['other', 'mqtt'], 'mqtt'],
    [['mqttv3.1'], 'mqttv3.1'],
  ])('[MQTT-6.0.0-4] answers the protocol %j with %s', async (offered, chosen) => {
    const socket = open(offered);
    await once(socket, 'open');
    expect(socket.protocol).toBe(chosen);
    socket.terminate();
  });

  it('[MQTT-6.0.0-1] ends the connection over a text frame', async () => {
    const socket = open(['mqtt']);
    await once(socket, 'open');
    socket.send('text');
    await once(socket, 'close');
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('is offered at /mqtt only', async () => {
    const socket = new WebSocket(`${server.http.replace('http', 'ws')}/other`, 'mqtt');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('404');
  });
});
