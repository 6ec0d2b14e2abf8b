import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EventOccurrence, eventsFeature } from '../../src/features/events/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { AppEvents } from '../../src/kernel/events.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let now = Date.now();
let server: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let applicationRowId: number;
const occurred: EventOccurrence[] = [];
const heard: AppEvents['events.changed'][] = [];

const api = () => server.app.api(eventsFeature);
const source = { type: 'flow', id: '0123456789abcdef01234567', name: 'Night watch' } as const;
const application = () => ({ applicationId, applicationRowId });

/** As a feature does that has to do something for sure, and one that only wants to hear. */
function attach(): void {
  api().events.contribute(async (_tx, occurrence) => {
    if (occurrence.row.subject === 'Forbidden') throw new AppError('Validation', 'subject is forbidden');
    occurred.push(occurrence);
  });
  server.app.platform.bus.on('events.changed', (event) => heard.push(event));
}

beforeAll(async () => {
  server = await startTestApp({ env: { SIGNALBOX_EVENT_LIMIT: 'off' }, now: () => now });
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const [row] = await server.app.platform.database.query<{ application_row_id: number }>({
    sql: 'select application_row_id from application_directory where id = $1',
    parameters: [applicationId],
  });
  applicationRowId = row?.application_row_id ?? 0;
  attach();
});
afterAll(() => server.end());

it('creates and resolves an event in the transaction of another feature, heard of once that has committed', async () => {
  const { events } = api();
  const { database } = server.app.platform;
  const id = await inTransaction(database, async (tx) => {
    const { id: made } = await events.create(tx, application(), { level: 'error', subject: 'Silent' }, source);
    await events.change(tx, application(), made, { state: 'resolved', comment: 'Back again' }, source);
    expect(heard).toEqual([]);
    return made;
  });
  expect(occurred.map(({ change, update }) => [change.kind, change.oldState, update?.comment])).toEqual([
    ['created', undefined, undefined],
    ['changed', 'new', 'Back again'],
  ]);
  expect(heard.flatMap(({ changes }) => changes).map(({ kind, state }) => [kind, state])).toEqual([
    ['created', 'new'],
    ['changed', 'resolved'],
  ]);
  const event = await client.event.get({ applicationId, eventId: id });
  expect(event).toMatchObject({ sourceType: 'flow', sourceName: 'Night watch', state: 'resolved', updateCount: 1 });
  await expect
    .poll(async () => (await client.application.payloadCounts({ applicationId })).event, { timeout: 10_000 })
    .toEqual({ 'flow.flow': 1 });

  heard.length = 0;
  const undone = inTransaction(database, async (tx) => {
    await events.create(tx, application(), { level: 'info', subject: 'Never was' }, source);
    throw new Error('something else went wrong');
  });
  await expect(undone).rejects.toThrow('something else');
  expect(heard).toEqual([]);
  const refused = client.events.post({ applicationId, event: { level: 'info', subject: 'Forbidden' } });
  expect(await failureOf(refused)).toMatchObject({ statusCode: 400, message: 'subject is forbidden' });
  expect((await client.events.get({ applicationId })).totalCount).toBe(1);
  expect((await client.application.get({ applicationId })).summary.eventCount).toBe(1);
});

it('goes on with a change of many events after a restart, and updates each exactly once', async () => {
  await client.events.delete({ applicationId });
  const count = 450;
  const { database } = server.app.platform;
  await inTransaction(database, async (tx) => {
    for (let index = 0; index < count; index += 1) {
      await api().events.create(tx, application(), { level: 'info', subject: `E${index}` }, source);
    }
  });
  // The server is stopped in the middle: as soon as one step has committed.
  const oneStep = new Promise<void>((resolve) => {
    server.app.platform.bus.on('events.changed', () => resolve());
  });
  const { jobId } = await client.events.patch({ applicationId, updates: { comment: 'once' } });
  await oneStep;
  await server.restart();
  attach();
  ({ client, token } = await logIn(server));
  const path = `/applications/${applicationId}/eventChanges/${jobId}`;
  await expect
    .poll(async () => (await call(server, 'GET', path, { token })).body.state, { timeout: 30_000 })
    .toBe('done');
  expect((await call(server, 'GET', path, { token })).body.changed).toBe(count);
  const { items } = await client.events.get({ applicationId, perPage: 1000 });
  expect(items).toHaveLength(count);
  expect(items.every(({ updateCount }: { updateCount: number }) => updateCount === 1)).toBe(true);

  await api().changes.clean();
  expect((await call(server, 'GET', path, { token })).status).toBe(200);
  now += 25 * 3_600_000;
  await api().changes.clean();
  expect((await call(server, 'GET', path, { token })).body.message).toBe('Event change was not found');
});

it('refuses a page that would hold more than an answer should', async () => {
  const { database } = server.app.platform;
  await database.query({ sql: `update event set data = '"' || repeat('x', 90000) || '"'` });
  expect(await failureOf(client.events.get({ applicationId, perPage: 1000 }))).toMatchObject({
    statusCode: 400,
    message: 'perPage must be smaller: these events hold 39 MiB of text and data',
  });
  expect((await client.events.get({ applicationId, perPage: 10 })).items[9].data).toHaveLength(90_000);
});

it('keeps its counts by state and level exact, whatever changes, and removes everything with the application', async () => {
  const { database } = server.app.platform;
  const count = async (sql: string) => (await database.query<{ count: number }>({ sql }))[0]?.count;
  const isExact = `select count(*) as count from (
      select application_row_id, state, level, count from event_tally where count <> 0
      except select application_row_id, state, level, count(*) from event group by 1, 2, 3) differing`;
  await client.events.delete({ applicationId, query: { subject: { $startsWith: 'E4' } } });
  const first = await client.events.get({ applicationId, perPage: 1 });
  await client.event.patch({ applicationId, eventId: first.items[0].id, event: { state: 'acknowledged' } });
  expect(await count(isExact)).toBe(0);
  expect(await count('select count(*) as count from event_tally where count <> 0')).toBe(2);
  await client.application.delete({ applicationId });
  for (const table of ['event', 'event_update', 'event_tally', 'event_change', 'limit_use', 'event_change_turn']) {
    await expect.poll(() => count(`select count(*) as count from ${table}`), { timeout: 30_000 }).toBe(0);
  }
});
