import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open.ts';
import { DurableQueue } from './durable-queue.ts';

/** A queue of nobody's. */
export interface TestQueue {
  readonly database: Database;
  readonly queue: DurableQueue<{ name: string }>;
  /** Returns the new job's key. */
  add(applicationRowId: number, job?: { name?: string; urgency?: number }): Promise<number>;
  /** Gives applications to an owner; those of nobody are each an owner of their own. */
  own(owner: string, applicationRowIds: readonly number[]): Promise<void>;
  read(key: number): Promise<TestJob | undefined>;
  /** What a holder's death and half a minute do. */
  endLeases(): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface TestJob {
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly next_attempt_at: Date | null;
  readonly claim: string | null;
}

/** The queue on an embedded database of the test's own. */
export async function openTestQueue(): Promise<TestQueue> {
  const folder = await makeDataFolder();
  const database = await openDatabase({
    dataDir: folder,
    url: undefined,
    migrationsDir: fileURLToPath(new URL('../../../migrations', import.meta.url)),
    onFailure: (error) => {
      throw error;
    },
  });
  const bed = await makeTestQueue(database);
  return {
    ...bed,
    async close() {
      await bed.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The queue on a database that has none; closed together with it. */
export async function makeTestQueue(database: Database): Promise<TestQueue> {
  await database.script(`
    create table test_job (
      test_job_row_id bigint generated always as identity primary key, application_row_id bigint not null,
      name text not null, urgency integer not null, state text not null default 'pending',
      attempts integer not null default 0, error text, next_attempt_at timestamptz, claim text, lease_until timestamptz,
      updated_at timestamptz not null default now()
    );
    create table test_turn (
      application_row_id bigint primary key, served_at timestamptz, not_before timestamptz,
      failures integer not null default 0
    );`);
  const queue = new DurableQueue<{ name: string }>({
    table: 'test_job',
    key: 'test_job_row_id',
    turns: 'test_turn',
    states: { pending: 'pending', working: ['working'], retrying: 'retrying', dead: 'dead' },
    urgency: 'urgency',
    order: 'test_job_row_id',
    columns: sql`d.name`,
  });
  return {
    database,
    queue,
    async add(applicationRowId, { name = '', urgency = 0 } = {}) {
      await queue.join(database.kysely, applicationRowId);
      const [row] = await database.query<{ key: number }>({
        sql: `insert into test_job (application_row_id, name, urgency) values ($1, $2, $3)
          returning test_job_row_id as key`,
        parameters: [applicationRowId, name, urgency],
      });
      if (!row) throw new Error('the job was not inserted');
      return row.key;
    },
    async own(owner, applicationRowIds) {
      await database.query({
        sql: `insert into application (application_row_id, id, owner_type, owner_id, name, created_at, updated_at)
          overriding system value select n, n::text, 'user', $1, 'test', now(), now() from unnest($2::bigint[]) n`,
        parameters: [owner, applicationRowIds],
      });
    },
    async read(key) {
      const [job] = await database.query<TestJob>({
        sql: 'select state, attempts, error, next_attempt_at, claim from test_job where test_job_row_id = $1',
        parameters: [key],
      });
      return job;
    },
    async endLeases() {
      await database.query({ sql: `update test_job set lease_until = now() - interval '1 second'` });
    },
    async clear() {
      await database.script('delete from test_job; delete from test_turn; delete from application');
    },
    close: () => database.close(),
  };
}
