import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

it('manages devices and finds them by tag, class and name', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Devices' } });
  const tags = [{ key: 'floor', value: '2' }];
  const created = await client.devices.post({ applicationId, device: { name: 'Gate', deviceClass: 'gateway', tags } });
  expectSchema('device', created);
  expect(created.connectionInfo).toEqual({ connected: null });
  await client.devices.post({ applicationId, device: { name: 'Lamp' } });
  const count = async (query: object): Promise<number> => {
    const page = await client.devices.get({ applicationId, ...query });
    expectSchema('devices', page);
    return page.totalCount;
  };
  expect(await count({})).toBe(2);
  expect(await count({ tagFilter: [{ key: 'floor' }] })).toBe(1);
  expect(await count({ tagFilter: [{ value: '3' }] })).toBe(0);
  expect(await count({ deviceClass: 'gateway' })).toBe(1);
  expect(await count({ filterField: 'name', filter: 'l*' })).toBe(1);
  const peripheral = { name: 'Probe', deviceClass: 'peripheral', gatewayId: created.id };
  expect((await client.devices.post({ applicationId, device: peripheral })).gatewayId).toBe(created.id);
  const orphan = client.devices.post({ applicationId, device: { ...peripheral, gatewayId: applicationId } });
  expect(await failureOf(orphan)).toMatchObject({ statusCode: 400, message: expect.stringContaining('gatewayId') });
  expectSchema('success', await client.device.delete({ applicationId, deviceId: created.id }));
  expect(await failureOf(client.device.get({ applicationId, deviceId: created.id }))).toMatchObject({
    statusCode: 404,
  });
});

it('stores what a device publishes over MQTT before it acknowledges', async () => {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const device = await connectDevice(server, fixture);
  const time = Date.now() - 60_000;
  const report = { time: { $date: new Date(time).toISOString() }, data: { temperature: '21.5', running: 1, other: 1 } };
  await device.publishAsync(`losant/${deviceId}/state`, JSON.stringify(report), { qos: 1 });
  const states = await client.device.getState({ applicationId, deviceId });
  expectSchema('deviceStates', states);
  expect(states).toEqual([{ time: new Date(time).toISOString(), data: { temperature: 21.5, running: true } }]);
  const last = await client.data.lastValueQuery({
    applicationId,
    query: { deviceIds: [deviceId], attribute: 'running' },
  });
  expectSchema('lastValueData', last);
  expect(last).toEqual({ [deviceId]: { time: new Date(time).toISOString(), data: { running: true } } });
  await device.endAsync();
});

it('acknowledges a report over MQTT that can never be stored, and keeps the connection', async () => {
  const fixture = await makeDevice(client);
  const device = await connectDevice(server, fixture);
  const topic = `losant/${fixture.deviceId}/state`;
  for (const payload of [
    'not json',
    '{}',
    '{"data":{"unknown":1}}',
    Buffer.from([0xff, 0xfe]),
    '{"data":{"note":"\\u0000"}}',
  ]) {
    await device.publishAsync(topic, payload, { qos: 1 });
  }
  await device.publishAsync(topic, '{"data":{"temperature":1}}', { qos: 1 });
  const states = await client.device.getState({ ...fixture, limit: '10' });
  expect(states.map((state: { data: object }) => state.data)).toEqual([{ temperature: 1 }]);
  await device.endAsync();
});

it('keeps what is good of an array, merges one millisecond into one state, and refuses what is too old', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const time = Date.now() - 1000;
  const send = (deviceState: unknown) => client.device.sendState({ applicationId, deviceId, deviceState });
  expect(
    await send([
      { time, data: { temperature: 1, running: true } },
      { time, data: { temperature: 2 } },
      { time: time - 31 * 86_400_000, data: { temperature: 3 } },
      { data: { temperature: 'warm' } },
      { time: time + 500, data: { note: 'ok 🦊 "quoted"' } },
      { time: time + 600, data: { note: { $date: '2026-01-02T03:04:05.000Z' } } },
    ]),
  ).toEqual({
    success: true,
    rejected: [
      { index: 2, message: expect.stringContaining('30 days') },
      { index: 3, message: expect.stringContaining('temperature') },
    ],
  });
  const states = await client.device.getState({ applicationId, deviceId, limit: '10' });
  expect(states).toEqual([
    { time: new Date(time + 600).toISOString(), data: { note: '2026-01-02T03:04:05.000Z' } },
    { time: new Date(time + 500).toISOString(), data: { note: 'ok 🦊 "quoted"' } },
    { time: new Date(time).toISOString(), data: { temperature: 2, running: true } },
  ]);
  for (const wrong of [
    {},
    { data: 5 },
    { data: {} },
    [],
    [{ data: { unknown: 1 } }],
    { data: { temperature: 1 }, x: 1 },
  ]) {
    expect(await failureOf(send(wrong))).toMatchObject({ statusCode: 400, type: 'Validation' });
  }
});

it("drops an attribute's history with its type, and hides it while it is removed", async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const setAttributes = (attributes: object[]) =>
    client.device.patch({ applicationId, deviceId, device: { attributes } });
  const read = async (): Promise<object[]> =>
    (await client.device.getState({ applicationId, deviceId, limit: '10' })).map(
      (state: { data: object }) => state.data,
    );
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 5, note: 'a' } } });
  await setAttributes([{ name: 'note', dataType: 'string' }]);
  expect(await read()).toEqual([{ note: 'a' }]);
  await setAttributes([
    { name: 'note', dataType: 'string' },
    { name: 'temperature', dataType: 'number' },
  ]);
  expect(await read()).toEqual([{ note: 'a', temperature: 5 }]);
  await setAttributes([
    { name: 'note', dataType: 'string' },
    { name: 'temperature', dataType: 'string' },
  ]);
  expect(await read()).toEqual([{ note: 'a' }]);
});

it('replays a real series as a device and returns its hourly mean and maximum as computed here', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const lines = readFileSync(new URL('../support/series.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const series = lines.map((line) => {
    const [time, value] = line.split(',');
    return { time: Date.parse(`${time?.replace(' ', 'T')}Z`), value: Number(value) };
  });
  // Moved to end yesterday, by whole days so that hours stay hours.
  const lastTime = series.at(-1)?.time ?? 0;
  const shift = Math.floor((Date.now() - lastTime) / 86_400_000) * 86_400_000;
  const points = series.map(({ time, value }) => ({ time: time + shift, value }));
  for (let from = 0; from < points.length; from += 100) {
    const deviceState = points
      .slice(from, from + 100)
      .map(({ time, value }) => ({ time, data: { temperature: value } }));
    await client.device.sendState({ applicationId, deviceId, deviceState });
  }
  const query = {
    deviceIds: [deviceId],
    attributes: ['temperature'],
    start: points[0]?.time,
    end: points.at(-1)?.time,
  };
  const raw = await client.data.timeSeriesQuery({ applicationId, query: { ...query, aggregation: 'NONE' } });
  expectSchema('timeSeriesData', raw);
  expect(raw.devices[deviceId].points).toEqual(
    points.map(({ time, value }) => ({ time: new Date(time).toISOString(), data: { temperature: value } })),
  );
  const hours = Map.groupBy(points, ({ time }) => Math.floor(time / 3_600_000) * 3_600_000);
  for (const [aggregation, compute] of [
    ['MEAN', (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length],
    ['MAX', (values: number[]) => Math.max(...values)],
  ] as const) {
    const answer = await client.data.timeSeriesQuery({
      applicationId,
      query: { ...query, aggregation, resolution: 3_600_000 },
    });
    expectSchema('timeSeriesData', answer);
    const found = answer.devices[deviceId].points as { time: string; data: { temperature: number } }[];
    expect(found.map(({ time }) => time)).toEqual([...hours.keys()].map((time) => new Date(time).toISOString()));
    for (const [index, some] of [...hours.values()].entries()) {
      expect(found[index]?.data.temperature).toBeCloseTo(compute(some.map(({ value }) => value)), 9);
    }
  }
  // Ours, and not in the client's schemas, but the client sends what it is given.
  const peaks = await client.data.timeSeriesQuery({
    applicationId,
    query: { ...query, aggregation: 'MINMAX', resolution: 3_600_000 },
  });
  const kept = [...hours.values()].flatMap((some) => {
    const ordered = some.toSorted((one, other) => one.value - other.value || one.time - other.time);
    const highest = ordered.find(({ value }) => value === ordered.at(-1)?.value);
    return [...new Set([ordered[0], highest])].toSorted((one, other) => (one?.time ?? 0) - (other?.time ?? 0));
  });
  expect(peaks.devices[deviceId].points).toEqual(
    kept.map((point) => ({ time: new Date(point?.time ?? 0).toISOString(), data: { temperature: point?.value } })),
  );
});

it('returns nothing more of a device that has been asked about and is then deleted', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 21 } } });
  const ask = async (): Promise<unknown[]> => {
    const query = { deviceIds: [deviceId], duration: 60_000 };
    const series = await client.data.timeSeriesQuery({ applicationId, query });
    const last = await client.data.lastValueQuery({ applicationId, query: { deviceIds: [deviceId] } });
    return [Object.keys(series.devices), Object.keys(last)];
  };
  expect(await ask()).toEqual([[deviceId], [deviceId]]);
  await client.device.delete({ applicationId, deviceId });
  expect(await ask()).toEqual([[], []]);
});
