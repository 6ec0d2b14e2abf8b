// What bounds the events of an application (docs/operations.md, "What is kept how long").
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alarmRulesFeature } from '../../src/features/alarm-rules/index.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { call } from '../support/tenant.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let client: Client;
let token: string;
let clockMoved = 0;

beforeAll(async () => {
  const env = { SIGNALBOX_EVENT_LIMIT: 'off', SIGNALBOX_KEEP_EVENTS: '30' };
  app = await startTestApp({ env, now: () => Date.now() + clockMoved });
  ({ client, token } = await logIn(app));
});
afterAll(() => app.end());

const query = (sql: string, parameters: unknown[] = []) =>
  partsOf(app.app).database.query<Record<string, unknown>>({ sql, parameters });

async function subjects(applicationId: string): Promise<string[]> {
  const { items } = await client.events.get({
    applicationId,
    perPage: 100,
    sortField: 'subject',
    sortDirection: 'asc',
  });
  return (items as { subject: string }[]).map(({ subject }) => subject);
}

it('deletes events that have been resolved for long, and no other', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Old' } });
  const make = async (subject: string, state: string, days: number) => {
    const event = await client.events.post({ applicationId, event: { subject, level: 'info', state } });
    await query('update event set created_at = now() - $2::interval, updated_at = now() - $2::interval where id = $1', [
      event.id,
      `${days} days`,
    ]);
    return String(event.id);
  };
  for (let n = 0; n < 3; n += 1) await make(`gone ${n}`, 'resolved', 31 + n);
  await make('kept: acknowledged', 'acknowledged', 400);
  await make('kept: new', 'new', 400);
  await make('kept: resolved lately', 'resolved', 29);
  const commented = await make('kept: resolved long ago with a comment of today', 'resolved', 400);
  await client.event.patch({ applicationId, eventId: commented, event: { comment: 'still of interest' } });
  // More than one step of those that stay, at the head of what is looked at.
  await query(
    `insert into event (id, application_row_id, level, state, subject, message, tags, source_type, source_id, created_at, updated_at)
      select lpad(to_hex(n), 24, '0'), application_row_id, 'info', case when n > 600 then 'resolved' else 'new' end, 'bulk', '', '{}',
        'user', 'x', now() - interval '500 days', case when n > 1200 then now() - interval '40 days' else now() end
      from application, generate_series(1, 1800) n where application.id = $1`,
    [applicationId],
  );
  await app.app.platform.jobs.send(partsOf(app.app).database.kysely, 'events.prune', {});
  const count = async () => (await query(`select count(*) as count from event where subject = 'bulk'`))[0]?.count;
  await expect.poll(count, { timeout: 30_000 }).toBe(1200);
  await expect
    .poll(async () => (await query(`select count(*) as count from event where subject like 'gone%'`))[0]?.count)
    .toBe(0);
  await client.events.delete({ applicationId, query: { subject: 'bulk' } });
  expect(await subjects(applicationId)).toEqual([
    'kept: acknowledged',
    'kept: new',
    'kept: resolved lately',
    'kept: resolved long ago with a comment of today',
  ]);
  expect(await query(`select 1 from resource_name where name like 'gone%'`)).toEqual([]);
});

it('refuses events beyond the limit, says so in the log, and opens those of alarms once there is room', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Full' } });
  const limits = await call(app, 'PATCH', '/limits', {
    token,
    body: { applicationId, limits: { storedEvents: 3 } },
  });
  expect(limits.status).toBe(200);
  const log = await EventReader.open(`${app.http}/applications/${applicationId}/logStream?token=${token}`);
  const post = (n: number) =>
    call(app, 'POST', `/applications/${applicationId}/events`, {
      token,
      body: { level: 'info', subject: `Event ${n}` },
    });
  const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => post(n)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 403, 403, 403]);
  const message = 'The application may have 3 events (limit "storedEvents")';
  expect(answers.find(({ status }) => status === 403)?.body).toMatchObject({ type: 'LimitReached', message });
  const { body } = await call(app, 'GET', `/applications/${applicationId}/limits`, { token });
  expect(body.items).toContainEqual(
    expect.objectContaining({ name: 'storedEvents', kind: 'amount', limit: 3, used: 3, remaining: 0 }),
  );
  const lines = await Promise.all(Array.from({ length: 6 }, async () => (await log.next('log'))?.data));
  const refused = lines.filter((line) =>
    (line as { message: string }).message.endsWith(`was not created: ${message}.`),
  );
  expect(refused.map((line) => (line as { level: string }).level)).toEqual(['error', 'error', 'error']);
  log.close();

  const attributes = [{ name: 'celsius', dataType: 'number' }];
  const device = await client.devices.post({ applicationId, device: { name: 'Boiler', attributes } });
  const rule = { name: 'Hot', level: 'error', kind: 'threshold', minutes: 0, attribute: 'celsius', operator: 'above' };
  const made = await call(app, 'POST', `/applications/${applicationId}/alarm-rules`, {
    token,
    body: { ...rule, limit: 80, subject: 'Hot' },
  });
  expect(made.status).toBe(201);
  const { clock } = app.app.api(alarmRulesFeature);
  await clock.settle();
  await client.device.sendState({ applicationId, deviceId: device.id, deviceState: { data: { celsius: 90 } } });
  await clock.settle();
  expect(await subjects(applicationId)).toHaveLength(3);
  await client.events.delete({ applicationId, query: { subject: 'Event 0' } });
  await client.events.delete({ applicationId, query: { subject: { $ne: 'none' } } });
  clockMoved = 61_000;
  await expect
    .poll(async () => {
      await clock.settle();
      return subjects(applicationId);
    })
    .toEqual(['Hot']);
});

it('keeps the newest thousand updates of an event', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Chatty' } });
  const { id } = await client.events.post({ applicationId, event: { subject: 'Long', level: 'info' } });
  await query(
    `insert into event_update (event_row_id, source_type, source_id, comment, state, created_at)
      select event_row_id, 'user', 'x', n::text, 'new', now() from event, generate_series(1, 1099) n where event.id = $1`,
    [id],
  );
  await query('update event set update_count = 1099 where id = $1', [id]);
  const changed = await client.event.patch({ applicationId, eventId: id, event: { comment: 'the last' } });
  expect(changed.updateCount).toBe(1_100);
  expect((changed.updates as { comment: string }[]).at(-1)?.comment).toBe('the last');
  const kept = await query(
    `select count(*) as count, min(comment) filter (where comment = '101') as first from event_update
      where event_row_id = (select event_row_id from event where id = $1)`,
    [id],
  );
  expect(kept).toEqual([{ count: 1_000, first: '101' }]);
});

it('bounds the messages of an application that wait, and says in its log what nobody is told of', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Nobody there' } });
  const rule = { name: 'All', webhook: { url: 'https://receiver.example.com/' }, console: true, digestMinutes: 60 };
  const path = `/applications/${applicationId}`;
  const made = await call(app, 'POST', `${path}/notification-rules`, { token, body: rule });
  expect(made.status).toBe(201);
  // Held back for a year, as messages are in quiet time.
  await query(
    `insert into notification (id, application_row_id, notification_rule_row_id, channel, target, reason, occurrences,
        occurrence_count, next_attempt_at, state, created_at, updated_at)
      select 'waiting ' || n, r.application_row_id, r.notification_rule_row_id, 'webhook', 'https://elsewhere.example.com/', 'event', '[]', 1,
        now() + interval '1 year', 'pending', now(), now()
      from notification_rule r, generate_series(1, 9999) n where r.id = $1`,
    [made.body.id],
  );
  const waiting = async () =>
    (await call(app, 'GET', `${path}/notifications?state=pending&perPage=1`, { token })).body.totalCount;
  const log = await EventReader.open(`${app.http}${path}/logStream?token=${token}`);
  await client.events.post({ applicationId, event: { subject: 'The last', level: 'info' } });
  expect(await waiting()).toBe(10_000);
  await query(`update notification set collects_until = null where target = $1`, [rule.webhook.url]);
  await client.events.post({ applicationId, event: { subject: 'One too many', level: 'info' } });
  expect(await waiting()).toBe(10_000);
  const lines = await Promise.all(Array.from({ length: 3 }, async () => (await log.next('log'))?.data));
  log.close();
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      message: expect.stringMatching(/^Nobody is told of "One too many" \(info\) by the notification rule "All"/),
    }),
  );
  const inbox = await call(app, 'GET', `${path}/notification-inbox`, { token });
  expect(inbox.body.unreadCount).toBe(2);
  expect(await call(app, 'POST', `${path}/notification-rules/${made.body.id}/test`, { token })).toMatchObject({
    status: 429,
    body: { type: 'Throttled' },
  });
  await query(`delete from notification where id = 'waiting 1'`);
  expect((await call(app, 'POST', `${path}/notification-rules/${made.body.id}/test`, { token })).status).toBe(200);
});
