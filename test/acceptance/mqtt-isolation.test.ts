// Two applications with the same topics: nothing of one is ever seen in the other.
import type { IPublishPacket } from 'mqtt-packet';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import {
  type ConnectOptions,
  connectWire,
  publish,
  subscribe,
  transports,
  type WireClient,
} from '../support/mqtt-wire.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

const wide = subscribe(
  1,
  ['#', 2],
  ['+/+', 1],
  ['$SYS/#', 1],
  ['shared/#', 1],
  ['losant/#', 1],
  ['losant/+/command', 1],
);
const payloads = async (wire: WireClient): Promise<string[]> =>
  ((await wire.untilPong()) as IPublishPacket[])
    .filter(({ cmd }) => cmd === 'publish')
    .map(({ payload }) => payload.toString());

describe.each(transports)('over %s', (transport) => {
  const connect = (device: DeviceFixture, options: ConnectOptions = {}) =>
    connectWire(server, device, { transport, ...options });

  it('keeps messages, retained messages, wills, commands and persistent sessions inside their application', async () => {
    const [mine, theirs] = [await makeDevice(client), await makeDevice(client)];
    const add = async (of: DeviceFixture) => ({
      ...of,
      deviceId: (await client.devices.post({ applicationId: of.applicationId, device: { name: 'Other' } })).id,
    });
    const [myOther, theirOther] = [await add(mine), await add(theirs)];

    // Both have a session that is away, one that listens, and the same subscriptions.
    for (const device of [myOther, theirOther]) {
      const away = await connect(device, { clean: false });
      expect(await away.ask(wide)).toMatchObject({ granted: [2, 1, 128, 1, 128, 128] });
      await away.leave();
    }
    const stranger = await connect(theirs);
    await stranger.ask(wide);

    const sender = await connect(mine, {
      will: { topic: 'shared/will', payload: Buffer.from('my will'), qos: 2, retain: true },
    });
    sender.send(
      publish('shared/a', 'mine 0', { retain: true }),
      publish('shared/b', 'mine 1', { qos: 1, messageId: 1, retain: true }),
      publish('shared/c', 'mine 2', { qos: 2, messageId: 2 }),
      publish(`losant/${mine.deviceId}/state`, '{"data":{"temperature":1}}', { qos: 1, messageId: 3 }),
    );
    await sender.take(3);
    await client.device.sendCommand({ ...mine, deviceCommand: { name: 'mine' } });
    await client.application.mqttPublishMessage({
      applicationId: mine.applicationId,
      payload: { topic: 'shared/d', message: 'mine by REST' },
    });
    await sender.vanish();
    // The will has been published once somebody of the application has it.
    const witness = await connect(mine);
    await expect
      .poll(async () => {
        await witness.ask(subscribe(2, 'shared/will'));
        return payloads(witness);
      })
      .toEqual(['my will']);
    await witness.leave();

    expect(await payloads(stranger)).toEqual([]);
    // Not on a new subscription either, nor for the session that was away.
    await stranger.ask({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['#', 'shared/#'] });
    await stranger.ask(wide);
    expect(await payloads(stranger)).toEqual([]);
    const back = await connect(theirOther, { clean: false });
    expect(back.sessionPresent).toBe(true);
    expect(await payloads(back)).toEqual([]);
    // While the other application's got all that it was owed.
    const myBack = await connect(myOther, { clean: false });
    expect(await payloads(myBack)).toEqual(['mine 1', 'mine 2', 'my will']);

    // A key of one application opens nothing in the other, and clearing a topic clears one's own.
    await expect(connect({ ...theirs, deviceId: mine.deviceId })).rejects.toThrow('"returnCode":5');
    await stranger.ask(publish('shared/b', '', { retain: true, qos: 1, messageId: 9 }));
    await stranger.untilPong();
    const after = await connect(mine);
    await after.ask(subscribe(4, 'shared/#'));
    expect((await payloads(after)).sort()).toEqual(['mine 0', 'mine 1', 'my will']);
    await Promise.all([stranger.leave(), back.leave(), myBack.leave(), after.leave()]);
  });

  it('publishes into no other application by naming its devices', async () => {
    const [mine, theirs] = [await makeDevice(client), await makeDevice(client)];
    for (const topic of [`losant/${theirs.deviceId}/state`, `losant/${theirs.deviceId}/command`]) {
      const wire = await connect(mine);
      expect(await wire.ask(subscribe(1, [topic, 1]))).toMatchObject({ granted: [128] });
      wire.send(publish(topic, '{"data":{"temperature":1}}', { qos: 1, messageId: 1 }));
      await wire.closed;
    }
    expect(await client.device.getState(theirs)).toEqual([]);
  });
});
