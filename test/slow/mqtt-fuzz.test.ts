// A hundred thousand mutated packet streams against the whole server, in this process so that its heap can be weighed.
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { connect } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { connectPacket, connectWire, publish, subscribe, type WireClient } from '../support/mqtt-wire.ts';
import { adminEmail, adminPassword } from '../support/start-server.ts';

const streams = 100_000;
const parallel = 25;
/** One stream in so many has a valid CONNECT in front, which costs a look into the database; the others break in it. */
const connectedEvery = 5;
/** Up to where: protocol, flags, keep alive and the length of the client id. */
const headBytes = 16;
/** And one in so many goes through a socket; the others are handed to the broker as they are, which is faster. */
const socketEvery = 20;
/** What may stay after the garbage has been collected: caches that are bounded, and the noise of measuring. */
const allowedGrowth = 24 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let test: TestApp;
let devices: DeviceFixture[];
let witness: WireClient;
const target = (): { http: string; mqttPort: number } => ({
  http: test.http,
  mqttPort: Number(new URL(test.app.mqttUrl).port),
});

beforeAll(async () => {
  test = await startTestApp({});
  const { token } = await connect(test).auth.authenticateUser({
    credentials: { email: adminEmail, password: adminPassword },
  });
  const client = connect(test, token);
  const first = await makeDevice(client);
  devices = [first];
  while (devices.length < parallel) {
    const { id } = await client.devices.post({
      applicationId: first.applicationId,
      device: { name: `D${devices.length}` },
    });
    devices.push({ ...first, deviceId: id });
  }
  const other = await makeDevice(client);
  witness = await connectWire(target(), other);
  await witness.ask(subscribe(1, ['alive', 1]));
});
afterAll(() => test.end());

/** The same numbers for the same seed (mulberry32). */
function makeRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function samplePackets(device: DeviceFixture, random: (below: number) => number): Packet[] {
  const messageId = random(65_535) + 1;
  const topics = ['a', 'a/b/c', '/', `losant/${device.deviceId}/state`, `losant/${device.deviceId}/command`, '$SYS/x'];
  const topic = topics[random(topics.length)] as string;
  const all: Packet[] = [
    publish(topic, '{"data":{"temperature":1}}', { retain: random(4) === 0 }),
    publish(topic, 'x'.repeat(random(300)), { qos: 1, messageId }),
    publish('a', '', { qos: 2, messageId, retain: random(2) === 0 }),
    { cmd: 'pubrel', messageId },
    { cmd: 'puback', messageId },
    { cmd: 'pubrec', messageId },
    { cmd: 'pubcomp', messageId },
    subscribe(messageId, ['a/#', 1], ['+', 2], [topic, 0]),
    { cmd: 'unsubscribe', messageId, unsubscriptions: ['a/#', topic] },
    { cmd: 'pingreq' },
    { cmd: 'disconnect' },
  ];
  return Array.from({ length: 1 + random(6) }, () => all[random(all.length)] as Packet);
}

function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const mutated = Buffer.from(bytes);
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const at = random(mutated.length);
    switch (random(4)) {
      case 0:
        mutated[at] = random(256);
        break;
      case 1:
        mutated[at] = (mutated[at] as number) ^ (1 << random(8));
        break;
      case 2:
        return Buffer.concat([mutated.subarray(0, at), mutated.subarray(Math.min(mutated.length, at + random(8)))]);
      default:
        return Buffer.concat([
          mutated.subarray(0, at),
          Buffer.from(Array.from({ length: random(8) }, () => random(256))),
          mutated.subarray(at),
        ]);
    }
  }
  return mutated;
}

/** Sends one stream of bytes, and resolves when the connection is gone. */
async function attack(device: DeviceFixture, random: (below: number) => number): Promise<void> {
  const isConnected = random(connectedEvery) === 0;
  const packets = samplePackets(device, random).map((packet) => generate(packet));
  const opening = generate(connectPacket(device, { clean: random(3) > 0, keepalive: 60 }));
  const bytes = isConnected
    ? Buffer.concat([opening, mutate(Buffer.concat(packets), random)])
    : Buffer.concat([mutate(opening.subarray(0, headBytes), random), opening.subarray(headBytes), ...packets]);
  const stream = await openStream(random(socketEvery) === 0);
  stream.on('error', () => undefined);
  const ended = new Promise((resolve) => stream.once('close', resolve));
  stream.resume();
  stream.on('end', () => stream.destroy());
  // The end comes right behind the bytes: a stream that is not malformed must not keep us waiting either.
  stream.end(bytes);
  await ended;
}

async function openStream(bySocket: boolean): Promise<Duplex> {
  if (bySocket) {
    const socket = createConnection(target().mqttPort, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }
  const [ours, theirs] = duplexPair();
  // A socket lets go of the other side when it is destroyed; a pair of streams does not by itself.
  theirs.once('close', () => ours.destroy());
  void partsOf(test.app).broker.handle(theirs, { remoteAddress: '127.0.0.1', transport: 'mqtt' });
  return ours;
}

async function attackMany(count: number, random: (below: number) => number): Promise<void> {
  let started = 0;
  let checked = Promise.resolve();
  await Promise.all(
    devices.map(async (device) => {
      while (started < count) {
        started += 1;
        const isCheck = started % 5000 === 0;
        await attack(device, random);
        // One after the other: each takes the next packets that the witness gets.
        if (isCheck) checked = checked.then(checkWitness);
      }
    }),
  );
  await checked;
}

let messageId = 0;
async function checkWitness(): Promise<void> {
  messageId += 1;
  const id = messageId;
  witness.send(publish('alive', String(id), { qos: 1, messageId: id }));
  const [first, second] = await witness.take(2);
  expect([first?.cmd, second?.cmd].sort()).toEqual(['puback', 'publish']);
  for (const packet of [first, second]) {
    if (packet?.cmd === 'publish') witness.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
  }
}

async function weigh(): Promise<number> {
  // What a connection leaves behind is let go of in the turns after its end.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

it('survives 100,000 mutated streams without a leak, and harms no other connection', async () => {
  const seed = Number(process.env.SIGNALBOX_TEST_SEED ?? 20_261_125);
  const random = makeRandom(seed);
  // Everything that is filled once and kept is filled by the first tenth.
  await attackMany(streams / 10, random);
  const before = await weigh();
  await attackMany((streams * 9) / 10, random);
  await expect.poll(() => partsOf(test.app).broker.connectionCount).toBe(1);
  const after = await weigh();
  expect(after - before).toBeLessThan(allowedGrowth);
  await checkWitness();
  const device = await connectWire(target(), devices[0] as DeviceFixture);
  expect(await device.ask({ cmd: 'pingreq' })).toMatchObject({ cmd: 'pingresp' });
  await Promise.all([device.leave(), witness.leave()]);
});
