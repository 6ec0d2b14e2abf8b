import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { LogEntry } from '../../src/kernel/events.ts';
import { type Client, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

const dayMs = 24 * 3_600_000;
const day = Date.UTC(2021, 4, 10);
const noonLater = day + 40 * dayMs + dayMs / 2;
let clock = noonLater;

let folder: string;
let server: TestApp;
let client: Client;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-jobs-'));
  server = await startTestApp({ env: { SIGNALBOX_ARCHIVE_DIR: folder }, now: () => clock });
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  clock = noonLater;
  ({ client, token } = await logIn(server));
});

interface Row {
  readonly time: number;
  readonly data: Record<string, unknown>;
}

/** Reports are taken for 30 days only, so what is older is put where it would be by now. */
async function insertStates(deviceId: string, rows: readonly Row[]): Promise<void> {
  const { database, partitions } = partsOf(server.app);
  for (const { time } of rows) await partitions.ensure(time, time);
  await database.query({
    sql: `insert into device_state (device_row_id, time, data)
      select device_row_id, time, data::jsonb from device, unnest($2::bigint[], $3::text[]) as report (time, data) where id = $1`,
    parameters: [deviceId, rows.map(({ time }) => time), rows.map(({ data }) => JSON.stringify(data))],
  });
}

async function makeApplication(directory: string, devices: string[] = ['Meter']) {
  const { applicationId } = await client.applications.post({
    application: { name: directory, archiveConfig: { directory, local: {} } },
  });
  const deviceIds: string[] = [];
  for (const name of devices) {
    const device = { name, attributes: [{ name: 'level', dataType: 'number' }] };
    deviceIds.push((await client.devices.post({ applicationId, device })).id);
  }
  return { applicationId, deviceIds: deviceIds as [string, ...string[]] };
}

const jobsOf = async (applicationId: string, query = '') => {
  const response = await fetch(`${server.http}/applications/${applicationId}/archiveJobs?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as { items: Job[]; totalCount: number; message?: string };
};

interface Job {
  readonly id: string;
  readonly day: string;
  readonly state: string;
  readonly attempts: number;
  readonly error?: string;
  readonly nextAttemptAt?: string;
  readonly objects: number;
  readonly rows: number;
  readonly devicesDone: number;
  readonly devicesTotal: number;
}

async function call(method: string, path: string): Promise<{ status: number; body: Job & { message: string } }> {
  const response = await fetch(`${server.http}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Job & { message: string } };
}

async function awaitJob(applicationId: string, expected: Partial<Job>, at = day): Promise<Job> {
  return vi.waitFor(
    async () => {
      const { items } = await jobsOf(applicationId, 'perPage=1000');
      const job = items.find((each) => Date.parse(each.day) === at);
      expect(job).toMatchObject(expected);
      return job as Job;
    },
    { timeout: 30_000, interval: 50 },
  );
}

const dayFolder = (directory: string, at = day): string => join(folder, directory, new Date(at).toISOString());
const objectName = (applicationId: string, deviceId: string, at = day): string =>
  `${applicationId}-${deviceId}-${at}-${at + dayMs - 1}.csv`;
const readManifest = async (directory: string, applicationId: string) =>
  JSON.parse(await readFile(join(dayFolder(directory), `${applicationId}-manifest.json`), 'utf8'));

it('tells over the API, the stream and the log how a job comes on, and writes the manifest last', async () => {
  const { applicationId, deviceIds } = await makeApplication('visible', ['A', 'B', 'Silent']);
  for (const deviceId of deviceIds.slice(0, 2)) {
    await insertStates(deviceId, [
      { time: day, data: { 1: 1 } },
      { time: day + 5, data: { 1: 2 } },
    ]);
  }
  const logged: LogEntry[] = [];
  const stopListening = partsOf(server.app).bus.on('log', (entry) => logged.push(entry));
  const events = await EventReader.open(`${server.http}/applications/${applicationId}/archiveJobsStream`, {
    authorization: `Bearer ${token}`,
  });
  const { jobId } = await client.application.archiveData({ applicationId, date: String(day) });
  const states: string[] = [];
  for (;;) {
    const job = (await events.next('archiveJob'))?.data as Job;
    expect(job.id).toBe(jobId);
    if (states.at(-1) !== job.state) states.push(job.state);
    if (job.state === 'verified') break;
  }
  events.close();
  expect(states.filter((state) => !['pending', 'exporting', 'uploaded', 'verified'].includes(state))).toEqual([]);
  const { body: job } = await call('GET', `/applications/${applicationId}/archiveJobs/${jobId}`);
  expect(job).toMatchObject({
    state: 'verified',
    attempts: 1,
    devicesDone: 3,
    devicesTotal: 3,
    objects: 2,
    rows: 4,
    _type: 'archiveJob',
  });
  await vi.waitFor(() =>
    expect(logged.filter(({ type }) => type === 'archive')).toEqual([
      expect.objectContaining({ applicationId, level: 'info', message: expect.stringContaining('2 objects, 4 rows') }),
    ]),
  );
  stopListening();
  const manifest = await readManifest('visible', applicationId);
  expect(manifest).toMatchObject({
    version: 1,
    applicationId,
    day: '2021-05-10T00:00:00.000Z',
    format: 'csv',
    by: 'test',
    totals: { objects: 2, rows: 4 },
  });
  expect(manifest.objects.map((object: { deviceId: string }) => object.deviceId)).toEqual(
    [...deviceIds.slice(0, 2)].sort(),
  );
  expect(manifest.objects[0]).toMatchObject({
    key: `visible/2021-05-10T00:00:00.000Z/${objectName(applicationId, manifest.objects[0].deviceId)}`,
    rows: 2,
    columns: [{ name: 'level', dataType: 'number' }],
    firstTime: day,
    lastTime: day + 5,
  });
  expect((await jobsOf(applicationId, 'state=verified')).totalCount).toBe(1);
  expect((await jobsOf(applicationId, 'state=pending,failed')).totalCount).toBe(0);
  expect((await jobsOf(applicationId, `start=${day + dayMs}`)).totalCount).toBe(0);
  expect((await jobsOf(applicationId, `start=${day + 5}&end=${day + 6}`)).totalCount).toBe(1);
  expect((await jobsOf(applicationId, 'state=done')).message).toContain('state must be');
});

it('tries again after a failure, later each time, and goes on where it stopped', async () => {
  const { applicationId, deviceIds } = await makeApplication('resume', ['A', 'B']);
  const [first, second] = deviceIds as [string, string];
  for (const deviceId of deviceIds) await insertStates(deviceId, [{ time: day, data: { 1: 1 } }]);
  const blocked = join(dayFolder('resume'), objectName(applicationId, second));
  await mkdir(join(blocked, 'in the way'), { recursive: true });

  await client.application.archiveData({ applicationId, date: String(day) });
  const failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  expect(failed.error).toContain('in the way');
  const wait = Date.parse(failed.nextAttemptAt ?? '') - clock;
  expect(wait).toBeGreaterThanOrEqual(15_000);
  expect(wait).toBeLessThanOrEqual(30_000);
  const firstPath = join(dayFolder('resume'), objectName(applicationId, first));
  const written = (await stat(firstPath)).ino;

  clock = Date.parse(failed.nextAttemptAt ?? '');
  partsOf(server.app).archives.wake();
  const again = await awaitJob(applicationId, { state: 'failed', attempts: 2 });
  expect(Date.parse(again.nextAttemptAt ?? '') - clock).toBeGreaterThanOrEqual(30_000);

  await rmdir(join(blocked, 'in the way'));
  await rmdir(blocked);
  clock = Date.parse(again.nextAttemptAt ?? '');
  partsOf(server.app).archives.wake();
  await awaitJob(applicationId, { state: 'verified', attempts: 3, objects: 2 });
  // A file that had been written again would be another one.
  expect((await stat(firstPath)).ino).toBe(written);
});

it('calls nothing verified that is not at the target any more', async () => {
  const { applicationId, deviceIds } = await makeApplication('lost', ['A', 'B']);
  const [first, second] = deviceIds as [string, string];
  for (const deviceId of deviceIds) await insertStates(deviceId, [{ time: day, data: { 1: 1 } }]);
  const blocked = join(dayFolder('lost'), objectName(applicationId, second));
  await mkdir(join(blocked, 'in the way'), { recursive: true });
  await client.application.archiveData({ applicationId, date: String(day) });
  await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  const firstPath = join(dayFolder('lost'), objectName(applicationId, first));
  const content = await readFile(firstPath, 'utf8');
  // Same size, other content: only reading it back can tell.
  await writeFile(firstPath, content.replace(/1\n$/, '2\n'));
  await rmdir(join(blocked, 'in the way'));
  await rmdir(blocked);

  clock += 60_000;
  partsOf(server.app).archives.wake();
  const failed = await awaitJob(applicationId, { state: 'failed', attempts: 2 });
  expect(failed.error).toContain('is not at the target as it was written');
  await expect(stat(join(dayFolder('lost'), `${applicationId}-manifest.json`))).rejects.toThrow('ENOENT');
  clock += 120_000;
  partsOf(server.app).archives.wake();
  await awaitJob(applicationId, { state: 'verified', attempts: 3 });
  expect(await readFile(firstPath, 'utf8')).toBe(content);
});

it('is tried again at once when the configuration has changed', async () => {
  const { applicationId, deviceIds } = await makeApplication('moved');
  await insertStates(deviceIds[0], [{ time: day, data: { 1: 1 } }]);
  await writeFile(join(folder, 'moved'), 'a file where the folder should be');
  await client.application.archiveData({ applicationId, date: String(day) });
  await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  await client.application.patch({
    applicationId,
    application: { archiveConfig: { directory: 'elsewhere', local: {} } },
  });
  await awaitJob(applicationId, { state: 'verified' });
  expect(await readdir(dayFolder('elsewhere'))).toContain(objectName(applicationId, deviceIds[0]));
});

it('can be cancelled while it has not ended, and asked for again', async () => {
  const { applicationId, deviceIds } = await makeApplication('cancelled');
  await insertStates(deviceIds[0], [{ time: day, data: { 1: 1 } }]);
  await writeFile(join(folder, 'cancelled'), 'a file where the folder should be');
  await client.application.archiveData({ applicationId, date: String(day) });
  const { id } = await awaitJob(applicationId, { state: 'failed' });
  const path = `/applications/${applicationId}/archiveJobs/${id}`;
  expect(await call('POST', `${path}/cancel`)).toMatchObject({ status: 200, body: { id, state: 'cancelled' } });
  expect(await call('POST', `${path}/cancel`)).toMatchObject({ status: 409 });
  expect((await call('GET', path)).body.nextAttemptAt).toBeUndefined();
  clock += 100 * 60_000;
  await unlink(join(folder, 'cancelled'));
  partsOf(server.app).archives.wake();
  expect((await call('GET', path)).body.state).toBe('cancelled');
  expect(await client.application.archiveData({ applicationId, date: String(day) })).toMatchObject({ jobId: id });
  await awaitJob(applicationId, { state: 'verified' });
  expect(await call('POST', `${path}/cancel`)).toMatchObject({
    status: 409,
    body: { message: 'The archive job has already ended: its state is verified' },
  });
  expect(await call('GET', `/applications/${applicationId}/archiveJobs/${'0'.repeat(24)}`)).toMatchObject({
    status: 404,
  });
});

it('shows nobody else’s jobs', async () => {
  const mine = await makeApplication('mine');
  const other = await makeApplication('other');
  const { jobId } = await client.application.archiveData({ applicationId: mine.applicationId, date: String(day) });
  await awaitJob(mine.applicationId, { state: 'verified' });
  for (const [method, end] of [
    ['GET', ''],
    ['POST', '/cancel'],
  ] as const) {
    const path = `/applications/${other.applicationId}/archiveJobs/${jobId}${end}`;
    expect(await call(method, path)).toMatchObject({ status: 404, body: { message: 'Archive job was not found' } });
  }
  expect((await jobsOf(other.applicationId)).totalCount).toBe(0);
});

it('gives the same objects when a day is written twice, and keeps those of devices that are gone', async () => {
  const { applicationId, deviceIds } = await makeApplication('twice', ['Stays', 'Goes']);
  for (const deviceId of deviceIds) await insertStates(deviceId, [{ time: day + 1, data: { 1: 3.5 } }]);
  const archive = async (objects: number): Promise<void> => {
    await client.application.archiveData({ applicationId, date: String(day) });
    await awaitJob(applicationId, { state: 'verified', objects });
  };
  const readAll = async () => {
    const names = (await readdir(dayFolder('twice'))).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(dayFolder('twice'), name), 'utf8')]));
  };
  await archive(2);
  const once = await readAll();
  expect(once).toHaveLength(3);
  clock += 3_600_000;
  await archive(2);
  expect(await readAll()).toEqual(once);

  await client.device.delete({ applicationId, deviceId: deviceIds[1] });
  await archive(2);
  expect(await readAll()).toEqual(once);
});

inSlowSuite('starts the server three times', () => {
  it('runs every night for the day that has become 31 days old, and catches up after downtime', async () => {
    const start = Date.UTC(2022, 0, 15, 12);
    clock = start;
    ({ client, token } = await logIn(server));
    const { applicationId, deviceIds } = await makeApplication('nightly');
    const archivable = (now: number): number => Math.floor(now / dayMs) * dayMs - 31 * dayMs;
    const turn = async () => {
      const [row] = await partsOf(server.app).database.query<{ nightly_through: number | null }>({
        sql: 'select nightly_through from archive_turn join application using (application_row_id) where id = $1',
        parameters: [applicationId],
      });
      return row?.nightly_through;
    };
    // What is older when the configuration is made is for a backfill.
    clock = start + 1;
    await server.restart();
    await vi.waitFor(async () => expect(await turn()).toBe(archivable(start)), { timeout: 10_000 });
    const nextDay = archivable(start) + dayMs;
    await insertStates(deviceIds[0], [
      { time: nextDay - 1, data: { 1: 1 } },
      { time: nextDay, data: { 1: 2 } },
      { time: nextDay + 3 * dayMs, data: { 1: 3 } },
    ]);

    // Not yet at midnight sharp: clocks differ.
    clock = Date.UTC(2022, 0, 16, 0, 9);
    partsOf(server.app).archives.wake();
    clock = Date.UTC(2022, 0, 16, 0, 11);
    partsOf(server.app).archives.wake();
    ({ client, token } = await logIn(server));
    await awaitJob(applicationId, { state: 'verified', objects: 1 }, nextDay);
    expect((await jobsOf(applicationId)).totalCount).toBe(1);

    clock = Date.UTC(2022, 0, 20, 7);
    await server.restart();
    ({ client, token } = await logIn(server));
    for (const [offset, objects] of [0, 0, 1, 0].entries()) {
      await awaitJob(applicationId, { state: 'verified', objects, attempts: 1 }, nextDay + (offset + 1) * dayMs);
    }
    expect((await jobsOf(applicationId)).totalCount).toBe(5);
    // Days without data leave no object.
    expect((await readdir(join(folder, 'nightly'))).sort()).toEqual(
      [nextDay, nextDay + 3 * dayMs].map((at) => new Date(at).toISOString()),
    );
  });
});

it('writes attributes that come and go within a day, and those lost since that have values on it', async () => {
  const { applicationId, deviceIds } = await makeApplication('attributes');
  const [deviceId] = deviceIds;
  const attribute = (name: string, dataType: string) => ({ name, dataType });
  const patch = (attributes: object[]) => client.device.patch({ applicationId, deviceId, device: { attributes } });
  // Keys: level 1, gone 2, unused 3, then level as text takes key 4.
  await patch([attribute('level', 'number'), attribute('gone', 'boolean'), attribute('unused', 'number')]);
  await patch([attribute('level', 'string'), attribute('note', 'string')]);
  const long = 'x'.repeat(65_536);
  await insertStates(deviceId, [
    { time: day, data: { 1: 7, 2: true } },
    { time: day + 1, data: { 4: 'high, "very" high\r\n', 5: '🦊' } },
    { time: day + 2, data: { 5: long } },
    { time: day + dayMs - 1, data: { 2: false } },
    { time: day + dayMs, data: { 5: 'the next day' } },
  ]);
  await client.application.archiveData({ applicationId, date: String(day) });
  await awaitJob(applicationId, { state: 'verified', rows: 4 });
  const line = (time: number, rest: string): string =>
    `"${deviceId}",${time},"${new Date(time).toISOString()}",${rest}\n`;
  expect(await readFile(join(dayFolder('attributes'), objectName(applicationId, deviceId)), 'utf8')).toBe(
    '"ID","Timestamp","ISO Date","level","note","gone"\n' +
      line(day, ',,1') +
      line(day + 1, '"high, ""very"" high\r\n","🦊",') +
      line(day + 2, `,"${long}",`) +
      line(day + dayMs - 1, ',,0'),
  );
  expect((await readManifest('attributes', applicationId)).objects[0].columns).toEqual([
    attribute('level', 'string'),
    attribute('note', 'string'),
    attribute('gone', 'boolean'),
  ]);
});

it('reads a long day of long texts in full', async () => {
  const { applicationId, deviceIds } = await makeApplication('long');
  const [deviceId] = deviceIds;
  await client.device.patch({
    applicationId,
    deviceId,
    device: { attributes: [{ name: 'text', dataType: 'string' }] },
  });
  const rows = Array.from({ length: 2100 }, (_, index) => ({
    time: day + index * 41_000,
    data: { 2: `${index} ${'y'.repeat(index % 10 === 0 ? 20_000 : 10)}` },
  }));
  for (let from = 0; from < rows.length; from += 300) await insertStates(deviceId, rows.slice(from, from + 300));
  await client.application.archiveData({ applicationId, date: String(day) });
  await awaitJob(applicationId, { state: 'verified', rows: 2100 });
  const text = await readFile(join(dayFolder('long'), objectName(applicationId, deviceId)), 'utf8');
  const expected = rows
    .map(({ time, data }) => `"${deviceId}",${time},"${new Date(time).toISOString()}","${data[2]}"\n`)
    .join('');
  expect(text).toBe(`"ID","Timestamp","ISO Date","text"\n${expected}`);
});

it('tries a target without keeping the configuration, and says what is wrong', async () => {
  const { applicationId } = await makeApplication('tried');
  const tryOut = async (body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${server.http}/applications/${applicationId}/archiveTest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const good = await tryOut({});
  expect(good).toMatchObject({ status: 200, body: { success: true } });
  expect(good.body.steps).toMatchObject([
    { step: 'write', success: true },
    { step: 'read', success: true },
    { step: 'remove', success: true },
  ]);
  expect(await readdir(join(folder, 'tried'))).toEqual([]);
  await writeFile(join(folder, 'in-the-way'), 'a file');
  const bad = await tryOut({ archiveConfig: { directory: 'in-the-way', local: {} } });
  expect(bad).toMatchObject({ status: 200, body: { success: false, steps: [{ step: 'write', success: false }] } });
  const s3 = { bucket: 'b', region: 'us-east-1', accessKeyId: 'nobody', secretAccessKey: '********' };
  expect(await tryOut({ archiveConfig: { s3 } })).toMatchObject({ status: 400, body: { type: 'Validation' } });
  expect((await client.application.get({ applicationId })).archiveConfig).toEqual({ directory: 'tried', local: {} });
});
