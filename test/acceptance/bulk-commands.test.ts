import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { connectDevice, makeDevice, nextMessages } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

it('sends a command to each device that an id, a tag or a query names, once', async () => {
  const first = await makeDevice(client, { device: { name: 'A', tags: [{ key: 'floor', value: '1' }] } });
  const { applicationId } = first;
  const add = (device: object) => makeDevice(client, { applicationId, device });
  const tagged = await add({ name: 'B', tags: [{ key: 'floor', value: '2' }] });
  const named = await add({ name: 'C' });
  const left = await add({ name: 'D' });
  const system = await add({ name: 'S', deviceClass: 'system', tags: [{ key: 'floor', value: '2' }] });
  const foreign = await makeDevice(client);
  const device = await connectDevice(server, first);
  await device.subscribeAsync(`losant/${first.deviceId}/command`, { qos: 1 });
  const received = nextMessages(device, 1);
  const multiDeviceCommand = {
    name: 'go',
    payload: [1, 2],
    time: 1_700_000_000_000,
    deviceIds: [first.deviceId, first.deviceId.toUpperCase(), foreign.deviceId, '0123456789abcdef01234567'],
    deviceTags: [{ key: 'floor' }],
    deviceQuery: { name: 'C' },
  };
  expectSchema('success', await client.devices.sendCommand({ applicationId, multiDeviceCommand }));
  const time = '2023-11-14T22:13:20.000Z';
  expect(JSON.parse((await received)[0]?.split(' ')[1] ?? '')).toEqual({
    name: 'go',
    payload: [1, 2],
    time: { $date: time },
  });
  const history = (of: object) => client.device.getCommand({ ...of, limit: 5 });
  for (const one of [first, tagged, named]) {
    expect(await history(one)).toEqual([{ name: 'go', payload: [1, 2], time }]);
  }
  for (const none of [left, system, foreign]) expect(await history(none)).toEqual([]);
  await expect
    .poll(() => client.application.payloadCounts({ applicationId }))
    .toMatchObject({ deviceCommand: { 'user.rest': 3 } });
  await device.endAsync();
});

it('reaches many devices, and with a restricted key only those it serves', async () => {
  const gateway = await makeDevice(client, { device: { name: 'Gate', deviceClass: 'gateway' } });
  const { applicationId } = gateway;
  const tags = [{ key: 'fleet', value: 'x' }];
  const peripheral = { name: 'Probe', deviceClass: 'peripheral', gatewayId: gateway.deviceId, tags };
  const probe = (await client.devices.post({ applicationId, device: peripheral })).id;
  for (let index = 0; index < 120; index += 1) {
    await client.devices.post({ applicationId, device: { name: `D${index}`, tags } });
  }
  const key = await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [gateway.deviceId] },
  });
  const logInAs = async (access: { key: string; secret: string }): Promise<Client> => {
    const credentials = { deviceId: gateway.deviceId, key: access.key, secret: access.secret };
    return connect(server, (await connect(server).auth.authenticateDevice({ credentials })).token);
  };
  const counts = async () => (await client.application.payloadCounts({ applicationId })).deviceCommand?.['device.rest'];
  const send = (caller: Client) =>
    caller.devices.sendCommand({ applicationId, multiDeviceCommand: { name: 'go', deviceTags: tags } });
  await send(await logInAs(key));
  await expect.poll(counts).toBe(1);
  expect(await client.device.getCommand({ applicationId, deviceId: probe })).toHaveLength(1);
  await send(await logInAs(gateway));
  await expect.poll(counts).toBe(122);
});

it('refuses a command that names nobody or breaks a rule', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const send = (multiDeviceCommand: unknown) => client.devices.sendCommand({ applicationId, multiDeviceCommand });
  const cases: [unknown, string][] = [
    [{ name: 'x' }, 'deviceIds'],
    [{ deviceIds: [deviceId] }, 'name'],
    [{ name: 'x', deviceIds: ['y'] }, 'deviceIds[0]'],
    [{ name: 'x', deviceTags: [{ colour: 'red' }] }, 'colour'],
    [{ name: 'x', deviceQuery: { colour: 'red' } }, 'deviceQuery.colour'],
    [{ name: 'x', deviceIds: [deviceId], payload: '\u0000' }, 'payload'],
    [{ name: 'x', deviceIds: [deviceId], colour: 1 }, 'colour'],
  ];
  for (const [body, field] of cases) {
    expect(await failureOf(send(body)), JSON.stringify(body)).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(field),
    });
  }
  expect(await client.device.getCommand({ applicationId, deviceId })).toEqual([]);
});
