import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';
import { type Client, logIn } from '../support/api.ts';
import { noProgram, startTestApp, type TestApp } from './app.ts';

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

it.each(['csv.gz', 'parquet'])('finds nothing wrong with an archive in the format %s', async (format) => {
  const target = await archive(format);
  expect(await run('verify-archive', target)).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^2 days, 2 objects, 6 rows, [\d,]+ bytes read; 0 problems\n$/),
    stderr: '',
  });
});

it('names what is missing, corrupt, not listed, and days without a manifest', async () => {
  const target = await archive('csv');
  const path = join(target, dayFolder);
  const [name = ''] = (await readdir(path)).filter((each) => each.endsWith('.csv'));
  const key = `${dayFolder}/${name}`;
  const good = await readFile(join(path, name));
  const verify = async (): Promise<string> => {
    const { code, stdout } = await run('verify-archive', target);
    expect(code).toBe(1);
    return stdout;
  };

  await writeFile(join(path, name), good.toString().replace('first', 'fIrst'));
  expect(await verify()).toContain(`corrupt ${key}: its SHA-256 is not that in the manifest\n`);
  await writeFile(join(path, name), good.subarray(0, -1));
  expect(await verify()).toContain(`corrupt ${key}: it has ${good.byteLength - 1} bytes, not the ${good.byteLength}`);
  await rm(join(path, name));
  expect(await verify()).toContain(`missing ${key}: the manifest of its day lists it\n`);
  await writeFile(join(path, name), good);

  const extra = name.replace(deviceId, '0'.repeat(24));
  await copyFile(join(path, name), join(path, extra));
  expect(await verify()).toContain(`extra ${dayFolder}/${extra}: the manifest of its day does not list it\n`);
  await rm(join(path, extra));

  const manifest = join(path, `${applicationId}-manifest.json`);
  const content = await readFile(manifest, 'utf8');
  await writeFile(manifest, content.replace(/"rows":\s*5/, '"rows": 4'));
  expect(await verify()).toContain(`manifest ${dayFolder}/${applicationId}-manifest.json: its totals are not`);
  await writeFile(manifest, content.replaceAll(/"rows":\s*5/g, '"rows": 4'));
  expect(await verify()).toContain(`corrupt ${key}: it has 5 rows, not the 4 in the manifest\n`);
  await rm(manifest);
  expect(await verify()).toContain(
    `unlisted ${dayFolder}/${applicationId}: 1 object has no manifest that lists them\n`,
  );
  await writeFile(manifest, content);
  expect(await run('verify-archive', target)).toMatchObject({ code: 0 });
});

it.each([
  [[], 'It needs a TARGET'],
  [['s3://bucket'], 's3:// needs AWS_ACCESS_KEY_ID in the environment'],
  [['gs://bucket'], 'gs:// needs GOOGLE_APPLICATION_CREDENTIALS in the environment'],
  [['az://account/container'], 'az:// needs AZURE_STORAGE_KEY in the environment'],
  [['ftp://host/x'], 'is neither a folder nor an s3://, gs:// or az:// URL'],
])('refuses the target %j', async (parameters, message) => {
  expect(await run('verify-archive', ...parameters)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});

it('says when there is nothing to verify', async () => {
  expect(await run('verify-archive', join(folder, 'nowhere'))).toMatchObject({ code: 1 });
  const empty = await mkdtemp(join(folder, 'empty-'));
  expect(await run('verify-archive', empty)).toMatchObject({ code: 1, stderr: expect.stringContaining('no archive') });
});
