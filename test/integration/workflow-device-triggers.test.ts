import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDevice } from '../support/fixtures.ts';
import { type FlowWorld, makeFlowWorld, node, trigger } from '../support/flow-world.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let world: FlowWorld;
const soon = { timeout: 20_000, interval: 100 };

beforeAll(async () => {
  server = await startTestApp({ env: {} });
  world = await makeFlowWorld(server);
});
afterAll(() => server.end());

const recordedCount = (flowId: string, count: number) =>
  expect.poll(async () => (await world.recorded(flowId)).length, soon).toBe(count);

it('fires when a device connects and disconnects over MQTT', async () => {
  const { deviceId } = world;
  const connects = await world.makeRecorder('Connects', [trigger('deviceIdConnect', deviceId)]);
  const goes = await world.makeRecorder('Goes', [trigger('deviceTagDisconnect', '/')]);
  const others = await world.makeRecorder('Others', [trigger('deviceTagConnect', 'nobody/has it')]);
  await world.act('PATCH', `/devices/${deviceId}`, { tags: [{ key: 'site', value: 'a' }] });
  const client = await connect();
  await recordedCount(connects, 1);
  const [come] = await world.recorded(connects);
  expect(come).toMatchObject({
    triggerType: 'deviceIdConnect',
    triggerId: deviceId,
    relayType: 'device',
    relayId: deviceId,
    data: { address: '127.0.0.1', method: 'mqtt', secure: false },
    device: { id: deviceId },
    deviceTags: { site: ['a'] },
  });
  await client.endAsync();
  await recordedCount(goes, 1);
  const [gone] = await world.recorded(goes);
  expect(gone).toMatchObject({
    triggerType: 'deviceTagDisconnect',
    triggerId: deviceId,
    data: { disconnectReason: 'client disconnected', messagesFromDevice: 0, messagesToDevice: 0, method: 'mqtt' },
  });
  const { connectedAt } = (gone as { data: { connectedAt: string } }).data;
  expect(Date.parse(connectedAt)).toBeGreaterThan(Date.now() - 60_000);
  expect(await world.recorded(others)).toEqual([]);
});

it('fires when a device says over REST that it has come or gone', async () => {
  const { deviceId } = world;
  const flowId = await world.makeRecorder('REST', [
    trigger('deviceIdConnect', deviceId),
    trigger('deviceIdDisconnect', deviceId),
  ]);
  const report = (body: object) => world.act('POST', `/devices/${deviceId}/setConnectionStatus`, body);
  expect((await report({ status: 'connected' })).status).toBe(200);
  await recordedCount(flowId, 1);
  await report({ status: 'disconnected', disconnectReason: 'asleep', messagesFromClient: 3 });
  await recordedCount(flowId, 2);
  const [come, gone] = await world.recorded(flowId);
  expect(come).toMatchObject({ triggerType: 'deviceIdConnect', relayType: 'user', data: { method: 'rest' } });
  expect(gone).toMatchObject({
    triggerType: 'deviceIdDisconnect',
    data: { disconnectReason: 'asleep', connectedAt: null, messagesFromDevice: 3, messagesToDevice: null },
  });
});

it('fires when a device is created, with the device', async () => {
  const flowId = await world.makeRecorder('Created', [trigger('deviceCreate', '')]);
  const attributes = [{ name: 'level', dataType: 'number' }];
  const { body } = await world.act('POST', '/devices', { name: 'Fresh', tags: [{ key: 'a', value: 'b' }], attributes });
  await recordedCount(flowId, 1);
  expect(await world.recorded(flowId)).toMatchObject([
    {
      triggerType: 'deviceCreate',
      triggerId: world.applicationId,
      relayType: 'user',
      deviceName: 'Fresh',
      data: { device: { id: body.deviceId, name: 'Fresh', tags: { a: ['b'] }, attributes: { level: {} } } },
    },
  ]);
  // Refused: nothing was created, and nothing fires.
  expect((await world.act('POST', '/devices', { name: 'Bad', gatewayId: 'a'.repeat(24) })).status).toBe(400);
  expect(await world.recorded(flowId)).toHaveLength(1);
});

it('goes the way of each trigger that has fired, where several are about the same device', async () => {
  const { deviceId } = world;
  const to = (id: string) => ({ ...trigger('deviceId', deviceId), outputIds: [[id]] });
  const store = (id: string) => node(id, 'StoreValueNode', { keyName: id, valueType: 'path', value: 'runId' });
  const flowId = await world.makeFlow('Two ways', [to('one'), to('two')], [store('one'), store('two')]);
  await world.act('POST', `/devices/${deviceId}/state`, { data: { temperature: 1 } });
  const stored = async () => (await world.act('GET', `/flows/${flowId}/storage`)).body;
  await expect.poll(async () => Object.keys(await stored()).sort(), soon).toEqual(['one', 'two']);
  // Each is a run of its own, and can be told from the other.
  expect(new Set(Object.values(await stored())).size).toBe(2);
});

inSlowSuite('starts the server once more', () => {
  it('says that devices have gone whose server was stopped', async () => {
    const { deviceId } = world;
    const flowId = await world.makeRecorder('Stopped', [trigger('deviceIdDisconnect', deviceId)]);
    const client = await connect();
    const { database } = server.app.platform;
    const isConnected = async () =>
      (
        await database.query({
          sql: 'select 1 from device_directory where id = $1 and connected',
          parameters: [deviceId],
        })
      ).length;
    await expect.poll(isConnected, soon).toBe(1);
    await server.restart();
    await recordedCount(flowId, 1);
    await client.endAsync(true);
  });
});

it('fires for messages on custom topics, over MQTT and REST, as text or base64', async () => {
  const all = await world.makeRecorder('Topics', [trigger('mqttTopic', 'plant/+/alarm')]);
  const foreign = await world.makeRecorder('Foreign', [
    trigger('mqttTopic', 'plant/#', { integrationId: 'a'.repeat(24) }),
    trigger('mqttTopic', 'other/#'),
  ]);
  const client = await connect();
  // The first comes when the triggers are not at hand.
  await client.publishAsync('plant/1/alarm', 'one', { qos: 1 });
  await client.publishAsync('plant/1/alarm', 'two', { qos: 2 });
  await client.publishAsync('plant/1/level', 'not meant', { qos: 1 });
  await client.publishAsync('plant/2/alarm', Buffer.from([0xff, 0x00]), { qos: 0 });
  await recordedCount(all, 3);
  expect((await world.act('POST', '/mqttPublishMessage', { topic: 'plant/3/alarm', message: '{"a":1}' })).status).toBe(
    200,
  );
  await recordedCount(all, 4);
  expect(await world.recorded(all)).toMatchObject([
    { data: 'one', triggerId: 'plant/1/alarm', triggerType: 'mqttTopic', relayType: 'device', relayId: world.deviceId },
    { data: 'two', triggerId: 'plant/1/alarm' },
    { data: '/wA=', encoding: 'base64', triggerId: 'plant/2/alarm' },
    { data: '{"a":1}', triggerId: 'plant/3/alarm', relayType: 'user' },
  ]);
  expect(await world.recorded(foreign)).toEqual([]);
  await client.endAsync();
});

it('fires for reports that are refused where a trigger wants them, before the device is told', async () => {
  const { deviceId } = world;
  const wants = await world.makeRecorder('Refused', [trigger('deviceId', deviceId, { allowInvalid: true })]);
  const others = await world.makeRecorder('Good only', [trigger('deviceId', deviceId)]);
  const bad = { data: { nothing: 1, big: 12345678901234567890n.toString() }, meta: 'm' };
  expect((await world.act('POST', `/devices/${deviceId}/state`, bad)).status).toBe(400);
  const client = await connect();
  await client.publishAsync(`losant/${deviceId}/state`, JSON.stringify([{ data: { temperature: 5 } }, { data: 7 }]), {
    qos: 1,
  });
  await recordedCount(wants, 3);
  await recordedCount(others, 1);
  const payloads = await world.recorded(wants);
  expect(payloads.filter(({ data }) => data === null).map(({ original }) => original)).toEqual([bad, { data: 7 }]);
  expect(payloads.find(({ data }) => data === null)).toMatchObject({ triggerId: deviceId, triggerType: 'deviceId' });
  await client.endAsync();
});

function connect() {
  return connectDevice({ mqtt: server.app.mqttUrl }, world.device);
}
