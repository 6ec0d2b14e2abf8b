import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open.ts';
import { openServerDatabase } from '../database/server.ts';
import { LeasedRunner } from './leased-runner.ts';
import { makeTestQueue, type TestQueue } from './test-bed.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const name = `signalbox_${randomBytes(6).toString('hex')}`;
const url = new URL(administration);
url.pathname = `/${name}`;
let bed: TestQueue;
let nodes: Database[];

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeAll(async () => {
  await administer(`create database ${name}`);
  const onFailure = (error: unknown): never => {
    throw error;
  };
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  bed = await makeTestQueue(await openDatabase({ url: url.href, dataDir: '', migrationsDir, onFailure }));
  nodes = await Promise.all([1, 2, 3].map(() => openServerDatabase({ url: url.href })));
});
afterAll(async () => {
  await Promise.all([bed.close(), ...nodes.map((node) => node.close())]);
  await administer(`drop database ${name} with (force)`);
});

it('does each job once, whichever of three servers takes it', async () => {
  const keys: number[] = [];
  for (let job = 0; job < 120; job += 1) keys.push(await bed.add((job % 12) + 1));
  const begun: number[] = [];
  const errors: unknown[] = [];
  const now = () => Date.UTC(2024, 1, 1);
  const runners = nodes.map(
    (database) =>
      new LeasedRunner({
        database,
        queue: bed.queue,
        concurrency: 4,
        work: async (claim) => {
          begun.push(claim.key);
          expect(claim.attempts).toBe(1);
          expect(await bed.queue.renew(database.kysely, claim)).toBe(true);
          expect(await bed.queue.finish(database.kysely, claim, { state: 'done', now: new Date(now()) })).toBe(true);
        },
        fail: async (_, error) => void errors.push(error),
        onError: (error) => errors.push(error),
        now,
      }),
  );
  await Promise.all(runners.map((runner) => runner.start()));
  await expect.poll(() => begun.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(keys.length);
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(errors).toEqual([]);
  expect(begun.toSorted((a, b) => a - b)).toEqual(keys);
});
