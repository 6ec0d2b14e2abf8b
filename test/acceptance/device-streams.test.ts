import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, type DeviceFixture, get, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

type Kind = 'stateStream' | 'commandStream';
const pathOf = ({ applicationId, deviceId }: Pick<DeviceFixture, 'applicationId' | 'deviceId'>, kind: Kind): string =>
  `/applications/${applicationId}/devices/${deviceId}/${kind}`;
const open = (fixture: DeviceFixture, kind: Kind, headers: Record<string, string> = {}, bearer = token) =>
  EventReader.open(`${server.http}${pathOf(fixture, kind)}?keepAliveInterval=1&token=${bearer}`, headers);

it('streams the states of one device as they were stored, whichever way they came', async () => {
  const fixture = await makeDevice(client);
  const other = await makeDevice(client, { applicationId: fixture.applicationId });
  const reader = await open(fixture, 'stateStream');
  const time = Date.now() - 60_000;
  await client.device.sendState({ ...other, deviceState: { data: { temperature: 99 } } });
  await client.device.sendState({
    ...fixture,
    deviceState: [
      { time, data: { temperature: '21.5', unknown: 1 } },
      { time: time + 1, data: { running: 'true' } },
    ],
  });
  const device = await connectDevice(server, fixture);
  const report = { time: { $date: new Date(time + 2).toISOString() }, data: { note: 7 } };
  await device.publishAsync(`losant/${fixture.deviceId}/state`, JSON.stringify(report), { qos: 1 });
  const events = [];
  for (let index = 0; index < 3; index += 1) events.push((await reader.next('deviceState'))?.data);
  for (const event of events) expectSchema('deviceState', event);
  const iso = (offset: number): string => new Date(time + offset).toISOString();
  expect(events).toEqual([
    { time: iso(0), data: { temperature: 21.5 } },
    { time: iso(1), data: { running: true } },
    { time: iso(2), data: { note: '7' } },
  ]);
  expect(await reader.next('comment')).toBeDefined();
  reader.close();
  await device.endAsync();
});

it('streams the commands of one device and replays what a returning reader has missed', async () => {
  const fixture = await makeDevice(client);
  const other = await makeDevice(client, { applicationId: fixture.applicationId });
  const { applicationId, deviceId } = fixture;
  const reader = await open(fixture, 'commandStream');
  const time = '2026-01-02T03:04:05.006Z';
  await client.device.sendCommand({ ...other, deviceCommand: { name: 'other' } });
  await client.device.sendCommand({ ...fixture, deviceCommand: { name: 'one', payload: { a: [1] }, time } });
  const first = await reader.next('deviceCommand');
  expectSchema('deviceCommand', first?.data);
  expect(first).toMatchObject({ data: { name: 'one', payload: { a: [1] }, time }, id: expect.stringMatching(/-\d+$/) });
  reader.close();
  const multiDeviceCommand = { name: 'two', deviceIds: [deviceId, other.deviceId] };
  await client.devices.sendCommand({ applicationId, multiDeviceCommand });
  const again = await open(fixture, 'commandStream', { 'Last-Event-ID': first?.id ?? '' });
  expect((await again.next('deviceCommand'))?.data).toMatchObject({ name: 'two' });
  again.close();
  const stranger = await open(fixture, 'commandStream', { 'Last-Event-ID': 'ffffffffffff-7' });
  expect(await stranger.next('gap')).toMatchObject({ data: { reason: expect.any(String) } });
  stranger.close();
});

it('ends when the device is deleted, the token is revoked, or a peripheral leaves its gateway', async () => {
  const { applicationId } = await makeDevice(client);
  const doomed = await makeDevice(client, { applicationId });
  const kept = await makeDevice(client, { applicationId });
  const gone = await open(doomed, 'stateStream');
  const apiToken = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 't' } });
  const revoked = await open(kept, 'commandStream', {}, apiToken.token);

  const gateway = await makeDevice(client, { applicationId, device: { deviceClass: 'gateway' } });
  const peripheral = { name: 'Probe', deviceClass: 'peripheral', gatewayId: gateway.deviceId };
  const probe = (await client.devices.post({ applicationId, device: peripheral })).id;
  const key = await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [gateway.deviceId] },
  });
  const credentials = { deviceId: gateway.deviceId, key: key.key, secret: key.secret };
  const { token: own } = await connect(server).auth.authenticateDevice({ credentials });
  const moved = await open({ ...gateway, deviceId: probe }, 'stateStream', {}, own);
  const stays = await open(kept, 'stateStream');

  await client.device.delete(doomed);
  expect(await gone.next('deviceState')).toBeUndefined();
  await client.applicationApiToken.delete({ applicationId, apiTokenId: apiToken.id });
  expect(await revoked.next('deviceCommand')).toBeUndefined();
  await client.device.patch({ applicationId, deviceId: probe, device: { deviceClass: 'standalone' } });
  expect(await moved.next('deviceState')).toBeUndefined();

  await client.device.sendState({ ...kept, deviceState: { data: { temperature: 1 } } });
  expect((await stays.next('deviceState'))?.data).toMatchObject({ data: { temperature: 1 } });
  stays.close();
});

it('responds with plain JSON errors before a stream starts, the same for foreign and absent devices', async () => {
  const fixture = await makeDevice(client);
  const elsewhere = { applicationId: fixture.applicationId, deviceId: (await makeDevice(client)).deviceId };
  const absent = { applicationId: fixture.applicationId, deviceId: '0123456789abcdef01234567' };
  const bodies = [];
  for (const kind of ['stateStream', 'commandStream'] as const) {
    for (const hidden of [elsewhere, absent]) {
      const response = await get(server, pathOf(hidden, kind), token);
      expect(response.status).toBe(404);
      const { requestId: _requestId, ...body } = (await response.json()) as Record<string, unknown>;
      bodies.push(body);
    }
    expect((await get(server, pathOf(fixture, kind))).status).toBe(401);
    expect((await get(server, `${pathOf(fixture, kind)}?keepAliveInterval=0`, token)).status).toBe(400);
  }
  expect(new Set(bodies.map((body) => JSON.stringify(body)))).toEqual(
    new Set(['{"type":"NotFound","message":"Device was not found"}']),
  );
});
