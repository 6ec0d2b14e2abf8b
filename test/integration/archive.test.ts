import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

const dayMs = 86_400_000;
/** Reports are taken for the last 30 days only, and days are archived after 31: so the server's clock is moved on. */
let clock = Date.UTC(2017, 11, 3, 12);

let folder: string;
let bucketFolder: string;
let s3: S3rver;
let s3Port: number;
let server: TestApp;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-archive-'));
  bucketFolder = await mkdtemp(join(tmpdir(), 'signalbox-s3-'));
  s3 = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: bucketFolder,
    configureBuckets: [{ name: 'archive', configs: [] }],
  });
  s3Port = (await s3.run()).port;
  server = await startTestApp({
    env: { SIGNALBOX_ARCHIVE_DIR: folder, SIGNALBOX_ARCHIVE_S3_HOSTS: `127.0.0.1:${s3Port}` },
    now: () => clock,
  });
  ({ client } = await logIn(server));
});

afterAll(async () => {
  await server.end();
  await s3.close();
  await rm(folder, { recursive: true });
  await rm(bucketFolder, { recursive: true });
});

interface Fixture {
  readonly applicationId: string;
  readonly deviceId: string;
}

/** An application whose one device has reported on 3 December 2017; the clock then stands 40 days later. */
async function makeOldData(archiveConfig: object): Promise<Fixture> {
  clock = Date.UTC(2017, 11, 3, 23, 59, 59, 999);
  const day = Date.UTC(2017, 11, 3);
  // A token lasts 30 days, so each visit to another time needs one of its own.
  ({ client } = await logIn(server));
  const { applicationId } = await client.applications.post({ application: { name: 'Archived', archiveConfig } });
  const { deviceId } = await client.devices.post({
    applicationId,
    device: {
      name: 'Meter',
      tags: [{ key: 'room', value: 'cellar' }],
      attributes: [
        { name: 'Current', dataType: 'number' },
        { name: 'On', dataType: 'boolean' },
        { name: 'Note', dataType: 'string' },
      ],
    },
  });
  await client.device.sendState({
    applicationId,
    deviceId,
    deviceState: [
      { time: day - 1, data: { Current: 1 } },
      { time: day, data: { Note: 'first "quoted", and\na new line 🦊' } },
      { time: day + 44_442_342, data: { Current: 21.666666666666668, On: true } },
      { time: day + dayMs - 1, data: { On: false } },
    ],
  });
  clock += 40 * dayMs;
  ({ client } = await logIn(server));
  return { applicationId, deviceId };
}

const dayState = async (applicationId: string): Promise<{ state: string; error: string | null } | undefined> => {
  const [row] = await partsOf(server.app).database.query<{ state: string; error: string | null }>({
    sql: `select state, error from archive_day join application using (application_row_id) where application.id = $1
      and day = $2`,
    parameters: [applicationId, Date.UTC(2017, 11, 3)],
  });
  return row;
};

async function awaitState(applicationId: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await dayState(applicationId)).toMatchObject({ state }), {
    timeout: 30_000,
    interval: 100,
  });
}

function expectedCsv(deviceId: string): string {
  return (
    '"ID","Timestamp","ISO Date","Current","On","Note"\n' +
    `"${deviceId}",1512259200000,"2017-12-03T00:00:00.000Z",,,"first ""quoted"", and\na new line 🦊"\n` +
    `"${deviceId}",1512303642342,"2017-12-03T12:20:42.342Z",21.666666666666668,1,\n` +
    `"${deviceId}",1512345599999,"2017-12-03T23:59:59.999Z",,0,\n`
  );
}

it('writes one CSV per device and day to a local folder, byte for byte', async () => {
  const { applicationId, deviceId } = await makeOldData({ directory: 'plant/one', local: {} });
  const answer = await client.application.archiveData({ applicationId, date: String(Date.UTC(2017, 11, 3, 5)) });
  expect(answer).toMatchObject({ success: true, jobId: expect.any(String) });
  await awaitState(applicationId, 'verified');
  const path = join(folder, 'plant/one/2017-12-03T00:00:00.000Z');
  expect((await readdir(path)).sort()).toEqual([
    `${applicationId}-${deviceId}-1512259200000-1512345599999.csv`,
    `${applicationId}-manifest.json`,
  ]);
  const text = await readFile(join(path, `${applicationId}-${deviceId}-1512259200000-1512345599999.csv`), 'utf8');
  expect(text).toBe(expectedCsv(deviceId));
  const [object] = await partsOf(server.app).database.query<{ sha256: string; rows: number; bytes: number }>({
    sql: 'select sha256, rows, bytes from archive_object where object_key like $1',
    parameters: [`%${applicationId}-${deviceId}%`],
  });
  expect(object).toEqual({
    sha256: createHash('sha256').update(text).digest('hex'),
    rows: 3,
    bytes: Buffer.byteLength(text),
  });
});

it('writes the same bytes to an S3 bucket', async () => {
  const { applicationId, deviceId } = await makeOldData({
    s3: {
      bucket: 'archive',
      region: 'us-east-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      endpoint: `http://127.0.0.1:${s3Port}`,
    },
  });
  await client.application.archiveData({ applicationId, date: String(Date.UTC(2017, 11, 3)) });
  await awaitState(applicationId, 'verified');
  const name = `${applicationId}-${deviceId}-1512259200000-1512345599999.csv`;
  const response = await fetch(`http://127.0.0.1:${s3Port}/archive/2017-12-03T00:00:00.000Z/${name}`);
  expect(await response.text()).toBe(expectedCsv(deviceId));
});

it('says why a target cannot be written to, and never calls that a success', async () => {
  const { applicationId } = await makeOldData({
    s3: {
      bucket: 'no-such-bucket',
      region: 'us-east-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      endpoint: `http://127.0.0.1:${s3Port}`,
    },
  });
  await client.application.archiveData({ applicationId, date: String(Date.UTC(2017, 11, 3)) });
  await awaitState(applicationId, 'failed');
  expect((await dayState(applicationId))?.error).toBe('the bucket no-such-bucket was not found in this region');
});

it('archives every day that holds data when backfilling, and leaves out what the mode leaves out', async () => {
  const { applicationId, deviceId } = await makeOldData({
    directory: 'backfill',
    mode: 'blacklist',
    deviceTags: [{ key: 'room', value: 'attic' }],
    local: {},
  });
  const first = await client.application.backfillArchiveData({ applicationId });
  expect(first).toMatchObject({ success: true });
  await awaitState(applicationId, 'verified');
  await vi.waitFor(
    async () =>
      expect((await readdir(join(folder, 'backfill'))).sort()).toEqual([
        '2017-12-02T00:00:00.000Z',
        '2017-12-03T00:00:00.000Z',
      ]),
    { timeout: 30_000, interval: 100 },
  );
  await vi.waitFor(
    async () =>
      expect((await readdir(join(folder, 'backfill', '2017-12-02T00:00:00.000Z'))).sort()).toEqual([
        `${applicationId}-${deviceId}-1512172800000-1512259199999.csv`,
        `${applicationId}-manifest.json`,
      ]),
    { timeout: 30_000, interval: 100 },
  );
});

inSlowSuite('starts the server once more', () => {
  it('goes on after a restart with what was queued before it', async () => {
    const { applicationId, deviceId } = await makeOldData({ directory: 'restart', local: {} });
    await client.application.archiveData({ applicationId, date: String(Date.UTC(2017, 11, 3)) });
    await server.restart();
    ({ client } = await logIn(server));
    await awaitState(applicationId, 'verified');
    const name = `${applicationId}-${deviceId}-1512259200000-1512345599999.csv`;
    expect(await readFile(join(folder, 'restart/2017-12-03T00:00:00.000Z', name), 'utf8')).toBe(expectedCsv(deviceId));
  });
});

it('refuses days that cannot be archived and applications without a configuration', async () => {
  const { applicationId } = await makeOldData({ local: {} });
  const young = await failureOf(client.application.archiveData({ applicationId, date: String(clock - 30 * dayMs) }));
  expect(young).toMatchObject({
    statusCode: 400,
    type: 'Validation',
    message: 'date must be a day at least 31 days ago',
  });
  const word = await failureOf(client.application.archiveData({ applicationId, date: 'yesterday' }));
  expect(word).toMatchObject({ statusCode: 400, type: 'Validation' });
  const bare = await client.applications.post({ application: { name: 'Bare' } });
  for (const failure of await Promise.all(
    [
      client.application.archiveData({ applicationId: bare.id, date: '1512259200000' }),
      client.application.backfillArchiveData({ applicationId: bare.id }),
    ].map(failureOf),
  )) {
    expect(failure).toMatchObject({ statusCode: 400, message: 'The application has no archiveConfig' });
  }
});

it('refuses a day that is older than the owner keeps states', async () => {
  const { applicationId } = await makeOldData({ local: {} });
  const archive = () => client.application.archiveData({ applicationId, date: String(Date.UTC(2017, 11, 3)) });
  await client.me.patch({ user: { dataTTL: 35 * dayMs } });
  expect(await failureOf(archive())).toMatchObject({
    statusCode: 400,
    message: 'date must be a day within the dataTTL of the owner',
  });
  expect((await client.me.patch({ user: { dataTTL: null } })).limits).toEqual({});
  expect(await archive()).toMatchObject({ success: true });
});

it('keeps the stored secret when its placeholder is patched back, but only for the same target', async () => {
  const s3Config = {
    bucket: 'archive',
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    endpoint: `http://127.0.0.1:${s3Port}`,
  };
  const { applicationId, deviceId } = await makeOldData({ s3: s3Config });
  const shown = await client.application.get({ applicationId });
  expect(shown.archiveConfig.s3.secretAccessKey).toBe('********');
  const patch = (archiveConfig: object) => client.application.patch({ applicationId, application: { archiveConfig } });
  await patch({ ...shown.archiveConfig, directory: 'kept' });
  expect(await failureOf(patch({ s3: { ...shown.archiveConfig.s3, accessKeyId: 'OTHER' } }))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('archiveConfig.s3.secretAccessKey'),
  });
  expect(await failureOf(patch({ s3: { ...s3Config, endpoint: 'http://169.254.169.254' } }))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('archiveConfig.s3.endpoint'),
  });
  await client.application.archiveData({ applicationId, date: '1512259200000' });
  await awaitState(applicationId, 'verified');
  const name = `${applicationId}-${deviceId}-1512259200000-1512345599999.csv`;
  const response = await fetch(`http://127.0.0.1:${s3Port}/archive/kept/2017-12-03T00:00:00.000Z/${name}`);
  expect(response.status).toBe(200);
});
