import { beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { sendBundle } from '../support/bundles.ts';
import { EventReader } from '../support/event-reader.ts';
import { sendUpload } from '../support/files.ts';
import { closedBy, connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';

let server: SharedServer;
let client: Client;
let token: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
});

/** Sets limits as an administrator does. */
async function setLimits(subject: Record<string, string>, limits: Record<string, number | string | null>) {
  const answer = await call(server, 'PATCH', '/limits', { token, body: { ...subject, limits } });
  expect(answer).toMatchObject({ status: 200 });
}

async function makeLimited(limits: Record<string, number | string>): Promise<DeviceFixture> {
  const fixture = await makeDevice(client);
  await setLimits({ applicationId: fixture.applicationId }, limits);
  return fixture;
}

/** The application's limit as its owner sees it. */
async function readLimit(applicationId: string, name: string, by = token) {
  const { body } = await call(server, 'GET', `/applications/${applicationId}/limits`, { token: by });
  return (body.items as { name: string }[]).find((item) => item.name === name);
}

function send(method: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${server.http}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const report = ({ applicationId, deviceId }: DeviceFixture, data: unknown = { temperature: 1 }) =>
  send('POST', `/applications/${applicationId}/devices/${deviceId}/state`, Array.isArray(data) ? data : { data });
const openLog = ({ applicationId }: DeviceFixture) =>
  EventReader.open(`${server.http}/applications/${applicationId}/logStream?types=throttled&token=${token}`);
/** A file of a bundle. */
const document = (resourceType: string, resources: readonly string[]): string =>
  `resourceType: ${resourceType}\nresources:\n${resources.map((each) => `  - ${each}`).join('\n')}\nversion: 1\n`;

async function nextLine(log: EventReader): Promise<string> {
  const line = await log.next('log');
  return (line?.data as { message: string } | undefined)?.message ?? '';
}

it('is set by administrators alone, seen by owners alone, for an application and for all that an owner has', async () => {
  const owner = await makeUser(server, token, 'limits-owner@example.com');
  const other = await makeUser(server, token, 'limits-other@example.com');
  const applicationId: string = (await owner.client.applications.post({ application: { name: 'Mine' } })).id;
  const path = `/applications/${applicationId}/limits`;
  const usual = { name: 'devices', kind: 'amount', unit: 'devices', limit: null, source: 'setting', used: 0 };
  expect(await readLimit(applicationId, 'devices', owner.token)).toEqual(usual);
  expect(await call(server, 'GET', path, { token: other.token })).toMatchObject({ status: 404 });
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { applicationId, limits: { devices: 'off' } }],
  ] as const) {
    const refused = await call(server, method, '/limits', { token: owner.token, ...(body ? { body } : {}) });
    expect(refused).toMatchObject({ status: 403, body: { type: 'Forbidden' } });
  }

  await setLimits({ userId: owner.userId }, { devices: 7, commands: '20/60s' });
  expect(await readLimit(applicationId, 'devices', owner.token)).toMatchObject({
    limit: 7,
    source: 'owner',
    remaining: 7,
  });
  await setLimits({ applicationId }, { devices: '9' });
  expect(await readLimit(applicationId, 'devices', owner.token)).toMatchObject({ limit: 9, source: 'application' });
  expect(await readLimit(applicationId, 'commands', owner.token)).toMatchObject({
    limit: 20,
    windowSeconds: 60,
    used: 0,
  });
  const seen = await call(server, 'GET', `/limits?applicationId=${applicationId}`, { token });
  expect(seen.body).toMatchObject({ subjectName: 'Mine' });
  expect(seen.body.items).toContainEqual({
    name: 'devices',
    kind: 'amount',
    unit: 'devices',
    setting: 'SIGNALBOX_DEVICES_LIMIT',
    usual: 'off',
    value: '9',
  });
  await setLimits({ applicationId }, { devices: 'off' });
  expect(await readLimit(applicationId, 'devices', owner.token)).toEqual({ ...usual, source: 'application' });
  await setLimits({ applicationId }, { devices: null });
  await setLimits({ userId: owner.userId }, { devices: null, commands: null });
  expect(await readLimit(applicationId, 'devices', owner.token)).toEqual(usual);
});

it('says which value it cannot take, and sets none of the others then', async () => {
  const { applicationId } = await makeDevice(client);
  for (const [limits, message] of [
    [{ devices: 0 }, 'limits.devices'],
    [{ events: '5/60s', devices: '3/60s' }, 'limits.devices must be off, or a number of devices from 1'],
    [{ commands: 5 }, 'limits.commands must be off, or a count and seconds'],
    [{ unknown: 5 }, 'unknown'],
    [{}, 'limits'],
  ] as const) {
    const refused = await call(server, 'PATCH', '/limits', { token, body: { applicationId, limits } });
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  }
  expect(await readLimit(applicationId, 'events')).toMatchObject({ source: 'setting' });
  const nobody = await call(server, 'PATCH', '/limits', { token, body: { limits: { devices: 5 } } });
  expect(nobody).toMatchObject({ status: 400 });
  const both = { applicationId, userId: applicationId, limits: { devices: 5 } };
  expect(await call(server, 'PATCH', '/limits', { token, body: both })).toMatchObject({ status: 400 });
  const absent = { orgId: '0123456789abcdef01234567', limits: { devices: 5 } };
  expect(await call(server, 'PATCH', '/limits', { token, body: absent })).toMatchObject({ status: 404 });
});

it('keeps an application from having more devices, however many are made at a time', async () => {
  const { applicationId, deviceId } = await makeLimited({ devices: 3 });
  const make = (name: string) => client.devices.post({ applicationId, device: { name } });
  const made = await Promise.allSettled(['A', 'B', 'C', 'D', 'E'].map(make));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  const refused = await failureOf(make('F'));
  expect(refused).toMatchObject({
    statusCode: 403,
    type: 'LimitReached',
    message: expect.stringContaining('3 devices'),
  });
  await client.device.delete({ applicationId, deviceId });
  expect(await readLimit(applicationId, 'devices')).toMatchObject({ used: 2, remaining: 1 });

  const recipe = await client.deviceRecipes.post({ applicationId, deviceRecipe: { name: 'R', deviceName: 'D' } });
  const bulk = await client.deviceRecipe.bulkCreate({
    applicationId,
    deviceRecipeId: recipe.id,
    bulkInfo: { csv: 'name\none\ntwo\nthree\n' },
  });
  expect(bulk).toMatchObject({ created: 1, failed: 2 });
  expect(await readLimit(applicationId, 'devices')).toMatchObject({ used: 3, remaining: 0 });
});

it('keeps an application from having more workflows, dashboards and rows, however many are made at a time', async () => {
  const { applicationId } = await makeLimited({ workflows: 5, dashboards: 5, dataTableRows: 5 });
  const columns = [{ name: 'n', dataType: 'number', constraint: 'unique' }];
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Rows', columns } });
  const other = await client.dataTables.post({ applicationId, dataTable: { name: 'More rows', columns } });
  const rowsPath = `/applications/${applicationId}/data-tables/${table.id}/rows`;
  const otherPath = `/applications/${applicationId}/data-tables/${other.id}/rows`;
  const makers: Record<string, (n: number) => Promise<{ status: number; body: Record<string, unknown> }>> = {
    workflows: (n) =>
      call(server, 'POST', `/applications/${applicationId}/flows`, { token, body: { name: `Flow ${n}` } }),
    dashboards: (n) => call(server, 'POST', '/dashboards', { token, body: { name: `Dashboard ${n}`, applicationId } }),
    dataTableRows: (n) => call(server, 'POST', n % 2 ? rowsPath : otherPath, { token, body: { n } }),
  };
  const words = { workflows: 'workflows', dashboards: 'dashboards', dataTableRows: 'rows of data tables' };
  for (const [name, make] of Object.entries(makers)) {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => make(n)));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status }) => status)).toEqual(Array(7).fill(403));
    expect(refused[0]?.body).toMatchObject({
      type: 'LimitReached',
      message: `The application may have 5 ${words[name as keyof typeof words]} (limit "${name}")`,
    });
    expect(await readLimit(applicationId, name)).toMatchObject({ kind: 'amount', limit: 5, used: 5, remaining: 0 });
  }
  // Rows that come together are stored together or not at all.
  await setLimits({ applicationId }, { dataTableRows: 7 });
  const three = await call(server, 'POST', rowsPath, { token, body: [{ n: 101 }, { n: 102 }, { n: 103 }] });
  expect(three).toMatchObject({ status: 403, body: { type: 'LimitReached' } });
  expect(await readLimit(applicationId, 'dataTableRows')).toMatchObject({ used: 5 });
  // Deleting makes room.
  await client.dataTableRows.truncate({ applicationId, dataTableId: table.id });
  await client.dataTable.delete({ applicationId, dataTableId: other.id });
  expect(await readLimit(applicationId, 'dataTableRows')).toMatchObject({ used: 0 });
  expect(await call(server, 'POST', rowsPath, { token, body: [{ n: 101 }, { n: 102 }, { n: 103 }] })).toMatchObject({
    status: 201,
  });
});

it('imports nothing of a bundle that has more than an application may', async () => {
  const { applicationId } = await makeLimited({ devices: 2, workflows: 1, dashboards: 1 });
  const application = { path: 'application.yaml', content: document('Application', ['{name: Many}']) };
  const bundles = {
    devices: { path: 'devices.yaml', content: document('DeviceTree', ['{name: A}', '{name: B}']) },
    dashboards: { path: 'dashboards.yaml', content: document('Dashboard', ['{name: A}', '{name: B}']) },
  };
  for (const [name, file] of Object.entries(bundles)) {
    const bundle = await makeZip([application, file]);
    const refused = await sendBundle(server, token, bundle, { path: `/applications/${applicationId}/import` });
    expect([name, refused.status, refused.body.type]).toEqual([name, 403, 'LimitReached']);
  }
  expect(await readLimit(applicationId, 'devices')).toMatchObject({ used: 1 });
  expect(await readLimit(applicationId, 'dashboards')).toMatchObject({ used: 0 });
});

it('ends an import of rows that an application has no room for, and says so', async () => {
  const { applicationId } = await makeLimited({ dataTableRows: 3 });
  const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
  const { id } = await client.dataTables.post({ applicationId, dataTable: { name: 'Rows', columns } });
  const path = `/applications/${applicationId}/data-tables/${id}/rows/import`;
  const form = new FormData();
  form.set('file', new Blob(['n\n1\n2\n3\n4\n'], { type: 'text/csv' }), 'rows.csv');
  const headers = { Authorization: `Bearer ${token}` };
  const started = await fetch(`${server.http}${path}`, { method: 'POST', headers, body: form });
  const job = (await started.json()) as { jobId: string };
  const read = async () =>
    (await call(server, 'GET', `/applications/${applicationId}/data-tables/${id}/imports/${job.jobId}`, { token }))
      .body;
  await expect.poll(async () => (await read()).state).toBe('failed');
  expect(await read()).toMatchObject({
    error: 'The application may have 3 rows of data tables (limit "dataTableRows")',
  });
  expect(await readLimit(applicationId, 'dataTableRows')).toMatchObject({ used: 0 });
});

it('refuses reports beyond the day, over REST with what is left, and stores all that it acknowledged', async () => {
  const fixture = await makeLimited({ statesPerDay: 3, storedBytesPerDay: 10_000, deviceMessages: '50/10s' });
  const log = await openLog(fixture);
  const first = await report(fixture);
  expect(first.status).toBe(200);
  expect(first.headers.get('ratelimit-policy')).toBe(
    '"deviceMessages";q=50;qu="messages";w=10, "statesPerDay";q=3;qu="states";w=86400, ' +
      '"storedBytesPerDay";q=10000;qu="content-bytes";w=86400',
  );
  expect(first.headers.get('ratelimit')).toMatch(/"deviceMessages";r=49;t=\d+, "statesPerDay";r=2;t=\d+, "stored/);
  // An array goes in whole or not at all.
  const three = [1, 2, 3].map((temperature) => ({ time: Date.now() - temperature, data: { temperature } }));
  expect((await report(fixture, three)).status).toBe(429);
  expect((await report(fixture, three.slice(1))).status).toBe(200);
  const refused = await report(fixture);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    type: 'Throttled',
    message: 'The application may store 3 states a day (limit "statesPerDay")',
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit')).toContain('"statesPerDay";r=0;');
  expect(await nextLine(log)).toContain('the application may store 3 states a day');
  expect(await readLimit(fixture.applicationId, 'statesPerDay')).toMatchObject({ limit: 3, used: 3, remaining: 0 });
  const { applicationId, deviceId } = fixture;
  expect(await client.device.getState({ applicationId, deviceId, limit: 10 })).toHaveLength(3);
  log.close();
});

it('does not acknowledge a report over MQTT beyond the day, and takes it when there is room again', async () => {
  const fixture = await makeLimited({ statesPerDay: 2 });
  const { applicationId, deviceId } = fixture;
  const log = await openLog(fixture);
  const topic = `losant/${deviceId}/state`;
  const publish = (device: Awaited<ReturnType<typeof connectDevice>>, temperature: number) =>
    device.publishAsync(topic, JSON.stringify({ data: { temperature } }), { qos: 1 });
  const device = await connectDevice(server, fixture);
  await publish(device, 1);
  await publish(device, 2);
  const closed = closedBy(device);
  let acknowledged = false;
  device.publish(topic, '{"data":{"temperature":3}}', { qos: 1 }, (error) => {
    acknowledged = !error;
  });
  await closed;
  expect(acknowledged).toBe(false);
  expect(await nextLine(log)).toContain('was not stored: the application may store 2 states a day');
  await setLimits({ applicationId }, { statesPerDay: 3 });
  const again = await connectDevice(server, fixture);
  await publish(again, 3);
  const stored = await client.device.getState({ applicationId, deviceId, limit: 10 });
  expect(stored.map(({ data }: { data: { temperature: number } }) => data.temperature)).toEqual([3, 2, 1]);
  await again.endAsync();
  log.close();
});

it('counts a command for each device that it goes to, and what it stores', async () => {
  const fixture = await makeLimited({ commands: '5/3600s', storedBytesPerDay: 1000 });
  const { applicationId, deviceId } = fixture;
  for (const name of ['Two', 'Three']) await client.devices.post({ applicationId, device: { name } });
  const log = await openLog(fixture);
  const command = (path: string, body: object) => send('POST', `/applications/${applicationId}/devices/${path}`, body);
  const all = await command('command', { name: 'x', payload: 'y'.repeat(98), deviceQuery: {} });
  expect(all.status).toBe(200);
  expect(all.headers.get('ratelimit')).toMatch(/"commands";r=2;t=\d+, "storedBytesPerDay";r=700;/);
  // All of the devices or none.
  const tooMany = await command('command', { name: 'x', deviceQuery: {} });
  expect([tooMany.status, (await client.device.getCommand({ applicationId, deviceId, limit: 9 })).length]).toEqual([
    429, 1,
  ]);
  expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await nextLine(log)).toContain('the application may send 5 commands in 3600 s');
  expect((await command(`${deviceId}/command`, { name: 'x' })).status).toBe(200);
  const heavy = await command(`${deviceId}/command`, { name: 'x', payload: 'z'.repeat(900) });
  expect([heavy.status, ((await heavy.json()) as { message: string }).message]).toEqual([
    429,
    'The application may store 1000 bytes of states and commands a day (limit "storedBytesPerDay")',
  ]);
  // What was refused has taken nothing of the other limit.
  expect(await readLimit(applicationId, 'commands')).toMatchObject({ limit: 5, used: 4, remaining: 1 });
  await setLimits({ applicationId }, { commands: '2/3600s' });
  expect(await (await command('command', { name: 'x', deviceQuery: {} })).json()).toMatchObject({
    type: 'LimitReached',
  });
  log.close();
});

it('tells a device to connect later when its application has used up its connections', async () => {
  const fixture = await makeLimited({ connects: '2/3600s' });
  const log = await openLog(fixture);
  for (let count = 0; count < 2; count += 1) await (await connectDevice(server, fixture)).endAsync();
  // 3: server unavailable [MQTT-3.2.2-4].
  await expect(connectDevice(server, fixture)).rejects.toMatchObject({ code: 3 });
  expect(await nextLine(log)).toContain('the application may make 2 connections in 3600 s');
  await setLimits({ applicationId: fixture.applicationId }, { connects: 'off' });
  await (await connectDevice(server, fixture)).endAsync();
  log.close();
});

it('refuses files beyond their space when they are announced, and when more comes than was', async () => {
  const { applicationId } = await makeLimited({ fileBytes: 1000 });
  const announce = (name: string, fileSize?: number) =>
    client.files.post({ applicationId, file: { name, type: 'file', ...(fileSize === undefined ? {} : { fileSize }) } });
  const kept = await announce('a.txt', 600);
  expect((await sendUpload(kept.upload, 'x'.repeat(600))).status).toBe(204);
  const refused = await failureOf(announce('b.txt', 401));
  expect(refused).toMatchObject({
    statusCode: 403,
    type: 'LimitReached',
    message: expect.stringContaining('1000 bytes'),
  });
  const [first, second] = [await announce('b.txt', 300), await announce('c.txt', 300)];
  const unsaid = await announce('d.txt');
  expect((await sendUpload(unsaid.upload, 'x'.repeat(500))).status).toBe(403);
  const answers = await Promise.all([first, second].map(({ upload }) => sendUpload(upload, 'x'.repeat(300))));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  expect(await readLimit(applicationId, 'fileBytes')).toMatchObject({ used: 900, remaining: 100 });
  // Another content in place of a file's own needs room for the difference only.
  const { upload } = await client.file.patch({ applicationId, fileId: kept.id, updates: { fileSize: 700 } });
  expect((await sendUpload(upload, 'y'.repeat(700))).status).toBe(204);
  await client.file.delete({ applicationId, fileId: kept.id });
  expect(await readLimit(applicationId, 'fileBytes')).toMatchObject({ used: 300 });
});

it('takes another limit on the messages of each device', async () => {
  const fixture = await makeLimited({ deviceMessages: '2/60s' });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await report(fixture)).status);
  expect(statuses).toEqual([200, 200, 429]);
  await setLimits({ applicationId: fixture.applicationId }, { deviceMessages: 'off' });
  expect((await report(fixture)).status).toBe(200);
});
