// What many viewers of one dashboard cost the database (dashboards.md, "14. How we know"): counted in statements, because times
// depend on the machine.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { call } from '../support/tenant.ts';

const viewers = 500;
const blocks = 20;
const devices = 50;

let app: TestApp;
let client: Client;
let token: string;
let dashboardId: string;
let applicationId: string;
const deviceIds: string[] = [];
/** All statements, and those among them that read what devices reported last: only these are asked for a stream's sake alone. */
let statements = 0;
let valuesRead = 0;

beforeAll(async () => {
  app = await startTestApp({});
  ({ client, token } = await logIn(app));
  applicationId = (await client.applications.post({ application: { name: 'Hall' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number' }];
  for (let count = 0; count < devices; count += 1) {
    const device = { name: `Sensor ${count}`, attributes, tags: [{ key: 'hall', value: String(count % 10) }] };
    const { id } = await client.devices.post({ applicationId, device });
    deviceIds.push(id);
    await client.device.sendState({ applicationId, deviceId: id, deviceState: { data: { temp: count } } });
  }
  const day = 86_400_000;
  const made = Array.from({ length: blocks }, (_, index) => {
    const segment = {
      attribute: 'temp',
      deviceTags: [{ key: 'hall', value: String(index % 10) }],
      aggregation: 'MEAN',
    };
    const place = { applicationId, startX: index % 4, startY: Math.floor(index / 4), width: 1, height: 1 };
    return index % 2 === 0
      ? { id: `b${index}`, blockType: 'gauge', ...place, config: { segment } }
      : {
          id: `b${index}`,
          blockType: 'graph',
          ...place,
          config: { duration: day, resolution: 600_000, segments: [segment] },
        };
  });
  dashboardId = (await client.dashboards.post({ dashboard: { name: 'Hall', applicationId, blocks: made } })).id;
  countStatements();
}, 120_000);
afterAll(() => app.end());

/** Counts what is asked of the database from here on, whichever way it is asked. */
function countStatements(): void {
  const { database } = partsOf(app.app);
  const query = database.query.bind(database);
  database.query = (statement) => {
    statements += 1;
    if (statement.sql.includes('from device_last_value')) valuesRead += 1;
    return query(statement);
  };
  const executor = database.kysely.getExecutor();
  const execute = executor.executeQuery.bind(executor);
  executor.executeQuery = ((...given: Parameters<typeof execute>) => {
    statements += 1;
    return execute(...given);
  }) as typeof execute;
}

const look = async () => {
  const answer = await call(app, 'POST', `/dashboards/${dashboardId}/data`, { token, body: {} });
  expect(Object.keys(answer.body.blocks as object)).toHaveLength(blocks);
};

/** The statements of what is done, from a moment on at which nothing is kept any more. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  await client.dashboard.patch({ dashboardId, dashboard: { description: String(Math.random()) } });
  const before = statements;
  await work();
  return statements - before;
}

it(`asks for ${viewers} viewers hardly more than what it asks for one`, async () => {
  await look();
  const one = await costOf(look);
  const all = await costOf(() => Promise.all(Array.from({ length: viewers }, look)));
  console.log(`statements: 1 viewer ${one}, ${viewers} viewers ${all}`);
  expect(one).toBeGreaterThan(0);
  // What is asked is kept for a second: how many seconds so many calls take is the machine's.
  expect(all).toBeLessThan((viewers * one) / 20);
}, 120_000);

it('feeds all streams of one dashboard by one question', async () => {
  const url = `${app.http}/dashboards/${dashboardId}/stream?token=${token}`;
  const open = async (count: number) => {
    const readers = await Promise.all(Array.from({ length: count }, () => EventReader.open(url)));
    // Each is told all blocks as they are.
    for (const reader of readers) for (let block = 0; block < blocks; block += 1) await reader.next('block');
    return readers;
  };
  const change = async (readers: readonly EventReader[], temp: number) => {
    const before = valuesRead;
    await client.device.sendState({ applicationId, deviceId: deviceIds[0], deviceState: { data: { temp } } });
    await Promise.all(readers.map((reader) => reader.next('block')));
    return valuesRead - before;
  };
  const [single] = [await open(1)];
  const one = await change(single, 1001);
  const many = await open(99);
  const all = await change([...single, ...many], 1002);
  console.log(`reads for a change: 1 stream ${one}, 100 streams ${all}`);
  expect(one).toBeGreaterThan(0);
  expect(all).toBeLessThanOrEqual(2 * one);
  for (const reader of [...single, ...many]) reader.close();
}, 120_000);
