import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { TestS3 } from '../support/archive-s3.ts';

const dayMs = 24 * 3_600_000;
const day = Date.UTC(2021, 4, 10);
let clock = day + 40 * dayMs;

let folder: string;
let s3: TestS3;
let server: TestApp;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-faults-'));
  await mkdir(join(folder, 'archive'));
  s3 = await TestS3.start();
  server = await startTestApp({
    env: { SIGNALBOX_ARCHIVE_DIR: join(folder, 'archive'), SIGNALBOX_ARCHIVE_S3_HOSTS: '127.0.0.1' },
    now: () => clock,
  });
});
afterAll(async () => {
  await server.end();
  await s3.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  s3.intercept = (_request, next) => next();
  ({ client } = await logIn(server));
});

/** Devices with a small day each, and one whose day is larger than a part of an upload. */
async function makeApplication(archiveConfig: object, options: { large?: boolean; devices?: number } = {}) {
  const { database, partitions } = partsOf(server.app);
  await partitions.ensure(day, day);
  const { applicationId } = await client.applications.post({ application: { name: 'Faults', archiveConfig } });
  const attributes = [
    { name: 'level', dataType: 'number' },
    { name: 'note', dataType: 'string' },
  ];
  for (let index = 0; index < (options.devices ?? 6); index += 1) {
    await client.devices.post({ applicationId, device: { name: `D${index}`, attributes } });
  }
  await database.query({
    sql: `insert into device_state (device_row_id, time, data)
      select device_row_id, $2::bigint + step, jsonb_build_object('1', device_row_id + step, '2', 'step ' || step)
      from device join application using (application_row_id), generate_series(1, 20) step where application.id = $1`,
    parameters: [applicationId, day],
  });
  if (options.large) {
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
        select (select min(device_row_id) from device join application using (application_row_id) where application.id = $1),
          $2::bigint + 1000 + step, jsonb_build_object('2', repeat(md5(step::text), 2000)) from generate_series(1, 200) step`,
      parameters: [applicationId, day],
    });
  }
  await client.application.archiveData({ applicationId, date: String(day) });
  return applicationId as string;
}

interface Job {
  state: string;
  attempts: number;
  error: string | null;
  next_attempt_at: Date | null;
}

async function awaitJob(applicationId: string, expected: Partial<Job>): Promise<Job> {
  return vi.waitFor(
    async () => {
      const [row] = await partsOf(server.app).database.query<Job>({
        sql: `select state, attempts, error, next_attempt_at from archive_day join application using (application_row_id)
          where application.id = $1`,
        parameters: [applicationId],
      });
      expect(row).toMatchObject(expected);
      return row as Job;
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** Moves the clock to the next attempt and lets it happen. */
function retry({ next_attempt_at: at }: Job): void {
  expect(at).not.toBeNull();
  clock = Math.max(clock, at?.getTime() ?? 0);
  partsOf(server.app).archives.wake();
}

/** The same day of the same application once more, undisturbed and elsewhere: what it should have been all along. */
async function expectUndisturbed(applicationId: string, directory: string): Promise<void> {
  s3.intercept = (_request, next) => next();
  expect(await s3.openUploads()).toEqual([]);
  const disturbed = await s3.objects(directory);
  await client.application.patch({
    applicationId,
    application: { archiveConfig: { directory: `${directory}-calm`, s3: s3.config } },
  });
  await client.application.archiveData({ applicationId, date: String(day) });
  await vi.waitFor(async () => {
    const calm = await s3.objects(`${directory}-calm`).catch(() => new Map<string, Buffer>());
    expect([...calm.keys()].some((key) => key.endsWith('-manifest.json'))).toBe(true);
  }, 60_000);
  await awaitJob(applicationId, { state: 'verified' });
  const withoutManifest = (objects: Map<string, Buffer>) =>
    [...objects].filter(([key]) => !key.endsWith('-manifest.json')).sort(([a], [b]) => (a < b ? -1 : 1));
  const calm = await s3.objects(`${directory}-calm`);
  expect([...disturbed.keys()].sort()).toEqual([...calm.keys()].sort());
  for (const [index, [key, content]] of withoutManifest(calm).entries()) {
    expect(content.equals(withoutManifest(disturbed)[index]?.[1] ?? Buffer.alloc(0)), key).toBe(true);
  }
}

const refuse = (code: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;

it('waits for a target that cannot be reached', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(listener.address()).not.toBeNull());
  const { port } = listener.address() as { port: number };
  await new Promise((resolve) => listener.close(resolve));
  const applicationId = await makeApplication({
    directory: 'unreachable',
    s3: { ...s3.config, endpoint: `http://127.0.0.1:${port}` },
  });
  const failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  expect(failed.error).toContain('could not be reached (ECONNREFUSED)');
  await client.application.patch({
    applicationId,
    application: { archiveConfig: { directory: 'unreachable', s3: s3.config } },
  });
  await awaitJob(applicationId, { state: 'verified', attempts: 2 });
  await expectUndisturbed(applicationId, 'unreachable');
});

it.each([
  [403, 'AccessDenied', 'may not use the bucket'],
  [503, 'SlowDown', 'the store answered 503'],
])('says what a %i means, and goes on when it is over', async (status, code, message) => {
  let puts = 0;
  s3.intercept = async (request, next) => {
    if (request.method === 'PUT') puts += 1;
    if (puts <= 3) return next();
    request.status = status;
    request.body = refuse(code);
    request.set('Content-Type', 'application/xml');
  };
  const directory = `refused-${status}`;
  const applicationId = await makeApplication({ directory, s3: s3.config });
  const failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  expect(failed.error).toContain(message);
  s3.intercept = (_request, next) => next();
  retry(failed);
  await awaitJob(applicationId, { state: 'verified', attempts: 2 });
  await expectUndisturbed(applicationId, directory);
});

it('rides out a store that stumbles now and then, and one that is slow', async () => {
  let count = 0;
  s3.intercept = async (request, next) => {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (count % 5 !== 0) return next();
    request.status = 503;
    request.body = refuse('SlowDown');
  };
  const applicationId = await makeApplication({ directory: 'stumbling', s3: s3.config });
  await awaitJob(applicationId, { state: 'verified', attempts: 1 });
  expect(count).toBeGreaterThan(10);
  await expectUndisturbed(applicationId, 'stumbling');
});

it('leaves nothing behind when the connection is cut in the middle of an upload in parts', async () => {
  let cuts = 0;
  s3.intercept = async (request, next) => {
    if (request.query.partNumber !== '2') return next();
    cuts += 1;
    request.req.socket.destroy();
  };
  const applicationId = await makeApplication({ directory: 'cut', s3: s3.config }, { large: true });
  const failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  expect(failed.error).toMatch(/could not be reached|did not respond in time/);
  expect(cuts).toBeGreaterThan(0);
  expect(await s3.openUploads()).toEqual([]);
  s3.intercept = (_request, next) => next();
  retry(failed);
  await awaitJob(applicationId, { state: 'verified', attempts: 2 });
  await expectUndisturbed(applicationId, 'cut');
});

it('notices that the bucket was deleted meanwhile, and writes again what went with it', async () => {
  let puts = 0;
  s3.intercept = async (request, next) => {
    if (request.method === 'PUT') puts += 1;
    if (puts === 4) await s3.deleteBucket();
    await next();
  };
  const applicationId = await makeApplication({ directory: 'deleted', s3: s3.config });
  let failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
  s3.intercept = (_request, next) => next();
  await s3.createBucket();
  for (let attempt = 2; ; attempt += 1) {
    expect(attempt).toBeLessThan(6);
    retry(failed);
    failed = await vi.waitFor(
      async () => {
        const job = await awaitJob(applicationId, { attempts: attempt });
        expect(['failed', 'verified']).toContain(job.state);
        return job;
      },
      { timeout: 60_000, interval: 50 },
    );
    if (failed.state === 'verified') break;
    expect(failed.error).toMatch(/is not at the target as it was written/);
  }
  await expectUndisturbed(applicationId, 'deleted');
});

it('says that the disk is full, leaves no half object, and goes on when there is room', async () => {
  const disk = join(folder, 'archive', 'small');
  await mkdir(disk);
  asRoot('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk);
  try {
    await writeFile(join(disk, 'ballast'), Buffer.alloc(1024 * 1024));
    // The large day alone is 12 MB.
    const applicationId = await makeApplication({ directory: 'small', local: {} }, { large: true, devices: 3 });
    const failed = await awaitJob(applicationId, { state: 'failed', attempts: 1 });
    expect(failed.error).toBe('the archive folder has no space left');
    const names = await readdir(join(disk, new Date(day).toISOString()));
    expect(names.filter((name) => !name.endsWith('.csv'))).toEqual([]);
    asRoot('mount', '-o', 'remount,size=64m', disk);
    retry(failed);
    await awaitJob(applicationId, { state: 'verified', attempts: 2 });
    expect(await readdir(join(disk, new Date(day).toISOString()))).toHaveLength(4);
  } finally {
    asRoot('umount', disk);
  }
});

function asRoot(command: string, ...options: string[]): void {
  if (process.getuid?.() === 0) execFileSync(command, options);
  else execFileSync('sudo', ['-n', command, ...options]);
}
