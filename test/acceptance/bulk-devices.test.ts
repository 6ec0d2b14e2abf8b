import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

async function makeFleet(...devices: object[]): Promise<{ applicationId: string; ids: string[] }> {
  const applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const ids: string[] = [];
  for (const [index, device] of devices.entries()) {
    ids.push((await client.devices.post({ applicationId, device: { name: `D${index}`, ...device } })).id);
  }
  return { applicationId, ids };
}

const patch = async (applicationId: string, patchInfo: object) => {
  const answer = await client.devices.patch({ applicationId, patchInfo });
  expectSchema('devicesUpdated', answer);
  return answer;
};

it('sets fields of the devices that ids name, and says of each that it could not why', async () => {
  const { applicationId, ids } = await makeFleet({ deviceClass: 'peripheral' }, {}, {});
  const gatewayId = (await client.devices.post({ applicationId, device: { name: 'G', deviceClass: 'gateway' } })).id;
  const absent = 'f'.repeat(24);
  const answer = await patch(applicationId, {
    deviceIds: [ids[0], ids[1], ids[1]?.toUpperCase(), absent],
    updateFields: { gatewayId, description: 'north' },
  });
  expect(answer).toMatchObject({ updated: 1, failed: 2, skipped: 0 });
  expect(answer.failures).toEqual([
    { deviceId: absent, message: 'Device was not found' },
    { deviceId: ids[1], message: 'gatewayId is only for devices of class peripheral' },
  ]);
  const [peripheral, standalone, untouched] = await Promise.all(
    ids.map((deviceId) => client.device.get({ applicationId, deviceId })),
  );
  expect(peripheral).toMatchObject({ gatewayId, description: 'north' });
  expect([standalone.description, untouched.description]).toEqual(['', '']);
  expect(await patch(applicationId, { deviceIds: [ids[0]], updateFields: { description: 'north' } })).toMatchObject({
    updated: 0,
    skipped: 1,
  });
});

it('applies operations in their order to the devices that a query selects, and search finds the new names', async () => {
  const attributes = [{ name: 'temperature', dataType: 'number', description: 'hot' }];
  const tags = [
    { key: 'floor', value: '1' },
    { key: 'floor', value: '2' },
    { key: 'line', value: 'A' },
  ];
  const { applicationId, ids } = await makeFleet({ tags, attributes }, { tags, attributes }, { attributes });
  const answer = await patch(applicationId, {
    query: { tags: { $tagKey: 'floor' } },
    updateOperations: [
      { operation: 'set', target: 'name', value: 'Furnace' },
      { operation: 'set', target: 'tag', value: { key: 'floor', value: '3' } },
      { operation: 'set', target: 'tag', value: { key: 'hall', value: 'west' } },
      { operation: 'remove', target: 'tag', tagKey: 'line' },
      { operation: 'add', target: 'attribute', value: { name: 'door', dataType: 'boolean' } },
      { operation: 'set', target: 'attributeDescription', attributeName: 'door', value: 'open or not' },
      { operation: 'set', target: 'attributeTag', attributeName: 'door', value: { key: 'unit', value: 'none' } },
      { operation: 'remove', target: 'attributeDescription', attributeName: 'temperature' },
      { operation: 'add', target: 'attributeSystem', value: { name: 'mean', dataType: 'number' } },
    ],
  });
  expect(answer).toMatchObject({ updated: 2, failed: 0, skipped: 0, failures: [] });
  const device = await client.device.get({ applicationId, deviceId: ids[1] });
  expect(device).toMatchObject({
    name: 'Furnace',
    tags: [
      { key: 'floor', value: '3' },
      { key: 'hall', value: 'west' },
    ],
    attributes: [
      { name: 'temperature', dataType: 'number' },
      { name: 'door', dataType: 'boolean', description: 'open or not', attributeTags: { unit: 'none' } },
    ],
  });
  expect(device.attributes[0].description).toBeUndefined();
  expect((await client.device.get({ applicationId, deviceId: ids[2] })).name).toBe('D2');
  const results = await client.application.search({ applicationId, filter: 'furn' });
  expect(results.map(({ id }: { id: string }) => id).sort()).toEqual([ids[0], ids[1]].sort());
});

it('an attribute that is taken away and added again by operations has its history again', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  await client.device.sendState({ ...fixture, deviceState: { data: { temperature: 4 } } });
  const remove = { operation: 'remove', target: 'attribute', attributeName: 'temperature' };
  const add = { operation: 'add', target: 'attribute', value: { name: 'temperature', dataType: 'number' } };
  await patch(applicationId, { deviceIds: [deviceId], updateOperations: [remove] });
  expect(await client.device.getCompositeState(fixture)).toEqual({});
  await patch(applicationId, { deviceIds: [deviceId], updateOperations: [add] });
  expect((await client.device.getCompositeState(fixture)).temperature.value).toBe(4);
});

it.each([
  [{ updateFields: { name: 'x' } }, 'query or deviceIds is required'],
  [{ deviceIds: ['xyz'], updateFields: {} }, 'deviceIds[0]'],
  [{ query: { nothing: 1 }, updateFields: {} }, 'nothing'],
  [{ deviceIds: [], updateFields: { name: '' } }, 'updateFields.name'],
  [{ deviceIds: [], updateOperations: [{ operation: 'remove', target: 'name' }] }, 'updateOperations[0].target'],
  [{ deviceIds: [], updateOperations: [{ operation: 'remove', target: 'tag' }] }, 'updateOperations[0].tagKey'],
  [{ deviceIds: [], updateOperations: [{ operation: 'set', target: 'name' }] }, 'updateOperations[0].value'],
  [
    { deviceIds: [], updateOperations: [{ operation: 'set', target: 'tag', value: { key: 'a b', value: 'c' } }] },
    'updateOperations[0].value.key',
  ],
  [{ deviceIds: [], updateFields: {}, email: 'a@b.example' }, 'email'],
])('refuses %j and names the field', async (patchInfo, field) => {
  const { applicationId } = await makeDevice(client);
  const failure = await failureOf(client.devices.patch({ applicationId, patchInfo }));
  expect(failure).toMatchObject({ statusCode: 400, type: 'Validation' });
  expect(failure.message).toContain(field);
});

it('deletes what a query selects: gone from lists, search and counts, and their connections end', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const kept = (await client.devices.post({ applicationId, device: { name: 'Kept' } })).id;
  const gate = (await client.devices.post({ applicationId, device: { name: 'Old', deviceClass: 'gateway' } })).id;
  const peripheral = { name: 'Behind', deviceClass: 'peripheral', gatewayId: gate };
  const behind = (await client.devices.post({ applicationId, device: peripheral })).id;
  const device = await connectDevice(server, fixture);
  const closed = new Promise<void>((resolve) => device.once('close', () => resolve()));
  const answer = await client.devices.delete({ applicationId, options: { query: { id: { $in: [deviceId, gate] } } } });
  expectSchema('bulkDeleteResponse', answer);
  expect(answer).toEqual({ removed: 2, failed: 0 });
  await closed;
  device.end(true);
  const page = await client.devices.get({ applicationId });
  expect(page.items.map(({ id }: { id: string }) => id).sort()).toEqual([kept, behind].sort());
  expect(page.items.find(({ id }: { id: string }) => id === behind).gatewayId).toBeUndefined();
  expect((await client.application.get({ applicationId })).summary.deviceCount).toBe(2);
  expect((await failureOf(client.device.get({ applicationId, deviceId }))).statusCode).toBe(404);
  expect(await client.devices.delete({ applicationId, options: { query: { id: deviceId } } })).toEqual({
    removed: 0,
    failed: 0,
  });
});

inSlowSuite('makes, changes and removes 230 devices', () => {
  it('takes more devices than one step does', async () => {
    const { applicationId } = await makeFleet(...Array.from({ length: 230 }, () => ({})));
    const everything = { query: { name: { $startsWith: 'D' } } };
    const operation = { operation: 'set', target: 'tag', value: { key: 'batch', value: '7' } };
    expect(await patch(applicationId, { ...everything, updateOperations: [operation] })).toMatchObject({
      updated: 230,
    });
    const tagged = await client.devices.get({ applicationId, tagFilter: [{ key: 'batch', value: '7' }] });
    expect(tagged.totalCount).toBe(230);
    expect(await client.devices.delete({ applicationId, options: everything })).toEqual({ removed: 230, failed: 0 });
    expect((await client.devices.get({ applicationId })).totalCount).toBe(0);
  });
});

it('writes one record of each change, and none of one that was refused', async () => {
  const { applicationId, ids } = await makeFleet({}, {});
  await patch(applicationId, { deviceIds: ids, updateFields: { description: 'new' } });
  await failureOf(client.devices.patch({ applicationId, patchInfo: {} }));
  await client.devices.delete({ applicationId, options: { query: { id: ids[0] } } });
  const { body } = await call(server, 'GET', '/me/audit-logs?perPage=100', { token });
  const changes = (body.items as { requestResource: string; requestAction: string; requestPathParams: object }[])
    .filter(
      ({ requestPathParams }) => (requestPathParams as { applicationId?: string }).applicationId === applicationId,
    )
    .map(({ requestResource, requestAction }) => `${requestResource}.${requestAction}`);
  expect(changes).toEqual(['devices.delete', 'devices.patch', 'devices.post', 'devices.post']);
});
