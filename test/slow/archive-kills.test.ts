import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/platform/database/open.ts';
import { type Client, logIn } from '../support/api.ts';
import { TestS3 } from '../support/archive-s3.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const dayMs = 24 * 3_600_000;
const days = 30;
const deviceCount = 200;
const kills = 20;

it('archives byte for byte the same when the server is killed twenty times meanwhile, and leaves no upload behind', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-kills-'));
  const s3 = await TestS3.start();
  const env = { SIGNALBOX_ARCHIVE_S3_HOSTS: `127.0.0.1:${s3.port}` };
  const configure = (directory: string) => ({ archiveConfig: { directory, s3: s3.config } });
  let server = await startServer({ dataDir, env });
  try {
    let { client } = await logIn(server);
    const { applicationId } = await client.applications.post({
      application: { name: 'Fleet', ...configure('disturbed') },
    });
    for (let index = 0; index < deviceCount; index += 1) {
      const attributes = [
        { name: 'level', dataType: 'number' },
        { name: 'note', dataType: 'string' },
      ];
      await client.devices.post({ applicationId, device: { name: `D${index}`, attributes } });
    }
    await server.stop();
    const expected = await fillOldDays(dataDir);
    expect(expected.objects).toBeGreaterThan(days * 50);

    server = await startServer({ dataDir, env });
    ({ client } = await logIn(server));
    await client.application.backfillArchiveData({ applicationId });
    const killedIn: string[] = [];
    let inUpload = 0;
    for (let round = 0; round < kills; round += 1) {
      // At another request of the traffic in each round; where a large object is under way, in the middle of its parts.
      let left = 30 + ((round * 37) % 90);
      let kill: Promise<void> | undefined;
      await new Promise<void>((resolve) => {
        s3.intercept = async (request, next) => {
          const isPart = request.query.partNumber === '2';
          left -= 1;
          if (!kill && (left <= 0 || (isPart && round % 2 === 0))) {
            killedIn.push(`${request.method}${isPart ? ' part' : ''}`);
            if (isPart) inUpload += 1;
            kill = server.kill().then(resolve);
          }
          // What was on its way when the server died may still arrive, or not.
          if (kill && round % 3 === 0) request.req.socket.destroy();
          else await next();
        };
      });
      s3.intercept = (_request, next) => next();
      server = await startServer({ dataDir, env });
    }
    expect(killedIn).toHaveLength(kills);
    // Otherwise nothing was proven about uploads that are cut in the middle.
    expect(inUpload).toBeGreaterThan(0);
    ({ client } = await logIn(server));
    await awaitVerified(server, client, applicationId);
    const disturbed = await s3.objects('disturbed');
    expect(await s3.openUploads()).toEqual([]);

    await client.application.patch({ applicationId, application: configure('calm') });
    await client.application.backfillArchiveData({ applicationId });
    await vi.waitFor(async () => expect((await s3.objects('calm').catch(() => new Map())).size).toBeGreaterThan(0), {
      timeout: 30_000,
      interval: 100,
    });
    await awaitVerified(server, client, applicationId);
    const calm = await s3.objects('calm');
    expect(calm.size).toBe(expected.objects + days);
    expect([...disturbed.keys()].sort()).toEqual([...calm.keys()].sort());
    const different = [...calm].filter(([key, content]) => {
      const other = disturbed.get(key) ?? Buffer.alloc(0);
      if (!key.endsWith('-manifest.json')) return !content.equals(other);
      return comparable(content) !== comparable(other);
    });
    expect(different.map(([key]) => key)).toEqual([]);
  } finally {
    await server.kill();
    await s3.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 600_000);

/** Where and when each run has written differs by design. */
function comparable(manifest: Buffer): string {
  return manifest
    .toString()
    .replace(/"written":"[^"]*"/, '')
    .replaceAll('"disturbed/', '"calm/');
}

async function awaitVerified(server: TestServer, client: Client, applicationId: string): Promise<void> {
  const { token } = await logIn(server);
  expect(client).toBeDefined();
  const count = async (query: string): Promise<number> => {
    const response = await fetch(`${server.http}/applications/${applicationId}/archiveJobs?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await response.json()) as { totalCount: number }).totalCount;
  };
  await vi.waitFor(
    async () => {
      expect(await count('')).toBe(days);
      expect(await count('state=verified')).toBe(days);
    },
    { timeout: 300_000, interval: 250 },
  );
}

/** Thirty days that are old enough, a third of the devices on each; one device has days larger than a part of an upload. */
async function fillOldDays(dataDir: string): Promise<{ objects: number }> {
  const database = await openDatabase({
    url: undefined,
    dataDir,
    migrationsDir: fileURLToPath(new URL('../../migrations', import.meta.url)),
    onFailure: (error) => {
      throw error;
    },
  });
  try {
    const last = Math.floor(Date.now() / dayMs) * dayMs - 35 * dayMs;
    for (let week = Math.floor((last - days * dayMs) / (7 * dayMs)); week * 7 * dayMs <= last + dayMs; week += 1) {
      const bounds = `from (${week * 7 * dayMs}) to (${(week + 1) * 7 * dayMs})`;
      await database.script(
        `create table if not exists device_state_${week} partition of device_state for values ${bounds}`,
      );
    }
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
        select device_row_id, $1::bigint - day::bigint * 86400000 + step * 7777,
          jsonb_build_object('1', device_row_id * 1000 + day + step / 7.0, '2', 'step ' || step)
        from (select device_row_id, row_number() over (order by device_row_id) as place from device) device,
          generate_series(0, ${days - 1}) as day, generate_series(0, 4) as step
        where (place + day) % 3 = 0`,
      parameters: [last],
    });
    // The oldest days, which come first: the kills must meet them.
    for (let day = days - 1; day >= days - 6; day -= 1) {
      await database.query({
        sql: `insert into device_state (device_row_id, time, data)
          select (select min(device_row_id) from device), $1::bigint - ${day}::bigint * 86400000 + 1 + step * 7777,
            jsonb_build_object('2', repeat(md5(step::text), 2000)) from generate_series(0, 199) as step
          on conflict do nothing`,
        parameters: [last],
      });
    }
    const [row] = await database.query<{ objects: number }>({
      sql: 'select count(*)::int as objects from (select distinct device_row_id, time / 86400000 from device_state) object',
    });
    return row ?? { objects: 0 };
  } finally {
    await database.close();
  }
}
