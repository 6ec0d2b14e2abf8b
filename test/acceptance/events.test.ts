import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { get, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;

/** Events that one application may create within this file. */
const limit = 150;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_EVENT_LIMIT: `${limit}/86400s` } });
  ({ client, token } = await logIn(server));
});
afterAll(() => server.stop());

// biome-ignore lint/suspicious/noExplicitAny: the client is untyped, and its answers are checked against its schemas
type Answer = any;

async function makeApplication(name = 'Plant'): Promise<string> {
  return (await client.applications.post({ application: { name } })).id;
}

function post(applicationId: string, event: object): Promise<Answer> {
  return client.events.post({ applicationId, event: { level: 'info', subject: 'Something happened', ...event } });
}

/** Asks for a change of many events and waits until it has ended. */
async function patchMany(applicationId: string, parameters: object): Promise<Answer> {
  const started = await client.events.patch({ applicationId, ...parameters });
  expectSchema('success', started);
  const path = `/applications/${applicationId}/eventChanges/${started.jobId}`;
  await expect
    .poll(async () => (await call(server, 'GET', path, { token })).body.state, { timeout: 30_000 })
    .toBe('done');
  return (await call(server, 'GET', path, { token })).body;
}

it('creates an event with everything that it can have, and keeps the name of a device that is gone', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  await client.me.patch({ user: { firstName: 'Ada', lastName: 'Lovelace' } });
  const simple = await client.events.post({ applicationId, event: { level: 'error', subject: 'Pump is hot' } });
  expectSchema('event', simple);
  const me = await client.me.get();
  expect(simple).toMatchObject({
    eventId: simple.id,
    applicationId,
    level: 'error',
    state: 'new',
    subject: 'Pump is hot',
    message: '',
    eventTags: {},
    updates: [],
    updateCount: 0,
    sourceType: 'user',
    sourceId: me.id,
    sourceName: 'Ada Lovelace',
    _type: 'event',
  });
  expect(simple.creationDate).toBe(simple.lastUpdated);
  expect(simple).not.toHaveProperty('data');

  const apiToken = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'Rules engine' } });
  const data = { reading: 99.5, exact: [1, null, 'é\u0000'], nested: { a: true } };
  const full = await connect(server, apiToken.token).events.post({
    applicationId,
    event: {
      level: 'critical',
      state: 'acknowledged',
      subject: 'Cafe\u0301 closed',
      message: '**Very** hot',
      data,
      deviceId: deviceId.toUpperCase(),
      eventTags: { line: '7', shift: 'night' },
      creationDate: { $date: '2021-02-03T04:05:06.007Z' },
    },
  });
  expectSchema('event', full);
  expect(full).toMatchObject({
    state: 'acknowledged',
    subject: 'Café closed',
    message: '**Very** hot',
    data,
    deviceId,
    deviceName: 'Pump',
    eventTags: { line: '7', shift: 'night' },
    creationDate: '2021-02-03T04:05:06.007Z',
    sourceType: 'apiToken',
    sourceId: apiToken.id,
    sourceName: 'Rules engine',
  });
  await client.device.delete({ applicationId, deviceId });
  expect(await client.event.get({ applicationId, eventId: full.id })).toEqual(full);

  const { summary } = await client.application.get({ applicationId });
  expect(summary.eventCount).toBe(2);
  await expect
    .poll(async () => (await client.application.payloadCounts({ applicationId })).event, { timeout: 10_000 })
    .toEqual({ 'user.rest': 1, 'apiToken.rest': 1 });
});

it('refuses what the contract does not allow, and names the field', async () => {
  const applicationId = await makeApplication();
  const elsewhere = await makeDevice(client);
  const ahead = new Date(Date.now() + 25 * 3_600_000).toISOString();
  const wrong: [object, string][] = [
    [{ level: undefined }, 'level'],
    [{ level: 'fatal' }, 'level'],
    [{ subject: undefined }, 'subject'],
    [{ subject: '' }, 'subject'],
    [{ subject: 'x'.repeat(256) }, 'subject'],
    [{ subject: 'a\u0000b' }, 'subject'],
    [{ message: 'x'.repeat(32_768) }, 'message'],
    [{ state: 'open' }, 'state'],
    [{ eventTags: { 'a b': 'c' } }, 'eventTags'],
    [{ eventTags: { a: '' } }, 'eventTags'],
    [{ creationDate: ahead }, 'creationDate'],
    [{ creationDate: 'yesterday' }, 'creationDate'],
    [{ creationDate: -1e17 }, 'creationDate'],
    [{ deviceId: elsewhere.deviceId }, 'deviceId'],
    [{ deviceId: '0123456789abcdef01234567' }, 'deviceId'],
    [{ sourceName: 'me' }, 'sourceName'],
  ];
  for (const [change, field] of wrong) {
    const failure = await failureOf(post(applicationId, change));
    expect(failure, JSON.stringify(change)).toMatchObject({ statusCode: 400, type: 'Validation' });
    expect(failure.message, JSON.stringify(change)).toContain(field);
  }
  const foreign = await failureOf(post(applicationId, { deviceId: elsewhere.deviceId }));
  const absent = await failureOf(post(applicationId, { deviceId: '0123456789abcdef01234567' }));
  expect(foreign.message.replace(elsewhere.deviceId, 'id')).toBe(
    absent.message.replace('0123456789abcdef01234567', 'id'),
  );
  expect((await client.events.get({ applicationId })).totalCount).toBe(0);
  for (const parameters of [{ state: 'open' }, { filterField: 'message', filter: 'x' }, { sortField: 'data' }]) {
    expect(await failureOf(client.events.get({ applicationId, ...parameters }))).toMatchObject({ statusCode: 400 });
  }
});

it('changes level, subject and device, and says what they were', async () => {
  const applicationId = await makeApplication();
  const other = await makeApplication();
  const pump = await client.devices.post({ applicationId, device: { name: 'Pump' } });
  const theirs = await client.devices.post({ applicationId: other, device: { name: 'Theirs' } });
  const { id: eventId } = await post(applicationId, { level: 'warning', subject: 'Warm' });
  const patch = (event: object): Promise<Answer> => client.event.patch({ applicationId, eventId, event });
  const changed = await patch({ level: 'critical', subject: 'Burning', deviceId: pump.id });
  expect(changed).toMatchObject({
    level: 'critical',
    subject: 'Burning',
    deviceId: pump.id,
    deviceName: 'Pump',
    updates: [
      {
        levelChange: { old: 'warning', new: 'critical' },
        subjectChange: { old: 'Warm', new: 'Burning' },
        deviceIdChange: { old: null, new: pump.id },
      },
    ],
  });
  expectSchema('event', changed);
  const same = await patch({ level: 'critical', subject: 'Burning', deviceId: pump.id });
  expect(Object.keys(same.updates[1])).not.toContain('levelChange');
  const without = await patch({ deviceId: null });
  expect(without.updates[2].deviceIdChange).toEqual({ old: pump.id, new: null });
  expect([without.deviceId, without.deviceName]).toEqual([undefined, undefined]);
  expect((await failureOf(patch({ deviceId: theirs.id }))).message).toContain('deviceId');
  // What counts and finds events knows them as they are now.
  const find = async (filter: string) => client.application.search({ applicationId, filter });
  expect(await find('Burning')).toMatchObject([{ id: eventId, name: 'Burning' }]);
  expect(await find('Warm')).toEqual([]);
  expect(await client.events.mostRecentBySeverity({ applicationId })).toMatchObject({ event: { level: 'critical' } });
  await patchMany(applicationId, { updates: { level: 'info', deviceId: pump.id } });
  const { items } = await client.events.get({ applicationId });
  expect(items).toMatchObject([{ level: 'info', deviceId: pump.id, deviceName: 'Pump' }]);
});

it('appends each patch to the history, which says what it changed', async () => {
  const applicationId = await makeApplication();
  const { id: eventId } = await post(applicationId, { data: { first: 1 }, eventTags: { a: '1', b: '2' } });
  const patch = (event: object): Promise<Answer> => client.event.patch({ applicationId, eventId, event });
  for (const empty of [{}, { subject: '' }, { level: 'none' }]) {
    expect(await failureOf(patch(empty))).toMatchObject({ statusCode: 400 });
  }
  const acknowledged = await patch({ state: 'acknowledged', comment: 'Looking at it', data: { second: 2 } });
  expectSchema('event', acknowledged);
  expect(acknowledged).toMatchObject({ state: 'acknowledged', data: { first: 1 } });
  expect(acknowledged.updates).toEqual([
    {
      sourceType: 'user',
      sourceId: expect.any(String),
      sourceName: expect.any(String),
      creationDate: acknowledged.lastUpdated,
      comment: 'Looking at it',
      data: { second: 2 },
      state: 'acknowledged',
      stateChange: { old: 'new', new: 'acknowledged' },
    },
  ]);
  expect((await patch({ comment: '' })).updates[1]).not.toHaveProperty('stateChange');
  expect((await patch({ state: 'acknowledged' })).updates[2]).not.toHaveProperty('stateChange');
  const tagged = await patch({ eventTags: { b: '3', c: '4' } });
  expect(tagged.eventTags).toEqual({ a: '1', b: '3', c: '4' });
  expect(tagged.updates[3].tagsChange).toEqual({ old: { b: '2' }, new: { b: '3', c: '4' } });
  const many = Object.fromEntries(Array.from({ length: 98 }, (_, index) => [`t${index}`, 'x']));
  expect((await failureOf(patch({ eventTags: many }))).message).toContain('eventTags');
  expect(await patch({ state: 'resolved' })).toMatchObject({ state: 'resolved' });
  expect(await patch({ state: 'new' })).toMatchObject({ state: 'new' });
  for (let count = 6; count < 103; count += 1) await patch({ comment: `${count}` });
  const last = await client.event.get({ applicationId, eventId });
  expectSchema('event', last);
  expect(last.updateCount).toBe(103);
  expect(last.updates.map((update: Answer) => update.comment).slice(3)).toEqual(
    Array.from({ length: 97 }, (_, index) => `${index + 6}`),
  );
});

it('lists events in every order, filtered by subject and state', async () => {
  const applicationId = await makeApplication();
  const made: Answer[] = [];
  for (const [level, subject, state, day] of [
    ['info', 'Abnormal power to pump', 'new', 4],
    ['critical', 'abnormal power to fan', 'new', 2],
    ['warning', 'Door open', 'acknowledged', 3],
    ['critical', 'Abnormal heat', 'resolved', 5],
    ['error', '100% humid_ity', 'new', 1],
  ] as const) {
    made.push(await post(applicationId, { level, subject, state, creationDate: `2024-01-0${day}` }));
  }
  const subjectsOf = async (parameters: object): Promise<string[]> => {
    const answer = await client.events.get({ applicationId, ...parameters });
    expectSchema('events', answer);
    expect(answer.totalCount).toBeGreaterThanOrEqual(answer.count);
    return answer.items.map((event: Answer) => event.subject);
  };
  const [pump, fan, door, heat, humid] = made.map(({ subject }) => subject);
  expect(await subjectsOf({})).toEqual([heat, pump, door, fan, humid]);
  expect(await subjectsOf({ sortDirection: 'asc' })).toEqual([humid, fan, door, pump, heat]);
  expect(await subjectsOf({ sortField: 'subject', sortDirection: 'asc' })).toEqual([humid, heat, fan, pump, door]);
  expect(await subjectsOf({ sortField: 'level' })).toEqual([heat, fan, humid, door, pump]);
  expect(await subjectsOf({ sortField: 'state', sortDirection: 'asc' })).toEqual([door, humid, fan, pump, heat]);
  expect(await subjectsOf({ sortField: 'lastUpdated' })).toEqual([humid, heat, door, fan, pump]);
  for (const sortField of ['id', 'deviceId']) expect(await subjectsOf({ sortField })).toHaveLength(5);
  expect(await subjectsOf({ state: 'new' })).toEqual([pump, fan, humid]);
  const bySubject = { filterField: 'subject', filter: 'ABNORMAL power*' };
  expect(await subjectsOf(bySubject)).toEqual([pump, fan]);
  expect(await subjectsOf({ ...bySubject, filter: 'abnormal*', state: 'resolved' })).toEqual([heat]);
  expect(await subjectsOf({ ...bySubject, filter: '*0% humid_*' })).toEqual([humid]);
  expect(await subjectsOf({ ...bySubject, filter: 'abnormal' })).toEqual([]);
  expect(await subjectsOf({ ...bySubject, filter: 'door OPEN' })).toEqual([door]);
  expect(await subjectsOf({ filter: 'abnormal' })).toHaveLength(5);
  const second = await client.events.get({ applicationId, perPage: 2, page: 1, state: '' });
  expect(second).toMatchObject({ count: 2, totalCount: 5, perPage: 2, page: 1, sortField: 'creationDate' });
  expect(second.items.map((event: Answer) => event.subject)).toEqual([door, fan]);

  const recent = await client.events.mostRecentBySeverity({ applicationId });
  expectSchema('event', recent.event);
  expect(recent).toMatchObject({ event: { subject: fan }, newCount: 3 });
  const filtered = await client.events.mostRecentBySeverity({ applicationId, filter: '*pump' });
  expect(filtered).toMatchObject({ event: { subject: pump }, newCount: 1 });
  const none = await client.events.mostRecentBySeverity({ applicationId, filter: 'nothing' });
  expect(none).toEqual({ newCount: 0 });
});

it('changes many events in the background, each once and with an update of its own', async () => {
  const applicationId = await makeApplication();
  await Promise.all(
    Array.from({ length: 130 }, (_, index) => post(applicationId, { subject: index < 120 ? 'Leak' : 'Noise' })),
  );
  const done = await patchMany(applicationId, {
    filterField: 'subject',
    filter: 'leak',
    updates: { state: 'acknowledged', comment: 'All of them' },
  });
  expect(done).toMatchObject({ state: 'done', changed: 120, applicationId });
  const changed = await client.events.get({ applicationId, state: 'acknowledged', perPage: 1000 });
  expect(changed.totalCount).toBe(120);
  for (const event of changed.items) {
    expect(event.updates).toMatchObject([{ comment: 'All of them', stateChange: { old: 'new', new: 'acknowledged' } }]);
  }
  await patchMany(applicationId, { state: 'acknowledged', updates: { state: 'resolved' } });
  expect((await client.events.get({ applicationId, state: 'new' })).totalCount).toBe(10);
  await patchMany(applicationId, { updates: { comment: 'To all' } });
  const all = await client.events.get({ applicationId, perPage: 1000 });
  expect(all.items.every(({ updates }: Answer) => updates.at(-1).comment === 'To all')).toBe(true);
  for (const wrong of [{ updates: {} }, { updates: { state: 'open' } }, { state: 'open', updates: { state: 'new' } }]) {
    expect(await failureOf(client.events.patch({ applicationId, ...wrong }))).toMatchObject({ statusCode: 400 });
  }
  const logged = (await client.auditLogs)
    ? (await call(server, 'GET', '/me/audit-logs?perPage=10', { token })).body.items
    : [];
  expect(logged as Answer[]).toContainEqual(
    expect.objectContaining({ requestResource: 'events', requestAction: 'patch' }),
  );
});

it('deletes one event or many, with their place in search and counts, and records that alone', async () => {
  const applicationId = await makeApplication('Deleted from');
  const [first, second] = [await post(applicationId, { subject: 'Xylophone' }), await post(applicationId, {})];
  await client.event.patch({ applicationId, eventId: second.id, event: { comment: 'kept?' } });
  const search = async (filter: string) => client.application.search({ applicationId, filter });
  const found = await search('xylo');
  expectSchema('applicationSearchResult', found);
  expect(found).toMatchObject([
    { id: first.id, name: 'Xylophone', _type: 'event', metadata: { descriptor: '', level: 'info', state: 'new' } },
  ]);
  expect(await client.event.delete({ applicationId, eventId: first.id })).toEqual({ success: true });
  for (const gone of [first.id, '0123456789abcdef01234567']) {
    expect(await failureOf(client.event.delete({ applicationId, eventId: gone }))).toMatchObject({
      statusCode: 404,
      message: 'Event was not found',
    });
  }
  expect(await search('xylo')).toEqual([]);
  expect((await client.application.get({ applicationId })).summary.eventCount).toBe(1);
  // The official client sends an empty query for none; a call with nothing in it may be a mistake, and deletes nothing.
  const bare = await call(server, 'POST', `/applications/${applicationId}/events/delete`, { token });
  expect(bare.status).toBe(400);
  expect(await client.events.delete({ applicationId })).toEqual({ removed: 1 });
  expect(await client.events.delete({ applicationId, query: {} })).toEqual({ removed: 0 });
  expect((await client.events.get({ applicationId })).totalCount).toBe(0);
  expect((await client.application.get({ applicationId })).summary.eventCount).toBe(0);
  const { body } = await call(server, 'GET', '/me/audit-logs?perPage=100', { token });
  const recorded = (body.items as Answer[])
    .filter(({ primaryTargetId }) => primaryTargetId === applicationId)
    .map(({ requestResource, requestAction, secondaryTargetType, secondaryTargetName }) => [
      `${requestResource}.${requestAction}`,
      secondaryTargetType,
      secondaryTargetName,
    ]);
  expect(recorded).toEqual([
    ['events.delete', undefined, undefined],
    ['events.delete', undefined, undefined],
    ['event.delete', 'Event', 'Xylophone'],
    ['applications.post', undefined, undefined],
  ]);
});

it('streams what becomes of events, replays what was missed, and ends with the right to it', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const path = `/applications/${applicationId}/eventsStream`;
  const open = (bearer: string, query = '', headers = {}) =>
    EventReader.open(`${server.http}${path}?token=${bearer}&keepAliveInterval=1${query}`, headers);
  const reader = await open(token);
  const ofDevice = await open(token, `&deviceId=${deviceId}`);
  const log = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?token=${token}&types=event`,
  );
  const { id } = await post(applicationId, { level: 'critical', subject: 'Fire', message: 'run' });
  const created = await reader.next('event');
  expect(created?.data).toEqual({
    kind: 'created',
    id,
    level: 'critical',
    state: 'new',
    subject: 'Fire',
    eventTags: {},
    creationDate: expect.any(String),
    lastUpdated: expect.any(String),
  });
  expect((await log.next('log'))?.data).toMatchObject({
    level: 'error',
    type: 'event',
    message: expect.stringMatching(/^The event "Fire" \(critical\) was created by user .*\.$/),
    details: { eventId: id, level: 'critical', state: 'new' },
  });
  await client.event.patch({ applicationId, eventId: id, event: { state: 'resolved' } });
  expect((await reader.next('event'))?.data).toMatchObject({ kind: 'changed', id, oldState: 'new', state: 'resolved' });
  expect((await log.next('log'))?.data).toMatchObject({
    message: expect.stringContaining('went from new to resolved'),
  });
  reader.close();
  await client.event.delete({ applicationId, eventId: id });
  const other = await post(applicationId, { deviceId });
  const again = await open(token, '', { 'Last-Event-ID': created?.id ?? '' });
  const kinds = [];
  for (let count = 0; count < 3; count += 1) kinds.push((await again.next('event'))?.data);
  expect(kinds).toMatchObject([{ kind: 'changed' }, { kind: 'deleted' }, { kind: 'created' }]);
  expect((await ofDevice.next('event'))?.data).toMatchObject({ kind: 'created', id: other.id, deviceName: 'Pump' });
  const stranger = await open(token, '', { 'Last-Event-ID': 'ffffffffffff-1' });
  expect(await stranger.next('gap')).toBeDefined();
  const apiToken = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 't', scope: ['events.stream'] },
  });
  const revoked = await open(apiToken.token);
  await client.applicationApiToken.delete({ applicationId, apiTokenId: apiToken.id });
  expect(await revoked.next('event')).toBeUndefined();
  const narrow = await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'u', scope: ['events.get'] },
  });
  expect((await get(server, path, narrow.token)).status).toBe(403);
  for (const each of [again, ofDevice, stranger, log]) each.close();
});

it('selects events by an advanced query wherever one is taken', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const make = (subject: string, event: object) => post(applicationId, { subject, ...event });
  const made = [
    await make('Pump hot', { level: 'critical', deviceId, eventTags: { line: '1', shift: 'day' } }),
    await make('pump cold', { level: 'warning', state: 'acknowledged', eventTags: { line: '2' } }),
    await make('Door open', { level: 'info', state: 'resolved', creationDate: '2020-01-01T00:00:00Z' }),
    await make('100% *hot*', { level: 'error' }),
  ];
  const [hot, cold, door, star] = made.map(({ subject }) => subject);
  const find = async (query: object): Promise<string[]> => {
    const answer = await client.events.get({
      applicationId,
      query,
      state: 'new',
      sortField: 'id',
      sortDirection: 'asc',
    });
    expectSchema('events', answer);
    expect(answer).toMatchObject({ query, totalCount: answer.count });
    expect(answer).not.toHaveProperty('state');
    return made
      .map(({ subject }) => subject)
      .filter((subject) => answer.items.some((item: Answer) => item.subject === subject));
  };
  expect(await find({})).toEqual([hot, cold, door, star]);
  expect(await find({ level: { $gte: 'error' } })).toEqual([hot, star]);
  expect(await find({ level: { $lt: 'warning' } })).toEqual([door]);
  expect(await find({ level: { $in: ['info', 'warning'] }, state: { $ne: 'resolved' } })).toEqual([cold]);
  expect(await find({ subject: { $startsWith: 'pump' } })).toEqual([cold]);
  expect(await find({ subject: { $startsWith: 'PUMP', $ci: true } })).toEqual([hot, cold]);
  expect(await find({ subject: { $contains: '*hot*' } })).toEqual([star]);
  expect(await find({ subject: { $endsWith: 'hot' } })).toEqual([hot]);
  expect(await find({ subject: 'Door open' })).toEqual([door]);
  expect(await find({ creationDate: { $lt: '2021-01-01' } })).toEqual([door]);
  expect(await find({ deviceId: deviceId.toUpperCase() })).toEqual([hot]);
  expect(await find({ deviceId: null })).toEqual([cold, door, star]);
  expect(await find({ eventTags: { line: '1' } })).toEqual([hot]);
  expect(await find({ eventTags: { $tagKey: 'line' } })).toEqual([hot, cold]);
  expect(await find({ eventTags: { $tagValue: 'day' } })).toEqual([hot]);
  expect(await find({ eventTags: { $ne: { line: '1' } } })).toEqual([cold, door, star]);
  expect(await find({ sourceType: 'user', experienceUserId: null })).toHaveLength(4);
  expect(await find({ $or: [{ id: made[0].id }, { $nor: [{ state: 'new' }, { state: 'resolved' }] }] })).toEqual([
    hot,
    cold,
  ]);
  for (const query of [{ foo: 1 }, { level: 'fatal' }, { subject: { $regex: 'x' } }, { $or: {} }]) {
    for (const asked of [
      () => client.events.get({ applicationId, query }),
      () => client.events.mostRecentBySeverity({ applicationId, query }),
      () => client.events.patch({ applicationId, query, updates: { state: 'new' } }),
      () => client.events.delete({ applicationId, query }),
    ]) {
      const failure = await failureOf(asked());
      expect(failure).toMatchObject({ statusCode: 400, message: expect.stringMatching(/^query\./) });
    }
  }
  const recent = await client.events.mostRecentBySeverity({ applicationId, query: { level: { $ne: 'critical' } } });
  expect(recent).toMatchObject({ event: { subject: star }, newCount: 1 });
  await patchMany(applicationId, {
    query: { state: { $ne: 'resolved' } },
    state: 'resolved',
    updates: { state: 'resolved' },
  });
  expect(await find({ state: 'resolved' })).toHaveLength(4);
  expect(await client.events.delete({ applicationId, query: { subject: { $contains: 'pump', $ci: true } } })).toEqual({
    removed: 2,
  });
  expect(await find({})).toEqual([door, star]);
});

it('exports events as CSV, all or those that a query selects', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const data = { exact: 1, text: 'a "b"' };
  const event = await post(applicationId, {
    subject: '=SUM(A1)',
    message: 'line\nline',
    data,
    deviceId,
    eventTags: { a: 'b' },
  });
  await post(applicationId, { level: 'error', subject: 'Second' });
  const fetchCsv = async (exportData: object): Promise<string> => {
    const { jobId } = await client.events.export({ applicationId, exportData });
    const path = `/applications/${applicationId}/exports/${jobId}`;
    const read = async () => (await call(server, 'GET', path, { token })).body;
    await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe('done');
    const body = await read();
    expect(body).toMatchObject({ kind: 'events' });
    return (await fetch(String(body.url))).text();
  };
  const cells = (...values: string[]) => `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`;
  const names = 'ID,Subject,Level,State,Creation Date,Last Updated,Device ID,Device Name,Source Type,Source ID';
  const head = cells(...names.split(','), 'Message', 'Data', 'Tags');
  const { id, creationDate, lastUpdated, sourceId } = event;
  const line = (subject: string) => {
    const who = [deviceId, 'Pump', 'user', sourceId];
    const content = ['line\nline', JSON.stringify(data), '{"a":"b"}'];
    return cells(id, subject, 'info', 'new', creationDate, lastUpdated, ...who, ...content);
  };
  const all = await fetchCsv({});
  expect(all.startsWith(head + line('=SUM(A1)'))).toBe(true);
  expect(all).toContain('"Second","error"');
  expect(await fetchCsv({ query: { level: 'info' }, guardFormulas: true })).toBe(head + line("'=SUM(A1)"));
  expect(await failureOf(client.events.export({ applicationId, exportData: { query: { foo: 1 } } }))).toMatchObject({
    statusCode: 400,
  });
  expect(
    await failureOf(client.events.export({ applicationId, exportData: { email: 'a@example.com' } })),
  ).toMatchObject({ statusCode: 400, message: expect.stringContaining('email') });
});

it('limits how many events an application creates, and says when there is room', async () => {
  const applicationId = await makeApplication();
  const create = (event: object = { level: 'info', subject: 'x' }) =>
    fetch(`${server.http}/applications/${applicationId}/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(event),
    });
  const first = await create();
  expect(first.headers.get('ratelimit-limit')).toBe(String(limit));
  expect(first.headers.get('ratelimit-remaining')).toBe(String(limit - 1));
  // What is refused for another reason takes nothing.
  expect((await create({ level: 'info', subject: 'x', deviceId: '0123456789abcdef01234567' })).status).toBe(400);
  const answers = await Promise.all(Array.from({ length: limit - 1 }, () => create()));
  expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
  const refused = await create();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    type: 'Throttled',
    message: expect.stringContaining(`${limit} events`),
  });
  expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(86_400 / limit);
  expect((await client.application.get({ applicationId })).summary.eventCount).toBe(limit);
});
