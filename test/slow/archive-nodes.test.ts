import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { logIn } from '../support/api.ts';
import { TestS3 } from '../support/archive-s3.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const dayMs = 24 * 3_600_000;
const nodeCount = 3;
const deviceCount = 4;
const secretKey = randomBytes(32).toString('hex');

let clock: number;
let s3: TestS3;
let databaseUrl: string;
let nodes: TestApp[] = [];

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const startNode = (): Promise<TestApp> =>
  startTestApp({
    env: {
      DATABASE_URL: databaseUrl,
      SIGNALBOX_ARCHIVE_S3_HOSTS: '127.0.0.1',
      // What one server has sealed the others must be able to open.
      SIGNALBOX_SECRET_KEY: secretKey,
    },
    now: () => clock,
    sharedDatabase: true,
  });

beforeAll(async () => {
  s3 = await TestS3.start();
});
afterAll(() => s3.close());
beforeEach(async () => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  databaseUrl = url.href;
  clock = Date.UTC(2022, 0, 15, 12);
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  nodes = [];
  await administer(`drop database ${new URL(databaseUrl).pathname.slice(1)} with (force)`);
});

it('archives each night once, however many servers share the database', async () => {
  const first = await startNode();
  nodes = [first];
  const { client } = await logIn(first);
  const application = { name: 'Fleet', archiveConfig: { s3: s3.config } };
  const { applicationId } = await client.applications.post({ application });
  for (let index = 0; index < deviceCount; index += 1) {
    const attributes = [{ name: 'level', dataType: 'number' }];
    await client.devices.post({ applicationId, device: { name: `D${index}`, attributes } });
  }
  const { database, partitions } = partsOf(first.app);
  const archivable = Math.floor(clock / dayMs) * dayMs - 31 * dayMs;
  const days = [1, 2, 3].map((number) => archivable + number * dayMs);
  await partitions.ensure(archivable, archivable + 4 * dayMs);
  await database.query({
    sql: `insert into device_state (device_row_id, time, data)
      select device_row_id, day + 1000, '{"1": 7}' from device join application using (application_row_id), unnest($2::bigint[]) as day
      where application.id = $1`,
    parameters: [applicationId, days],
  });
  // The turn begins with the day before the first one.
  clock += 1;
  await first.restart();
  await vi.waitFor(async () => {
    const rows = await databaseOf(first).query({ sql: 'select 1 from archive_turn', parameters: [] });
    expect(rows).toHaveLength(1);
  });

  const puts = new Map<string, number>();
  s3.intercept = async ({ method, path }, next) => {
    if (method === 'PUT' && path.endsWith('.csv')) puts.set(path, (puts.get(path) ?? 0) + 1);
    await next();
  };
  clock += 3 * dayMs;
  nodes.push(...(await Promise.all(Array.from({ length: nodeCount - 1 }, startNode))));
  for (const node of nodes) partsOf(node.app).archives.wake();
  await vi.waitFor(
    async () => {
      const rows = await databaseOf(first).query<{ state: string; attempts: number }>({
        sql: 'select state, attempts from archive_day order by day',
        parameters: [],
      });
      expect(rows).toEqual(days.map(() => ({ state: 'verified', attempts: 1 })));
    },
    { timeout: 60_000, interval: 100 },
  );
  expect(puts.size).toBe(days.length * deviceCount);
  expect([...puts.values()].every((times) => times === 1)).toBe(true);
});

/** After a restart the server has another one. */
function databaseOf(node: TestApp) {
  return partsOf(node.app).database;
}
