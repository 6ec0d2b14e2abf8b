// MQTT over WebSocket (MQTT 3.1.1, chapter 6): packets and frames need not match, and only packets have a limit.
import { once } from 'node:events';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { connectPacket, connectWire, publish, subscribe, type WireClient } from '../support/mqtt-wire.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let device: DeviceFixture;
let witness: WireClient;

beforeAll(async () => {
  server = await sharedServer();
  const { client } = await logIn(server);
  device = await makeDevice(client);
  const { id } = await client.devices.post({ applicationId: device.applicationId, device: { name: 'Witness' } });
  witness = await connectWire(server, { ...device, deviceId: id });
  expect(await witness.ask(subscribe(1, 'w/#'))).toMatchObject({ cmd: 'suback' });
});
afterAll(async () => {
  await witness.leave();
  expect((await fetch(`${server.http}/health`)).status).toBe(200);
});

async function open(protocols: string | string[] = 'mqtt'): Promise<WebSocket> {
  const socket = new WebSocket(`${server.http.replace('http', 'ws')}/mqtt`, protocols);
  await once(socket, 'open');
  return socket;
}

const toBytes = (...packets: Packet[]): Buffer => Buffer.concat(packets.map((packet) => generate(packet)));

/** The payloads of the messages that the witness gets next, shortened. */
async function nextPayloads(count: number): Promise<string[]> {
  const packets = await witness.take(count);
  return packets.map((packet) => (packet.cmd === 'publish' ? `${packet.topic} ${packet.payload.length}` : packet.cmd));
}

/** Ways to send bytes as WebSocket messages and frames. */
const ways: [string, (socket: WebSocket, bytes: Buffer) => void][] = [
  ['one message', (socket, bytes) => socket.send(bytes)],
  [
    'messages of one byte',
    (socket, bytes) => {
      for (const byte of bytes) socket.send(Buffer.from([byte]));
    },
  ],
  [
    'one message in frames of one byte',
    (socket, bytes) => {
      for (const [at, byte] of bytes.entries()) socket.send(Buffer.from([byte]), { fin: at === bytes.length - 1 });
    },
  ],
  [
    'messages of 1,009 bytes with pings between',
    (socket, bytes) => {
      for (let at = 0; at < bytes.length; at += 1009) {
        socket.send(bytes.subarray(at, at + 1009));
        socket.ping();
      }
    },
  ],
  [
    'one message in frames of seven bytes with pings between',
    (socket, bytes) => {
      for (let at = 0; at < bytes.length; at += 7) {
        socket.send(bytes.subarray(at, at + 7), { fin: at + 7 >= bytes.length });
        // Control frames may come in the middle of a message (RFC 6455, 5.4).
        socket.ping();
      }
    },
  ],
  [
    'empty messages between',
    (socket, bytes) => {
      socket.send('', { binary: true });
      socket.send(bytes.subarray(0, 3));
      socket.send('', { binary: true });
      socket.send(bytes.subarray(3));
    },
  ],
];

it.each(ways)('[MQTT-6.0.0-2] takes packets in %s', async (_name, send) => {
  const socket = await open();
  const packets = [connectPacket(device), publish('w/a', 'x'.repeat(3000)), publish('w/b', ''), publish('w/c', 'y')];
  send(socket, toBytes(...packets));
  expect(await nextPayloads(3)).toEqual(['w/a 3000', 'w/b 0', 'w/c 1']);
  socket.close();
  await once(socket, 'close');
});

it.each([6, 100])('takes %i packets of 100 kB that a client has joined into one message', async (count) => {
  const socket = await open();
  socket.send(toBytes(connectPacket(device)));
  await once(socket, 'message');
  const packets = Array.from({ length: count }, (_, index) => publish(`w/${index}`, Buffer.alloc(100_000, index)));
  socket.send(toBytes(...packets));
  expect(await nextPayloads(count)).toEqual(packets.map((_, index) => `w/${index} 100000`));
  socket.close();
  await once(socket, 'close');
});

it('ends the connection over a packet that is too large, whatever frames it comes in', async () => {
  for (const size of [1, 16_384]) {
    const socket = await open();
    socket.send(toBytes(connectPacket(device)));
    await once(socket, 'message');
    const header = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x01, 0, 3, 0x77, 0x2f, 0x61]);
    for (let at = 0; at < header.length; at += size) socket.send(header.subarray(at, at + size));
    await once(socket, 'close');
  }
});

it('closes with a close frame, and returns the code of the client', async () => {
  const leaving = await open();
  leaving.send(toBytes(connectPacket(device)));
  await once(leaving, 'message');
  leaving.close(4000, 'bye');
  expect((await once(leaving, 'close'))[0]).toBe(4000);
  const left = await open();
  left.send(toBytes(connectPacket(device), { cmd: 'disconnect' }));
  expect((await once(left, 'close'))[0]).toBe(1000);
  const wrong = await open();
  wrong.send('text');
  expect((await once(wrong, 'close'))[0]).toBe(1003);
});

it('ends the connection over a text frame in the middle of a packet, and takes nothing of it', async () => {
  const socket = await open();
  socket.send(toBytes(connectPacket(device)));
  await once(socket, 'message');
  const packet = toBytes(publish('w/text', 'x'.repeat(50)));
  socket.send(packet.subarray(0, 20));
  socket.send(packet.subarray(20).toString('latin1'));
  expect((await once(socket, 'close'))[0]).toBe(1003);
  const next = await open();
  next.send(toBytes(connectPacket(device), publish('w/after', '')));
  expect(await nextPayloads(1)).toEqual(['w/after 0']);
  next.close();
  await once(next, 'close');
});

it('responds to a ping with its payload', async () => {
  const socket = await open();
  socket.ping('are you there');
  expect(String((await once(socket, 'pong'))[0])).toBe('are you there');
  socket.terminate();
});

describe('the subprotocol', () => {
  it.each([
    [['mqtt'], 'mqtt'],
    [['mqttv3.1.1'], 'mqttv3.1.1'],
    [['mqttv3.1'], 'mqttv3.1'],
    [['mqttv3.1', 'mqttv3.1.1', 'mqtt'], 'mqtt'],
    [['other', 'mqttv3.1', 'mqttv3.1.1'], 'mqttv3.1.1'],
    [[], ''],
  ])('of %j is %s', async (offered, chosen) => {
    const socket = await open(offered);
    expect(socket.protocol).toBe(chosen);
    socket.send(toBytes(connectPacket(device)));
    const [message] = await once(socket, 'message');
    expect([...(message as Buffer)]).toEqual([0x20, 2, 0, 0]);
    socket.terminate();
  });
});
