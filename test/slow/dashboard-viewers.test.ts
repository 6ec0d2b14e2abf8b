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
/** One has a hundred streams at most. */
const tokens: string[] = [];
let dashboardId: string;
let applicationId: string;
const deviceIds: string[] = [];
/** All that has been asked of the database, reports included. */
let statements = 0;

beforeAll(async () => {
  app = await startTestApp({});
  for (let login = 0; login < 6; login += 1) {
    const { token, ...logged } = await logIn(app);
    ({ client } = logged);
    tokens.push(token);
  }
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
  dashboardId = (
    await client.dashboards.post({ dashboard: { name: 'Hall', applicationId, refreshRate: 600, blocks: made } })
  ).id;
  countStatements();
}, 120_000);
afterAll(() => app.end());

/** What the server asks by itself from time to time: whether there is work of its own, and that it is still there. */
const background = /^\s*with next as \(|^\s*select exists \(select from \S+ where state in|alarm_clock/;

function count(sql: string): void {
  if (!background.test(sql)) statements += 1;
}

/** Counts what is asked of the database from here on, whichever way it is asked. */
function countStatements(): void {
  const { database } = partsOf(app.app);
  const query = database.query.bind(database);
  database.query = (statement) => {
    count(statement.sql);
    return query(statement);
  };
  const executor = database.kysely.getExecutor();
  const execute = executor.executeQuery.bind(executor);
  executor.executeQuery = ((...given: Parameters<typeof execute>) => {
    count(given[0].sql);
    return execute(...given);
  }) as typeof execute;
}

/** Resolves when nothing has been asked for half a second: what is shown is asked for once more after it was first there. */
async function settle(): Promise<void> {
  for (let before = -1; before !== statements; ) {
    before = statements;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const look = async (token = tokens[0]) => {
  const answer = await call(app, 'POST', `/dashboards/${dashboardId}/data`, { ...(token ? { token } : {}), body: {} });
  expect(Object.keys(answer.body.blocks as object)).toHaveLength(blocks);
};

/** Reports while somebody looks; all see one before the next comes. */
const changes = 20;

/** Resolves when somebody has seen a change: the mean of the five devices of its hall, which say their own number otherwise. */
async function see(reader: EventReader, temp: number): Promise<void> {
  const mean = (temp + 10 + 20 + 30 + 40) / 5;
  for (;;) {
    const event = await reader.next('block');
    if (!event) throw new Error('the stream has ended');
    if ((event.data as { data: { value?: number } }).data.value === mean) return;
  }
}

/** The statements of so many viewers who open the dashboard and look at it while devices report, and how long it took. */
async function costOf(count: number): Promise<{ opened: number; seconds: number; watched: number }> {
  // Nothing is kept of what others have asked.
  await client.dashboard.patch({ dashboardId, dashboard: { description: String(Math.random()) } });
  const begun = statements;
  const since = performance.now();
  const readers = await Promise.all(
    Array.from({ length: count }, async (_, viewer) => {
      const token = tokens[viewer % tokens.length];
      await look(token);
      return EventReader.open(`${app.http}/dashboards/${dashboardId}/stream?token=${token}`);
    }),
  );
  // Each is told all blocks as they are.
  await Promise.all(
    readers.map(async (reader) => {
      for (let block = 0; block < blocks; block += 1) await reader.next('block');
    }),
  );
  await settle();
  const opened = statements - begun;
  const seconds = (performance.now() - since) / 1_000;
  for (const reader of readers) reader.skip();
  const start = statements;
  for (let change = 1; change <= changes; change += 1) {
    const temp = 1000 + change;
    await client.device.sendState({ applicationId, deviceId: deviceIds[0], deviceState: { data: { temp } } });
    await Promise.all(readers.map((reader) => see(reader, temp)));
  }
  const watched = statements - start;
  for (const reader of readers) reader.close();
  return { opened, seconds, watched };
}

it(`costs the database for ${viewers} viewers less than twice what one costs`, async () => {
  await look();
  const one = await costOf(1);
  const all = await costOf(viewers);
  console.log(
    `statements: 1 viewer ${one.opened} to open and ${one.watched} for ${changes} changes; ${viewers} viewers ${all.opened} and ${all.watched}`,
  );
  expect(one.opened).toBeGreaterThan(0);
  expect(all.watched).toBeLessThan(2 * one.watched);
  // Each is somebody, and so many take some seconds, after which an answer is asked for anew.
  expect(all.opened).toBeLessThan((2 + all.seconds) * one.opened);
}, 240_000);

it('looks at the tokens of all streams together when something has changed, and ends the streams of those that no longer work', async () => {
  const count = 50;
  const made = await Promise.all(
    Array.from({ length: count }, (_, number) => client.userApiTokens.post({ apiToken: { name: `viewer ${number}` } })),
  );
  const readers = await Promise.all(
    made.map(({ token }) => EventReader.open(`${app.http}/dashboards/${dashboardId}/stream?token=${token}`)),
  );
  const [first] = readers;
  if (!first) throw new Error('nobody looks');
  const begun = statements;
  // Everybody's rights may be others now.
  await client.application.patch({ applicationId, application: { description: 'changed' } });
  const revoked = performance.now();
  await client.userApiToken.delete({ apiTokenId: made[0].id });
  expect(await first.next('nothing of this name')).toBeUndefined();
  expect(performance.now() - revoked).toBeLessThan(1_000);
  expect(statements - begun).toBeLessThan(count / 2);
  // The others are still told of what changes.
  for (const reader of readers.slice(1)) reader.skip();
  await client.device.sendState({ applicationId, deviceId: deviceIds[0], deviceState: { data: { temp: 5_000 } } });
  await Promise.all(readers.slice(1).map((reader) => see(reader, 5_000)));
  for (const reader of readers) reader.close();
}, 60_000);
