// Who looks at a dashboard, or at archive jobs, on one server is told at once of what happens on another one, and of all that
// was missed while Redis was away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { makeDatabase } from '../support/server-database.ts';
import { call } from '../support/tenant.ts';

const dayMs = 86_400_000;
const patience = { timeout: 60_000, interval: 20 };

let database: Awaited<ReturnType<typeof makeDatabase>>;
let redis: TestRedis;
let archiveDir: string;
const nodes: TestApp[] = [];
let client: Client;
let token: string;

beforeAll(async () => {
  [database, redis] = await Promise.all([makeDatabase(), startRedis()]);
  archiveDir = await mkdtemp(join(tmpdir(), 'signalbox-archive-'));
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, SIGNALBOX_ARCHIVE_DIR: archiveDir };
  for (let count = 0; count < 2; count += 1) nodes.push(await startTestApp({ sharedDatabase: true, env }));
  ({ client, token } = await logIn(nodeAt(0)));
}, 240_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.end()));
  await Promise.all([database?.drop(), redis?.end()]);
  await rm(archiveDir, { recursive: true, force: true });
}, 120_000);

function nodeAt(index: number): TestApp {
  const node = nodes[index];
  if (!node) throw new Error(`there is no node ${index}`);
  return node;
}

const open = (index: number, path: string) =>
  EventReader.open(`${nodeAt(index).http}${path}`, { Authorization: `Bearer ${token}` });

const isRedisBack = async () => {
  const healths = await Promise.all(nodes.map(async ({ http }) => (await fetch(`${http}/health`)).json()));
  return healths.every((health) => (health as { status: string }).status === 'ok');
};

/** The value that a dashboard's only block shows, each time that it is told anew. */
async function watchValue(index: number, dashboardId: string) {
  const reader = await open(index, `/dashboards/${dashboardId}/stream`);
  return {
    close: () => reader.close(),
    async until(value: number): Promise<void> {
      for (;;) {
        const event = await reader.next('block');
        if (!event) throw new Error('the stream has ended');
        if (JSON.stringify(event.data).includes(String(value))) return;
      }
    },
  };
}

it('draws a dashboard anew when a device reports to another server, also after Redis was away', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const block = {
    id: 'gauge',
    blockType: 'gauge',
    applicationId,
    startX: 0,
    startY: 0,
    width: 1,
    height: 1,
    config: { segment: { attribute: 'temperature', deviceIds: [deviceId], aggregation: 'LAST' } },
  };
  // What is told at once has not waited for the dashboard's own rate.
  const dashboard = { name: 'Hall', applicationId, refreshRate: 600, blocks: [block] };
  const { id: dashboardId } = await client.dashboards.post({ dashboard });
  const report = (temperature: number) =>
    client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature } } });
  await report(4_711);
  const there = await watchValue(1, dashboardId);
  const here = await watchValue(0, dashboardId);
  await Promise.all([there.until(4_711), here.until(4_711)]);
  const reported = performance.now();
  await report(4_712);
  await here.until(4_712);
  const near = performance.now() - reported;
  await there.until(4_712);
  const far = performance.now() - reported;
  console.log(`shown ${Math.round(near)} ms after the report on its server, ${Math.round(far)} ms on another one`);

  await redis.kill();
  await expect.poll(isRedisBack, patience).toBe(false);
  await report(4_713);
  await here.until(4_713);
  await redis.start();
  await there.until(4_713);
  await expect.poll(isRedisBack, patience).toBe(true);
  await report(4_714);
  await Promise.all([there.until(4_714), here.until(4_714)]);
  there.close();
  here.close();
});

it('tells of archive jobs whichever server runs them, also of what Redis did not carry', async () => {
  const { id: applicationId } = await client.applications.post({
    application: { name: 'Archived', archiveConfig: { directory: 'watched', local: {} } },
  });
  const { deviceId } = await makeDevice(client, { applicationId });
  const newest = Math.floor(Date.now() / dayMs) * dayMs - 32 * dayMs;
  const days = [newest, newest - dayMs];
  const states = days.map((day) => ({ deviceId, time: day + 1_000, data: { temperature: 1 } }));
  await call(nodeAt(0), 'POST', `/applications/${applicationId}/data/import-history`, { token, body: { states } });
  const path = `/applications/${applicationId}/archiveJobsStream`;
  const readers = [await open(0, path), await open(1, path)];
  const untilVerified = (day: number) =>
    Promise.all(
      readers.map(async (reader) => {
        for (;;) {
          const event = await reader.next('archiveJob');
          if (!event) throw new Error('the stream has ended');
          const job = event.data as { day: string; state: string };
          if (Date.parse(job.day) === day && job.state === 'verified') return;
        }
      }),
    );
  await client.application.archiveData({ applicationId, date: String(days[0]) });
  await untilVerified(days[0] as number);

  await redis.kill();
  await expect.poll(isRedisBack, patience).toBe(false);
  await client.application.archiveData({ applicationId, date: String(days[1]) });
  const stateOf = async () => {
    const { body } = await call(nodeAt(0), 'GET', `/applications/${applicationId}/archiveJobs`, { token });
    return (body.items as { state: string }[]).map(({ state }) => state);
  };
  await expect.poll(stateOf, patience).toEqual(['verified', 'verified']);
  await redis.start();
  await untilVerified(days[1] as number);
  for (const reader of readers) reader.close();
});
