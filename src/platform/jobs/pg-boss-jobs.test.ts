import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../database/database.ts';
import { openEmbeddedDatabase } from '../database/embedded.ts';
import { PgBossJobs } from './pg-boss-jobs.ts';

let folder: string;
let database: Awaited<ReturnType<typeof openEmbeddedDatabase>>;

const fail = (error: unknown): never => {
  throw error;
};

beforeAll(async () => {
  folder = await makeDataFolder();
  database = await openEmbeddedDatabase({ dataDir: folder, onFailure: fail });
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts and stops the jobs of a server, and returns its statements that write queues and schedules. */
async function start(server: { retryLimit: number; cron: string; kinds?: number }): Promise<string[]> {
  const writes: string[] = [];
  const note = (text: string): void => {
    // Besides those of the library itself.
    if (
      !text.includes('__pgboss') &&
      /create_queue|update jobs\.queue set\s+retry|insert into jobs\.schedule/i.test(text)
    )
      writes.push(text);
  };
  const watched: Database = Object.assign(Object.create(database) as typeof database, {
    query: ((statement) => {
      note(statement.sql);
      return database.query(statement);
    }) as Database['query'],
    script: ((text) => {
      note(text);
      return database.script(text);
    }) as Database['script'],
  });
  const jobs = new PgBossJobs({ database: watched, onError: fail });
  for (let kind = 0; kind < (server.kinds ?? 2); kind++) {
    const options = { retryLimit: server.retryLimit, expireInSeconds: 60, concurrency: 1 };
    jobs.define(`test.${kind}`, options, async () => undefined);
    jobs.schedule(`test.${kind}`, server.cron);
  }
  await jobs.start();
  await jobs.stop();
  return writes;
}

const stored = () =>
  database.query({
    sql: `select q.name, q.policy, q.retry_limit, q.expire_seconds, s.cron, s.timezone, s.options ->> 'missed' as missed
      from jobs.queue q join jobs.schedule s on s.name = q.name where q.name like 'test.%' order by q.name`,
    parameters: [],
  });

it('writes queues and schedules at the first start, and only what has changed at later ones', async () => {
  expect(await start({ retryLimit: 3, cron: '5 * * * *' })).toHaveLength(4);
  const rows = [0, 1].map((kind) => ({
    name: `test.${kind}`,
    policy: 'exclusive',
    retry_limit: 3,
    expire_seconds: 60,
    cron: '5 * * * *',
    timezone: 'UTC',
    missed: 'once',
  }));
  expect(await stored()).toEqual(rows);

  expect(await start({ retryLimit: 3, cron: '5 * * * *' })).toEqual([]);
  expect(await stored()).toEqual(rows);

  expect(await start({ retryLimit: 4, cron: '5 * * * *' })).toHaveLength(2);
  expect(await start({ retryLimit: 4, cron: '6 * * * *' })).toHaveLength(2);
  expect(await start({ retryLimit: 4, cron: '6 * * * *', kinds: 3 })).toHaveLength(2);
  const changed = { retry_limit: 4, cron: '6 * * * *' };
  expect(await stored()).toEqual([...rows, { ...rows[0], name: 'test.2' }].map((row) => ({ ...row, ...changed })));
});
