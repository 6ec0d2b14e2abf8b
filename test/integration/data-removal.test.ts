import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let client: Client;

beforeAll(async () => {
  app = await startTestApp({});
  ({ client } = await logIn(app));
});
afterAll(() => app.end());

const minute = 60_000;

/** States of ten minutes: `temperature` in each, `note` in the first and the sixth. */
async function makeHistory(options: { applicationId?: string; device?: object } = {}) {
  const fixture = await makeDevice(client, options);
  const start = Date.now() - 3_600_000;
  const deviceState = Array.from({ length: 10 }, (_, index) => ({
    time: start + index * minute,
    data: { temperature: index, ...(index % 5 === 0 ? { note: `n${index}` } : {}) },
  }));
  await client.device.sendState({ ...fixture, deviceState });
  return { ...fixture, start };
}

const temperatures = async (fixture: object): Promise<(number | undefined)[]> =>
  (await client.device.getState({ ...fixture, limit: 100, sortDirection: 'asc' })).map(
    (state: { data: { temperature?: number } }) => state.data.temperature,
  );
const lastValue = async (fixture: { applicationId: string; deviceId: string }, attribute: string) => {
  const query = { deviceIds: [fixture.deviceId], attribute };
  return (await client.data.lastValueQuery({ ...fixture, query }))[fixture.deviceId]?.data[attribute];
};

it('removes the states of a range, both ends included, and the last values follow', async () => {
  const fixture = await makeHistory();
  const untouched = await makeHistory({ applicationId: fixture.applicationId });
  const { start } = fixture;
  const answer = await client.device.removeData({ ...fixture, start: start + 5 * minute, end: start + 9 * minute });
  expectSchema('success', answer);
  expect(answer).toEqual({ success: true });
  expect(await temperatures(fixture)).toEqual([0, 1, 2, 3, 4]);
  expect(await lastValue(fixture, 'temperature')).toBe(4);
  expect(await lastValue(fixture, 'note')).toBe('n0');
  await client.device.removeData({ ...fixture, start: start + minute, end: start + 2 * minute });
  expect(await temperatures(fixture)).toEqual([0, 3, 4]);
  expect(await lastValue(fixture, 'temperature')).toBe(4);
  const later = { time: start + 7 * minute, data: { temperature: 70 } };
  await client.device.sendState({ ...fixture, deviceState: later });
  expect(await lastValue(fixture, 'temperature')).toBe(70);
  await client.device.removeData(fixture);
  expect(await temperatures(fixture)).toEqual([]);
  expect(await lastValue(fixture, 'temperature')).toBeUndefined();
  expect(await client.device.getCompositeState(fixture)).toEqual({});
  await client.device.sendState({ ...fixture, deviceState: { data: { temperature: 5 } } });
  expect(await lastValue(fixture, 'temperature')).toBe(5);
  expect(await temperatures(untouched)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await lastValue(untouched, 'temperature')).toBe(9);
});

it('removes more states than one step takes', async () => {
  const fixture = await makeDevice(client);
  const start = Date.now() - 3_600_000;
  const deviceState = Array.from({ length: 4500 }, (_, index) => ({
    time: start + index,
    data: { temperature: index },
  }));
  await client.device.sendState({ ...fixture, deviceState });
  await client.device.removeData({ ...fixture, start: start + 1, end: start + 4498 });
  expect(await temperatures(fixture)).toEqual([0, 4499]);
});

it('removes data of many devices, also of some attributes or with the histories', async () => {
  const one = await makeHistory({ device: { name: 'One' } });
  const { applicationId, start } = one;
  const two = await makeHistory({ applicationId, device: { name: 'Two' } });
  const other = await makeHistory({ applicationId, device: { name: 'Other' } });
  const bare = { name: 'Two bare', attributes: [] };
  await client.devices.post({ applicationId, device: bare });
  await client.device.sendCommand({ ...one, deviceCommand: { name: 'c' } });
  await client.device.setConnectionStatus({ ...one, connectionStatus: { status: 'connected' } });
  const remove = async (options: object) => {
    const answer = await client.devices.removeData({ applicationId, options });
    expectSchema('devicesDataRemoved', answer);
    return answer;
  };
  const query = { $or: [{ name: 'One' }, { name: { $startsWith: 'Two' } }] };
  expect(await remove({ query, attributes: ['note'] })).toEqual({ completed: 2, notApplicable: 1 });
  expect(await temperatures(two)).toHaveLength(10);
  expect(await lastValue(two, 'note')).toBeUndefined();
  expect(await lastValue(other, 'note')).toBe('n5');
  await client.device.sendState({ ...two, deviceState: { time: start + 30 * minute, data: { note: 'alone' } } });
  await remove({ query: { name: 'Two' }, attributes: ['note'] });
  expect(await temperatures(two)).toHaveLength(10);
  expect(await remove({ query, start: start + minute })).toEqual({ completed: 3, notApplicable: 0 });
  expect(await temperatures(one)).toEqual([0]);
  expect(await client.device.getCommand(one)).toHaveLength(1);
  expect(await client.device.getLogEntries(one)).toHaveLength(1);
  await remove({ query: { name: 'One' }, keepCommandHistory: false, keepConnectionHistory: false });
  expect(await client.device.getCommand(one)).toEqual([]);
  expect(await client.device.getLogEntries(one)).toEqual([]);
  expect(await temperatures(other)).toHaveLength(10);
});

inSlowSuite('starts the server once more, and waits until the job is due again', () => {
  it('finishes after a restart what it had promised before a crash', async () => {
    const fixture = await makeHistory();
    // As a server leaves it that was killed between the answer and the work.
    const { kysely } = partsOf(app.app).database;
    const device = await kysely
      .selectFrom('device')
      .where('id', '=', fixture.deviceId)
      .select('device_row_id')
      .executeTakeFirstOrThrow();
    const removal = {
      device_row_id: device.device_row_id,
      start_time: 0,
      end_time: fixture.start + 6 * minute,
      attributes: null,
    };
    await inTransaction({ kysely }, async (tx) => {
      const { key } = await tx
        .insertInto('device_data_removal')
        .values(removal)
        .returning('device_data_removal_row_id as key')
        .executeTakeFirstOrThrow();
      await app.app.platform.jobs.send(tx, 'device.removeData', { keys: [key] }, { startAfterSeconds: 1 });
    });
    expect(await temperatures(fixture)).toHaveLength(10);
    await app.restart();
    ({ client } = await logIn(app));
    await expect.poll(() => temperatures(fixture), { timeout: 20_000 }).toEqual([7, 8, 9]);
    await expect
      .poll(() => partsOf(app.app).database.kysely.selectFrom('device_data_removal').selectAll().execute(), {
        timeout: 20_000,
      })
      .toEqual([]);
  });
});

it('refuses what makes no sense, hides what is not there, and records what it does', async () => {
  const fixture = await makeHistory();
  const { applicationId, start } = fixture;
  expect(await failureOf(client.device.removeData({ ...fixture, start: 10, end: 5 }))).toMatchObject({
    statusCode: 400,
    message: 'start must not be after end',
  });
  const elsewhere = (await makeDevice(client)).deviceId;
  for (const deviceId of [elsewhere, '0123456789abcdef01234567']) {
    expect(await failureOf(client.device.removeData({ applicationId, deviceId }))).toMatchObject({
      statusCode: 404,
      message: 'Device was not found',
    });
  }
  for (const options of [{}, { query: { colour: 1 } }, { query: {}, start: 'x' }, { query: {}, colour: 1 }]) {
    expect(await failureOf(client.devices.removeData({ applicationId, options }))).toMatchObject({ statusCode: 400 });
  }
  const credentials = { deviceId: fixture.deviceId, key: fixture.key, secret: fixture.secret };
  const own = connect(app, (await connect(app).auth.authenticateDevice({ credentials })).token);
  expect(await failureOf(own.device.removeData(fixture))).toMatchObject({ statusCode: 403 });
  expect(await temperatures(fixture)).toHaveLength(10);
  await client.device.removeData({ ...fixture, start });
  const path = `${app.http}/me/audit-logs?perPage=1`;
  const headers = { Authorization: `Bearer ${(await logIn(app)).token}` };
  const { items } = (await (await fetch(path, { headers })).json()) as { items: object[] };
  expect(items[0]).toMatchObject({
    requestResource: 'device',
    requestAction: 'removeData',
    secondaryTargetId: fixture.deviceId,
  });
});
