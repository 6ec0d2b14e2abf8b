// Ids in upper case, as some tools and people write them (semantics.md, "Conventions"): each place that takes an id takes them, and
// what is stored, compared and returned is in lower case.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { connectDevice, makeDevice, nextMessages } from '../support/fixtures.ts';
import { watchFlow } from '../support/flow-watch.ts';
import { readOperations } from '../support/openapi-fields.ts';
import { findPlaces } from '../support/openapi-places.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

it('is taken at every place of every request whose schema asks for an id', async () => {
  const operations = readOperations(await (await fetch(`${server.http}/openapi.json`)).json());
  const places = operations.flatMap(findPlaces).filter(({ schema }) => schema.pattern?.includes('{24}'));
  expect(places.length).toBeGreaterThan(30);
  const others = places.filter(({ schema }) => (schema as { 'x-form'?: string })['x-form'] !== 'id');
  expect(others.map(({ operation, name }) => `${operation.name} ${name}`)).toEqual([]);
});

it('names the devices of an access key', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const key = await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [deviceId.toUpperCase()] },
  });
  expect(key.deviceIds).toEqual([deviceId]);
  for (const id of [deviceId, deviceId.toUpperCase()]) {
    const credentials = { deviceId: id, key: key.key, secret: key.secret };
    expect(await client.auth.authenticateDevice({ credentials })).toMatchObject({ deviceId, applicationId });
  }
});

it('names the gateway of a device', async () => {
  const { applicationId, deviceId } = await makeDevice(client, { device: { deviceClass: 'gateway' } });
  const peripheral = await client.devices.post({
    applicationId,
    device: { name: 'Sensor', deviceClass: 'peripheral', gatewayId: deviceId.toUpperCase() },
  });
  expect(peripheral.gatewayId).toBe(deviceId);
});

it('starts the workflow of a device', async () => {
  const { applicationId, deviceId, key, secret } = await makeDevice(client);
  const flow = await client.flows.post({
    applicationId,
    flow: {
      name: 'Hears',
      triggers: [{ type: 'deviceId', key: deviceId.toUpperCase(), config: {}, outputIds: [['n1']] }],
      nodes: [{ id: 'n1', type: 'DebugNode', config: { message: 'heard' }, meta: {}, outputIds: [[]] }],
    },
  });
  expect(flow.triggers[0].key).toBe(deviceId);
  const watch = await watchFlow(server, { token, applicationId, flowId: flow.id });
  const device = await connectDevice(server, { deviceId: deviceId.toUpperCase(), key, secret });
  await device.publishAsync(`losant/${deviceId.toUpperCase()}/state`, '{"data":{"temperature":1}}', { qos: 1 });
  expect(await watch.next(() => true)).toMatchObject({ triggerType: 'deviceId', status: 'succeeded' });
  await watch.close();
  await device.endAsync();
});

it('is refused in a subscription, which would never get a command: topics are told apart by case', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const device = await connectDevice(server, fixture);
  await expect(device.subscribeAsync(`losant/${deviceId.toUpperCase()}/command`, { qos: 1 })).rejects.toThrow();
  await device.subscribeAsync(`losant/${deviceId}/command`, { qos: 1 });
  const heard = nextMessages(device, 1);
  const deviceCommand = { name: 'go' };
  await client.device.sendCommand({ applicationId, deviceId: deviceId.toUpperCase(), deviceCommand });
  expect(await heard).toEqual([expect.stringContaining(`losant/${deviceId}/command {"name":"go"`)]);
  await device.endAsync();
});
