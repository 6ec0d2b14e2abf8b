import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;

beforeAll(async () => {
  server = await startTestApp({});
  ({ client } = await logIn(server));
});
afterAll(() => server.end());

const tables = [
  'device',
  'device_state',
  'device_last_value',
  'device_command',
  'payload_count',
  'payload_count_by_device',
  'resource_name',
  'access_key',
  'data_table',
  'data_table_size',
];

async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await partsOf(server.app).database.query<{ count: number }>({ sql: `select count(*) from ${table}` });
    counts[table] = row?.count ?? -1;
  }
  const [storages] = await partsOf(server.app).database.query<{ count: number }>({
    sql: `select count(*) from pg_tables where schemaname = 'data_table_rows'`,
  });
  return { ...counts, storages: storages?.count ?? -1 };
}

async function makeBusyDevice() {
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const time = Date.now() - 1_000_000;
  const deviceState = Array.from({ length: 5000 }, (_, index) => ({
    time: time + index,
    data: { temperature: index },
  }));
  for (let from = 0; from < deviceState.length; from += 1000) {
    await client.device.sendState({ applicationId, deviceId, deviceState: deviceState.slice(from, from + 1000) });
  }
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'go' } });
  const columns = [{ name: 'n', dataType: 'number', constraint: 'unique' }];
  const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Table', columns } });
  await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: [{ n: 1 }, { n: 2 }] });
  return fixture;
}

it('removes what a deleted device has left, but not what its application has used', async () => {
  const empty = await countRows();
  const { applicationId, deviceId } = await makeBusyDevice();
  const usage = await client.application.payloadCounts({ applicationId });
  await client.device.delete({ applicationId, deviceId });
  expect((await client.application.get({ applicationId })).summary.deviceCount).toBe(0);
  await vi.waitFor(
    async () =>
      expect(await countRows()).toMatchObject({ device: 0, device_state: 0, device_last_value: 0, device_command: 0 }),
    { timeout: 30_000, interval: 100 },
  );
  expect(await client.application.payloadCounts({ applicationId })).toEqual(usage);
  await client.application.delete({ applicationId });
  await vi.waitFor(async () => expect(await countRows()).toEqual(empty), { timeout: 30_000, interval: 100 });
});

it('goes on with a deletion after a restart', async () => {
  const empty = await countRows();
  const { applicationId } = await makeBusyDevice();
  await client.application.delete({ applicationId });
  await server.restart();
  ({ client } = await logIn(server));
  await vi.waitFor(async () => expect(await countRows()).toEqual(empty), { timeout: 30_000, interval: 100 });
});
