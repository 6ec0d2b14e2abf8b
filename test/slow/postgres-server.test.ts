import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { surviveKills } from '../support/crash-scenario.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { startServer } from '../support/start-server.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

let databaseUrl: string;
let dataDir: string;

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeEach(async () => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  databaseUrl = url.href;
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(async () => {
  await administer(`drop database ${new URL(databaseUrl).pathname.slice(1)} with (force)`);
  await rm(dataDir, { recursive: true, force: true });
});

it('does on a PostgreSQL server what it does on the embedded database', async () => {
  const env = { DATABASE_URL: databaseUrl };
  const server = await startServer({ dataDir, env });
  const { client } = await logIn(server);
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const device = await connectDevice(server, fixture);
  const time = Date.now() - 1000;
  await device.publishAsync(
    `losant/${deviceId}/state`,
    JSON.stringify({ time, data: { temperature: 21.5, running: 'true' } }),
    { qos: 1 },
  );
  await device.publishAsync('a/b', 'x', { qos: 1 });
  await device.endAsync();
  expect(await server.stop()).toBe(0);

  const again = await startServer({ dataDir, env });
  const reader = (await logIn(again)).client;
  expect(await reader.device.getState({ applicationId, deviceId })).toEqual([
    { time: new Date(time).toISOString(), data: { temperature: 21.5, running: true } },
  ]);
  expect(await reader.application.get({ applicationId })).toMatchObject({ summary: { deviceCount: 1, keyCount: 1 } });
  expect(await reader.application.payloadCounts({ applicationId })).toEqual({
    deviceState: { 'device.mqtt': 1 },
    deviceConnect: { 'device.mqtt': 1 },
    deviceDisconnect: { 'device.mqtt': 1 },
    mqttIn: { 'device.mqtt': 1 },
  });
  expect(await reader.application.search({ applicationId, filter: 'pum' })).toMatchObject([{ id: deviceId }]);
  const query = { deviceIds: [deviceId], aggregation: 'MEAN', resolution: 3_600_000 };
  const { devices } = await reader.data.timeSeriesQuery({ applicationId, query });
  expect(devices[deviceId].points).toMatchObject([{ data: { temperature: 21.5 } }]);
  await again.stop();
});

it('lets one of two servers that start at once on a new database have it, and tells the other in one sentence', async () => {
  const env = { DATABASE_URL: databaseUrl };
  const starts = await Promise.allSettled([startServer({ env }), startServer({ env })]);
  const [server, ...others] = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  expect(others).toEqual([]);
  expect((await fetch(`${server?.http}/health`)).status).toBe(200);
  expect(starts.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: {
      message: expect.stringMatching(/could not start: The database at DATABASE_URL is in use by another Signalbox/),
    },
  });
  expect(await server?.stop()).toBe(0);
});

it('ends a server whose database another has taken over', async () => {
  const server = await startServer({ dataDir, env: { DATABASE_URL: databaseUrl } });
  const rival = new pg.Client({ connectionString: databaseUrl });
  await rival.connect();
  // Waits until the lock is free, and has it before the server can take it again.
  const taken = rival.query('select pg_advisory_lock(7460021, 2)');
  await administer(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'signalbox lock' and datname = '${new URL(databaseUrl).pathname.slice(1)}'`,
  );
  await taken;
  await expect.poll(() => server.log(), { timeout: 30_000 }).toContain('Another Signalbox has taken over the database');
  expect(await server.stop()).toBe(1);
  await rival.end();
});

it('keeps every acknowledged state over ten kills', async () => {
  await surviveKills({ dataDir, env: { DATABASE_URL: databaseUrl }, devices: 50, rounds: 10, reportsPerRound: 200 });
  expect.hasAssertions();
});
