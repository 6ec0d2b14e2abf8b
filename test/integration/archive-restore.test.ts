import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';
import { type Client, logIn } from '../support/api.ts';
import { rounds } from '../support/rounds.ts';
import { seed } from '../support/seed.ts';
import { noProgram, partsOf, startTestApp, type TestApp } from './app.ts';

const dayMs = 86_400_000;
const day = Date.UTC(2017, 11, 3);
const dayFolder = '2017-12-03T00:00:00.000Z';
let clock = day;
let folder: string;
let server: TestApp;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-restore-'));
  server = await startTestApp({ env: { SIGNALBOX_ARCHIVE_DIR: folder }, now: () => clock });
});

afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  clock = day + dayMs - 1;
  ({ client } = await logIn(server));
  ({ applicationId } = await client.applications.post({ application: { name: 'Archived' } }));
  const attributes = [
    { name: 'Current', dataType: 'number' },
    { name: 'On', dataType: 'boolean' },
    { name: 'Note', dataType: 'string' },
    { name: 'Place', dataType: 'gps' },
  ];
  ({ deviceId } = await client.devices.post({ applicationId, device: { name: 'Meter', attributes } }));
  await client.device.sendState({
    applicationId,
    deviceId,
    deviceState: [
      { time: day - 1, data: { Current: 1 } },
      { time: day, data: { Note: 'first "quoted", and\na new line 🦊', Place: '37.33,-122.03' } },
      { time: day + 1, data: { Note: '', On: false } },
      { time: day + 44_442_342, data: { Current: 21.666666666666668, On: true } },
      { time: day + 50_000_000, data: { Note: '"ü🦊'.repeat(8000) } },
      { time: day + dayMs - 1, data: { Current: -1e-300 } },
    ],
  });
  clock += 40 * dayMs;
  ({ client, token } = await logIn(server));
});

/** Archives both days into a directory of their own; answers where. */
async function archive(format: string): Promise<string> {
  const directory = `${applicationId}-${format}`;
  await client.application.patch({ applicationId, application: { archiveConfig: { directory, format, local: {} } } });
  await client.application.backfillArchiveData({ applicationId });
  const target = join(folder, directory);
  for (const each of ['2017-12-02T00:00:00.000Z', dayFolder]) {
    await vi.waitFor(() => readFile(join(target, each, `${applicationId}-manifest.json`)), {
      timeout: 30_000,
      interval: 100,
    });
  }
  return target;
}

async function run(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const environment = { SIGNALBOX_URL: server.http, SIGNALBOX_TOKEN: token };
  const signal = new AbortController().signal;
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommandLine(parameters, {
    stdout,
    stderr,
    environment,
    signal,
    version: 'test',
    server: noProgram,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { code, stdout: out, stderr: err };
}

/** What the application answers about its history: raw points, aggregates, last values, and the states themselves. */
async function askAll(id = deviceId): Promise<unknown[]> {
  const range = { deviceIds: [id], start: day - 2 * dayMs, end: day + 2 * dayMs };
  const raw = await client.data.timeSeriesQuery({ applicationId, query: { ...range, aggregation: 'NONE' } });
  const hourly = { ...range, aggregation: 'MEAN', resolution: 3_600_000, attributes: ['Current'] };
  const means = await client.data.timeSeriesQuery({ applicationId, query: hourly });
  const states = await client.device.getState({ applicationId, deviceId: id, limit: 100, since: 1 });
  const last = await client.device.getCompositeState({ applicationId, deviceId: id });
  return [Object.values(raw.devices), Object.values(means.devices), states, last].map((answer) =>
    JSON.parse(JSON.stringify(answer).replaceAll(id, 'device')),
  );
}

async function deleteHistory(): Promise<void> {
  const { database } = partsOf(server.app);
  for (const table of ['device_state', 'device_last_value']) {
    const sql = `delete from ${table} where device_row_id = (select device_row_id from device where id = $1)`;
    await database.query({ sql, parameters: [deviceId] });
  }
  expect(await client.device.getState({ applicationId, deviceId, limit: 100, since: 1 })).toEqual([]);
}

it.each(['parquet', 'csv', 'csv.gz'].slice(0, rounds(1, 3)))(
  'gives the same answers after archive, deletion and restore (%s)',
  async (format) => {
    const before = await askAll();
    expect(before[2]).toHaveLength(6);
    const target = await archive(format);
    expect(await run('verify-archive', target)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 days, 2 objects, 6 rows, .* read; 0 problems\n$/),
    });
    await deleteHistory();
    const restored = await run('restore-archive', target, '--application', applicationId);
    expect(restored).toMatchObject({
      code: 0,
      stdout: '2 days, 2 objects, 6 rows loaded, 0 devices created; 0 problems\n',
    });
    expect(await askAll()).toEqual(before);
    expect(await run('restore-archive', target, '--application', applicationId)).toMatchObject({ code: 0 });
    expect(await askAll()).toEqual(before);
  },
);

it('loads into another application, with devices that it makes once', async () => {
  const before = await askAll();
  const target = await archive('parquet');
  const [formerId, formerDevice] = [applicationId, deviceId];
  ({ applicationId } = await client.applications.post({ application: { name: 'Elsewhere' } }));
  const refused = await run('restore-archive', target, '--application', applicationId);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain(`the application has no device ${formerDevice} ("Meter"); see --create`);
  for (const created of ['1 device created', '0 devices created']) {
    const answer = await run('restore-archive', target, '--application', applicationId, '--create');
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining(created) });
  }
  const { items } = await client.devices.get({ applicationId });
  expect(items).toHaveLength(1);
  expect(await askAll(items[0].id)).toEqual(before);
  const wrong = await run(
    'restore-archive',
    target,
    '--application',
    applicationId,
    '--archived-application',
    '0'.repeat(24),
  );
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining(formerId) });
});

it('loads only the days that are asked for', async () => {
  const target = await archive('csv');
  await deleteHistory();
  const answer = await run('restore-archive', target, '--application', applicationId, '--to', '2017-12-02');
  expect(answer.stdout).toContain('1 day, 1 object, 1 row loaded');
  expect(await client.device.getState({ applicationId, deviceId, limit: 100, since: 1 })).toHaveLength(1);
});

it('loads no object that is not as its manifest says, names it, and loads the others', async () => {
  const target = await archive('csv');
  const path = join(target, dayFolder);
  const [name = ''] = (await readdir(path)).filter((each) => each.endsWith('.csv'));
  const content = await readFile(join(path, name), 'utf8');
  await writeFile(join(path, name), content.replace('first', 'fIrst'));
  await deleteHistory();
  expect(await run('restore-archive', target, '--application', applicationId)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${dayFolder}/${name}: its SHA-256 is not that in the manifest\n`),
  });
  expect(await client.device.getState({ applicationId, deviceId, limit: 100, since: 1 })).toHaveLength(1);
});

it('says in lines of text what is wrong with any damaged manifest, and stores nothing that was not archived', async () => {
  const target = await archive('csv');
  const manifest = join(target, dayFolder, `${applicationId}-manifest.json`);
  const whole = await readFile(manifest);
  const before = JSON.stringify((await askAll())[2]);
  const damages = fc.sample(
    fc.record({
      at: fc.nat({ max: whole.length }),
      drop: fc.nat({ max: 30 }),
      put: fc.constantFrom('', '"', '}', '0', '-1', 'null', '../', '[[[[', '\0', '\ufffd', '1e999', ',"__proto__":1'),
    }),
    { seed, numRuns: rounds(4, 12) },
  );
  for (const { at, drop, put } of damages) {
    await writeFile(manifest, Buffer.concat([whole.subarray(0, at), Buffer.from(put), whole.subarray(at + drop)]));
    const { code, stdout, stderr } = await run('restore-archive', target, '--application', applicationId);
    expect([0, 1]).toContain(code);
    expect(stdout + stderr).not.toMatch(/\n\s+at |TypeError|node_modules/);
    expect(JSON.stringify((await askAll())[2])).toBe(before);
  }
  await writeFile(manifest, '[1');
  expect((await run('restore-archive', target, '--application', applicationId)).code).toBe(1);
});
