import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import type { AppError } from '../../kernel/errors.ts';
import { runInLane } from './lane.ts';
import { migrate } from './migrate.ts';
import type { PooledDatabase } from './pooled-database.ts';
import { openServerDatabase } from './server.ts';
import { describeDatabase } from './test-bed.ts';
import { inTransaction } from './transaction.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const made: string[] = [];

/** Returns how many rows it concerned. */
async function administer(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  const { rowCount } = await client.query(statement);
  await client.end();
  return rowCount ?? 0;
}

async function makeDatabase(): Promise<string> {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  made.push(name);
  const url = new URL(administration ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

afterAll(async () => {
  for (const name of made) await administer(`drop database ${name} with (force)`);
});

const open = async () => openServerDatabase({ url: await makeDatabase() });

async function withDatabase(work: (database: PooledDatabase) => Promise<void>): Promise<void> {
  const database = await open();
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

describeDatabase('a PostgreSQL server', open);

it('lets nodes that start together on a new database all succeed, and migrates it once', async () => {
  const url = await makeDatabase();
  const directory = fileURLToPath(new URL('../../../migrations', import.meta.url));
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openServerDatabase({ url })));
  const ran = await Promise.all(nodes.map((source) => migrate({ source, directory })));
  expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  await Promise.all(nodes.map((node) => node.close()));
});

it('compiles no statement to machine code, however much it seems to cost', async () => {
  await withDatabase(async (database) => {
    const plan = await database.query({ sql: 'explain select sum(n) from generate_series(1, 1000000000) n' });
    expect(JSON.stringify(plan)).toContain('Aggregate');
    expect(JSON.stringify(plan)).not.toContain('JIT');
  });
});

it('runs as many batches at once as it says', async () => {
  await withDatabase(async (database) => {
    await database.query({ sql: 'create table counter (n bigint)' });
    const batch = () => database.batch([{ sql: 'insert into counter values ($1)', parameters: [1] }]);
    await Promise.all(Array.from({ length: 50 * database.batchConcurrency }, batch));
    expect(await database.query({ sql: 'select sum(n) as n from counter' })).toEqual([
      { n: 50 * database.batchConcurrency },
    ]);
  });
});

it('shows itself to the administrator under its name', async () => {
  await withDatabase(async (database) => {
    expect(await database.query({ sql: `select current_setting('application_name') as name` })).toEqual([
      { name: 'signalbox' },
    ]);
  });
});

it('leaves sessions to the others whatever one owner asks, and ends what takes too long', async () => {
  const database = await openServerDatabase({ url: await makeDatabase(), callerLimitMs: 300 });
  const asGreedy = <Result>(work: () => Promise<Result>) => runInLane({ owner: 'greedy', name: 'app' }, work);
  const held = await Promise.all(Array.from({ length: 4 }, () => asGreedy(() => database.acquire({ maxMs: 20_000 }))));
  const twelve = Promise.allSettled(
    Array.from({ length: 12 }, () => asGreedy(() => database.query({ sql: 'select pg_sleep(30)' }))),
  );
  // Their application has all that it may have of the pool; nobody else notices.
  expect(await database.query({ sql: 'select 1 as one' })).toEqual([{ one: 1 }]);
  expect(await runInLane({ owner: 'other', name: 'app' }, () => database.batch([{ sql: 'select 2 as two' }]))).toEqual([
    [{ two: 2 }],
  ]);
  for (const connection of held) connection.release();
  for (const outcome of await twelve) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'The database took too long' } });
  }
  // The same sessions serve the server's own work, which may take longer.
  const own = Array.from({ length: 6 }, () => database.query({ sql: 'select 1 as one from pg_sleep(0.5)' }));
  for (const rows of await Promise.all(own)) expect(rows).toEqual([{ one: 1 }]);
  await database.close();
});

it('throws Unavailable for what a lost connection interrupts, and goes on with a new one', async () => {
  await withDatabase(async (database) => {
    const running = Promise.allSettled([
      database.query({ sql: 'select pg_sleep(60)' }),
      database.batch([{ sql: 'select pg_sleep(60)' }]),
      database.kysely
        .transaction()
        .execute((tx) => tx.selectNoFrom((eb) => eb.fn('pg_sleep', [eb.lit(60)]).as('x')).execute()),
    ]);
    const kill = `select count(pg_terminate_backend(pid)) as killed from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()`;
    let killed = 0;
    while (killed < 3) killed += (await database.query<{ killed: number }>({ sql: kill }))[0]?.killed ?? 0;
    for (const outcome of await running) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { type: 'Unavailable', retryAfter: 5 } });
    }
    expect(await database.query({ sql: 'select 1 as one' })).toEqual([{ one: 1 }]);
  });
});

it('survives the loss of idle connections', async () => {
  const warnings: string[] = [];
  const url = await makeDatabase();
  const database = await openServerDatabase({ url, logger: { warn: (_details, message) => warnings.push(message) } });
  // Each has a session of its own until all three have one.
  let open = 0;
  const all = Promise.withResolvers<void>();
  const holdOne = () =>
    inTransaction(database, async (tx) => {
      await sql`select 1`.execute(tx);
      open += 1;
      if (open === 3) all.resolve();
      await all.promise;
    });
  await Promise.all([holdOne(), holdOne(), holdOne()]);
  // The three, and one more where what opened the database had not given its own back yet.
  const ended = await administer(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = '${made.at(-1)}' and application_name = 'signalbox'`);
  expect(ended).toBeGreaterThanOrEqual(3);
  // The server's settings may be worth a warning too.
  const lost = () => warnings.filter((message) => message === 'an idle database connection failed');
  await expect.poll(lost).toHaveLength(ended);
  expect(await database.query({ sql: 'select 1 as one' })).toEqual([{ one: 1 }]);
  await database.close();
});

it.each([
  ['nobody listens', 'postgres://127.0.0.1:1/x', /^The database at DATABASE_URL cannot be reached: .*ECONNREFUSED/],
  ['there is no such database', undefined, /^The database at DATABASE_URL cannot be reached: .*does not exist/],
])('says so when %s', async (_name, address, message) => {
  const url = new URL(address ?? administration);
  if (address === undefined) url.pathname = '/signalbox_no_such_database';
  const error = await openServerDatabase({ url: url.href }).catch((error: AppError) => error);
  expect(error).toMatchObject({ type: 'Unavailable', message: expect.stringMatching(message) });
});
