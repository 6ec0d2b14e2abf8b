// MQTT 3.1.1, section 3.1.2.5: the will is stored with the connection, so that it outlives the server.
// Slow because each test kills a server of its own and starts it again.
import { rm } from 'node:fs/promises';
import type { IPublishPacket } from 'mqtt-packet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { connectWire, publish, subscribe } from '../support/mqtt-wire.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let dataDir: string;
let server: TestServer;
let client: Client;
let witness: DeviceFixture;

async function start(): Promise<void> {
  server = await startServer({ dataDir });
  ({ client } = await logIn(server));
}
const addDevice = async (name: string): Promise<DeviceFixture> => {
  const { id } = await client.devices.post({ applicationId: witness.applicationId, device: { name } });
  return { ...witness, deviceId: id };
};
const willOf = (text: string, { topic = `away/${text}`, retain = false } = {}) => ({
  topic,
  payload: Buffer.from(text),
  qos: 1 as const,
  retain,
});
/** What the witness, whose session lasts, is sent when it comes back; nothing of it will come again. */
async function listen(): Promise<string[]> {
  const wire = await connectWire(server, witness, { clean: false });
  const packets = (await wire.untilPong()) as IPublishPacket[];
  wire.send(...packets.map(({ messageId = 0 }) => ({ cmd: 'puback', messageId }) as const));
  // Acknowledgements are kept a moment later, in the order in which they come; this one is kept before its answer.
  await wire.ask(publish('kept/after', 'them', { qos: 1, messageId: 9, retain: true }));
  await wire.leave();
  return packets.map(({ payload }) => payload.toString()).sort();
}

beforeAll(async () => {
  dataDir = await makeDataFolder();
  await start();
  witness = await makeDevice(client);
  const wire = await connectWire(server, witness, { clean: false });
  await wire.ask(subscribe(1, ['away/#', 1]));
  await wire.leave();
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('publishes the will of each connection that kill -9 has cut off, once', async () => {
  const [cut, retaining, left, revoked, taken] = await Promise.all(
    ['cut', 'retaining', 'left', 'revoked', 'taken'].map(addDevice),
  );
  if (!cut || !retaining || !left || !revoked || !taken) throw new Error('no devices');
  await connectWire(server, cut, { will: willOf('cut') });
  await connectWire(server, retaining, { clean: false, will: willOf('retaining', { retain: true }) });
  await (await connectWire(server, left, { will: willOf('left') })).leave();
  const deleted = await connectWire(server, revoked, { will: willOf('revoked') });
  await client.device.delete({ applicationId: revoked.applicationId, deviceId: revoked.deviceId });
  await deleted.closed;
  await connectWire(server, taken, { will: willOf('taken over') });
  await connectWire(server, taken, { will: willOf('second') });
  expect(await listen()).toEqual(['taken over']);

  await server.kill();
  await start();
  expect(await listen()).toEqual(['cut', 'retaining', 'second']);
  const reader = await connectWire(server, cut);
  await reader.ask(subscribe(1, 'away/retaining'));
  expect(await reader.next()).toMatchObject({ payload: Buffer.from('retaining'), retain: true });
  await reader.leave();

  await server.kill();
  await start();
  expect(await listen()).toEqual([]);
});

it('stores a will that is a report of the device', async () => {
  const { applicationId, deviceId } = witness;
  const topic = `losant/${deviceId}/state`;
  const will = { topic, payload: Buffer.from('{"data":{"temperature":-1}}'), qos: 0 as const, retain: false };
  const wire = await connectWire(server, witness, { clean: false, will });
  await wire.untilPong();
  await server.kill();
  await start();
  expect(await client.device.getState({ applicationId, deviceId, limit: '10' })).toMatchObject([
    { data: { temperature: -1 } },
  ]);
});

it('publishes none whose access key is no longer active', async () => {
  const device = await addDevice('locked out');
  const { applicationId } = device;
  const key = await client.applicationKeys.post({ applicationId, applicationKey: {} });
  const other = { ...device, key: key.key, secret: key.secret };
  const wire = await connectWire(server, other, { will: willOf('locked out') });
  await client.applicationKey.patch({
    applicationId,
    applicationKeyId: key.id,
    applicationKey: { status: 'inactive' },
  });
  await wire.closed;
  await server.kill();
  await start();
  expect(await listen()).toEqual([]);
});
