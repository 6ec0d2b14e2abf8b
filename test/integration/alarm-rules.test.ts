// Alarm rules (docs/alarms.md) on a whole server with a hand on its clock.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { alarmRulesFeature } from '../../src/features/alarm-rules/index.ts';
import { type Client, logIn } from '../support/api.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

const minute = 60_000;
let clockMoved = 0;
const now = (): number => Date.now() + clockMoved;
let app: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  app = await startTestApp({ env: { SIGNALBOX_EVENT_LIMIT: 'off' }, now });
  ({ client, token } = await logIn(app));
});
afterAll(() => app.end());
beforeEach(async () => {
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  deviceId = await makeDevice('Boiler');
});

async function makeDevice(name: string, fields: object = {}): Promise<string> {
  const attributes = [
    { name: 'celsius', dataType: 'number' },
    { name: 'door', dataType: 'string' },
    { name: 'lit', dataType: 'boolean' },
  ];
  return (await client.devices.post({ applicationId, device: { name, attributes, ...fields } })).id;
}

async function makeRule(fields: object): Promise<string> {
  const { status, body } = await call(app, 'POST', `/applications/${applicationId}/alarm-rules`, {
    token,
    body: { name: 'Rule', level: 'error', ...fields },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.id);
}

const hot = (fields: object = {}) =>
  makeRule({ kind: 'threshold', minutes: 0, attribute: 'celsius', operator: 'above', limit: 80, ...fields });
const silent = (fields: object = {}) => makeRule({ kind: 'silence', minutes: 10, ...fields });

function report(data: object, { to = deviceId, time = now() } = {}) {
  return client.device.sendState({ applicationId, deviceId: to, deviceState: { time, data } });
}

interface Seen {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
  readonly level: string;
  readonly deviceId: string;
  readonly data: Record<string, unknown>;
  readonly updates: { readonly comment?: string; readonly sourceType: string }[];
}

/** Events of the application, the oldest first. */
async function events(): Promise<Seen[]> {
  const { items } = await client.events.get({ applicationId });
  return (items as Seen[]).reverse();
}

const states = async () => (await events()).map(({ state }) => state);

/** Waits until all that is due has been looked at. */
async function settle(): Promise<void> {
  await app.app.api(alarmRulesFeature).clock.settle();
}

/** What is read once all that a change of a rule asks for is done: the rules may have to be read again first. */
const settled = (read: () => Promise<unknown>) =>
  expect.poll(
    async () => {
      await settle();
      return read();
    },
    { timeout: 20_000 },
  );

async function pass(ms: number): Promise<void> {
  clockMoved += ms;
  await settle();
}

it('opens an event when a value goes beyond the limit, and resolves it when it is clear of it', async () => {
  const ruleId = await hot({ clearLimit: 70, subject: '{device}: {attribute} {value} over {limit} {nothing}' });
  await report({ celsius: 80 });
  await settle();
  expect(await events()).toEqual([]);
  await report({ celsius: 81.5 });
  await report({ celsius: 75 });
  await report({ celsius: 90 });
  await settle();
  const [event] = await events();
  expect(event).toMatchObject({
    state: 'new',
    level: 'error',
    subject: 'Boiler: celsius 81.5 over 80 {nothing}',
    sourceType: 'alarmRule',
    sourceId: ruleId,
    sourceName: 'Rule',
    deviceId,
    data: { alarmRuleId: ruleId, kind: 'threshold', attribute: 'celsius', operator: 'above', limit: 80, value: 81.5 },
  });
  await report({ celsius: 70 });
  await settle();
  const [resolved, ...others] = await events();
  expect(others).toEqual([]);
  expect(resolved).toMatchObject({
    state: 'resolved',
    updates: [{ sourceType: 'alarmRule', comment: expect.stringContaining('`celsius` was `70` at ') }],
  });
  await report({ celsius: 100 });
  await settle();
  expect(await states()).toEqual(['resolved', 'new']);
});

it('waits for as long as the rule says, by the times of the reports and the clock', async () => {
  await hot({ minutes: 5 });
  await report({ celsius: 90 });
  await pass(4.5 * minute);
  await report({ celsius: 79 });
  await pass(minute);
  expect(await events()).toEqual([]);
  await report({ celsius: 90 });
  await pass(4.9 * minute);
  expect(await events()).toEqual([]);
  // Nothing more has to come: the value holds until the next one.
  await pass(0.2 * minute);
  expect(await states()).toEqual(['new']);
  // What was beyond for long enough and is over before anybody looked is told as well: sent in one go, after the fact.
  const [other] = [await makeDevice('Kettle')];
  const time = now();
  await client.device.sendState({
    applicationId,
    deviceId: other,
    deviceState: [
      { time: time - 9 * minute, data: { celsius: 85 } },
      { time: time - 2 * minute, data: { celsius: 60 } },
    ],
  });
  await settle();
  expect(await states()).toEqual(['new', 'resolved']);
});

it('does not look back: what is older than what is known changes nothing', async () => {
  await hot();
  await report({ celsius: 60 });
  await report({ celsius: 99 }, { time: now() - minute });
  await settle();
  expect(await events()).toEqual([]);
  await report({ celsius: 99 });
  await report({ celsius: 60 }, { time: now() - minute });
  await settle();
  expect(await states()).toEqual(['new']);
  // A clock that is ahead does not hold up those that are right.
  const other = await makeDevice('Ahead');
  await report({ celsius: 60 }, { to: other, time: now() + 60 * minute });
  await report({ celsius: 99 }, { to: other });
  await settle();
  expect(await states()).toEqual(['new', 'new']);
});

it('compares texts and booleans, and leaves values of another type alone', async () => {
  await makeRule({ kind: 'threshold', minutes: 0, attribute: 'door', operator: 'equals', limit: 'open' });
  await makeRule({ kind: 'threshold', minutes: 0, attribute: 'lit', operator: 'notEquals', limit: true });
  await makeRule({ kind: 'threshold', minutes: 0, attribute: 'door', operator: 'above', limit: 1 });
  await report({ door: 'open', lit: true });
  await settle();
  expect((await events()).map(({ data }) => data.attribute)).toEqual(['door']);
  await report({ door: 'shut', lit: false });
  await settle();
  expect((await events()).map(({ data, state }) => [data.attribute, state])).toEqual([
    ['door', 'resolved'],
    ['lit', 'new'],
  ]);
});

it('tells of silence once, and of its end at the next report', async () => {
  await report({ celsius: 1 });
  const never = await makeDevice('Not yet there');
  await silent();
  await pass(9 * minute);
  await report({ celsius: 1 });
  await pass(9 * minute);
  expect(await events()).toEqual([]);
  await pass(1.1 * minute);
  expect((await events()).map(({ subject, deviceId: id }) => [subject, id])).toEqual([
    ['Boiler has been silent for 10 minutes', deviceId],
  ]);
  await pass(60 * minute);
  expect(await states()).toEqual(['new']);
  await report({ celsius: 1 });
  await settle();
  expect(await states()).toEqual(['resolved']);
  await pass(11 * minute);
  expect(await states()).toEqual(['resolved', 'new']);
  // One that has never reported is watched from its first report on.
  await report({ celsius: 1 }, { to: never });
  await settle();
  await pass(11 * minute);
  expect((await events()).map((event) => event.deviceId)).toEqual([deviceId, deviceId, never]);
});

it('watches devices that have never reported where it is asked to, also those that are made later', async () => {
  await silent({ includeNeverReported: true, deviceTags: [{ key: 'hall' }] });
  await settle();
  await makeDevice('Later', { tags: [{ key: 'hall', value: '7' }] });
  await settle();
  await pass(11 * minute);
  expect((await events()).map(({ subject }) => subject)).toEqual(['Later has been silent for 10 minutes']);
});

inSlowSuite('starts the server once more', () => {
  it('does not call devices silent for a time in which no server was up', async () => {
    await report({ celsius: 1 });
    await silent();
    await settle();
    // By the database's clock, which a test cannot put ahead, nobody was there for an hour.
    clockMoved += 60 * minute;
    await app.app.platform.database.query({ sql: `update alarm_clock set beat_at = beat_at - interval '1 hour'` });
    await app.restart();
    ({ client, token } = await logIn(app));
    await pass(9 * minute);
    expect(await events()).toEqual([]);
    await pass(2 * minute);
    expect(await states()).toEqual(['new']);
  });
});

it('takes what was reported before the rule was made into account', async () => {
  await report({ celsius: 99 });
  await hot();
  // A look that was under way when the rule was made leaves it to the next.
  await settled(states).toEqual(['new']);
});

it('leaves an event alone that somebody has resolved or deleted, until the value was clear once', async () => {
  await hot();
  await report({ celsius: 99 });
  // A look that was under way when the rule was made leaves it to the next.
  await settled(states).toEqual(['new']);
  const [event] = await events();
  await client.event.patch({ applicationId, eventId: event?.id, event: { state: 'resolved', comment: 'Seen to' } });
  await report({ celsius: 100 });
  await settle();
  expect(await states()).toEqual(['resolved']);
  await report({ celsius: 20 });
  await settle();
  expect((await events())[0]?.updates).toHaveLength(1);
  await report({ celsius: 100 });
  await settle();
  expect(await states()).toEqual(['resolved', 'new']);
  const [, second] = await events();
  await client.event.patch({ applicationId, eventId: second?.id, event: { state: 'acknowledged' } });
  await report({ celsius: 20 });
  await settle();
  expect(await states()).toEqual(['resolved', 'resolved']);
  await report({ celsius: 100 });
  await settle();
  await client.events.delete({ applicationId });
  await report({ celsius: 20 });
  await settle();
  expect(await events()).toEqual([]);
});

it('resolves what is open when the rule is changed, disabled or deleted, and begins anew', async () => {
  const ruleId = await hot();
  const path = `/applications/${applicationId}/alarm-rules/${ruleId}`;
  await report({ celsius: 99 });
  await settle();
  const patch = (body: object) => call(app, 'PATCH', path, { token, body });
  await patch({ name: 'Other name', level: 'critical' });
  await settle();
  expect(await states()).toEqual(['new']);
  await patch({ limit: 90 });
  await settled(async () => (await events()).map(({ state, updates }) => [state, updates[0]?.comment])).toEqual([
    ['resolved', 'The alarm rule was changed.'],
    ['new', undefined],
  ]);
  expect((await patch({ enabled: false })).status).toBe(200);
  await settled(states).toEqual(['resolved', 'resolved']);
  await report({ celsius: 120 });
  await settle();
  expect(await states()).toEqual(['resolved', 'resolved']);
  await patch({ enabled: true });
  await settled(states).toEqual(['resolved', 'resolved', 'new']);
  expect((await call(app, 'DELETE', path, { token })).status).toBe(200);
  expect((await call(app, 'GET', path, { token })).status).toBe(404);
  await settled(async () => (await events()).at(-1)).toMatchObject({
    state: 'resolved',
    updates: [{ comment: 'The alarm rule was deleted.' }],
  });
  const left = await app.app.platform.database.query({
    sql: 'select 1 from alarm_rule where id = $1 union all select 1 from alarm_state where event_id is not null and ending is not null',
    parameters: [ruleId],
  });
  expect(left).toEqual([]);
});

it('resolves what is open when the device is retagged or deleted', async () => {
  await hot({ deviceTags: [{ key: 'hall', value: '7' }] });
  const tagged = await makeDevice('Tagged', { tags: [{ key: 'hall', value: '7' }] });
  await report({ celsius: 99 });
  await report({ celsius: 99 }, { to: tagged });
  await settle();
  expect((await events()).map((event) => event.deviceId)).toEqual([tagged]);
  await client.device.patch({ applicationId, deviceId: tagged, device: { tags: [] } });
  await settle();
  expect((await events())[0]).toMatchObject({
    state: 'resolved',
    updates: [{ comment: 'The alarm rule does not apply to this device any more.' }],
  });
  await client.device.patch({ applicationId, deviceId: tagged, device: { tags: [{ key: 'hall', value: '7' }] } });
  await settle();
  expect(await states()).toEqual(['resolved', 'new']);
  await client.device.delete({ applicationId, deviceId: tagged });
  await settle();
  expect((await events())[1]).toMatchObject({ state: 'resolved', updates: [{ comment: 'The device was deleted.' }] });
});

inSlowSuite('starts the server once more', () => {
  it('says how it stands with each device, and survives a restart', async () => {
    const ruleId = await hot({ minutes: 5 });
    await report({ celsius: 99 });
    const path = `/applications/${applicationId}/alarm-rules/${ruleId}/states`;
    await settle();
    const { body } = await call(app, 'GET', path, { token });
    expect(body).toMatchObject({ totalCount: 1, openCount: 0, items: [{ deviceId, state: 'waiting', value: 99 }] });
    await app.restart(() => {
      clockMoved += 6 * minute;
    });
    ({ client, token } = await logIn(app));
    await settle();
    const [event] = await events();
    expect((await call(app, 'GET', path, { token })).body).toMatchObject({
      openCount: 1,
      items: [{ deviceId, deviceName: 'Boiler', state: 'open', eventId: event?.id }],
    });
  });
});

it('forgets everything with the application', async () => {
  await hot();
  await silent();
  await report({ celsius: 99 });
  await settle();
  await client.application.delete({ applicationId });
  const { database } = app.app.platform;
  const sql = `select count(*) as count from alarm_state s
    where not exists (select from application_directory a where a.application_row_id = s.application_row_id)`;
  await expect.poll(async () => (await database.query<{ count: number }>({ sql }))[0]?.count).toBe(0);
});

it('goes on when the clock is put back by a day: silence and excursions count from there', async () => {
  await silent();
  await hot({ minutes: 5 });
  await settle();
  await report({ celsius: 90 });
  clockMoved -= 24 * 60 * minute;
  await settle();
  expect(await events()).toEqual([]);
  await pass(6 * minute);
  expect(await events()).toMatchObject([{ state: 'new', level: 'error', data: { kind: 'threshold' } }]);
  await pass(5 * minute);
  expect(await events()).toMatchObject([{ data: { kind: 'threshold' } }, { data: { kind: 'silence' } }]);
  clockMoved += 24 * 60 * minute - 11 * minute;
});
