// 400 MB of log, kills, a database that is made anew, and five threads that die: a third of a minute of a processor each time.
import { spawn } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppError } from '../../../src/kernel/errors.ts';
import { openEmbeddedDatabase } from '../../../src/platform/database/embedded.ts';
import { copyPreparedData } from '../../support/prepared-data.ts';

/** Each test works on a new, closed database of its own in here. */
let root: string;
let copies = 0;

const failTest = (error: Error): never => {
  throw error;
};
const open = (dataDir: string, onFailure: (error: AppError) => void = failTest) =>
  openEmbeddedDatabase({ dataDir, onFailure });
function copyData(): string {
  const dataDir = join(root, `copy-${copies++}`);
  copyPreparedData(dataDir, 'bare');
  return dataDir;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterAll(() => rm(root, { recursive: true }));

it('has everything that it acknowledged after kill -9, and nothing half', async () => {
  const dataDir = copyData();
  const script = `import { openEmbeddedDatabase } from ${JSON.stringify(new URL('../../../src/platform/database/embedded.ts', import.meta.url).href)};
    const database = await openEmbeddedDatabase({ dataDir: process.argv[2], onFailure: (error) => { throw error; } });
    await database.query({ sql: 'create table written (number bigint primary key, half boolean)' });
    const insert = 'insert into written values ($1, $2)';
    for (let number = 1; ; number++) {
      await database.batch([{ sql: insert, parameters: [number, false] }, { sql: insert, parameters: [-number, true] }]);
      process.stdout.write(number + '\\n');
    }`;
  const file = join(root, 'write-until-killed.mjs');
  writeFileSync(file, script);
  const child = spawn(process.execPath, [file, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 300) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  expect(existsSync(join(dataDir, 'lock'))).toBe(true);
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true);

  const database = await open(dataDir);
  const [row] = await database.query<{ whole: number; half: number; first: number; last: number }>({
    sql: `select count(*) filter (where not half) as whole, count(*) filter (where half) as half,
      min(number) filter (where not half) as first, max(number) as last from written`,
  });
  // At most the one transaction whose acknowledgement was cut off comes on top.
  expect(row?.last).toBeGreaterThanOrEqual(acknowledged);
  expect(row?.last).toBeLessThanOrEqual(acknowledged + 1);
  expect(row).toMatchObject({ whole: row?.last, half: row?.last, first: 1 });
  await database.close();
  expect(readdirSync(dataDir).sort()).toEqual(['create.lock.db', 'lock.db', 'postgres']);
});

it('throws away what a crash in the middle of the first start has left', async () => {
  const dataDir = copyData();
  rmSync(join(dataDir, 'postgres/global'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres.incomplete'), '');
  const database = await open(dataDir);
  expect(await database.query({ sql: 'select 1 as one' })).toEqual([{ one: 1 }]);
  await database.close();
  expect(readdirSync(dataDir).sort()).toEqual(['create.lock.db', 'lock.db', 'postgres']);
});

it('fails what runs when its thread dies, and nothing else: the rest waits for the next thread', async () => {
  let worker: Worker | undefined;
  const watch = (message: unknown) => {
    worker = (message as { worker: Worker }).worker;
  };
  diagnostics.subscribe('worker_threads', watch);
  const failures: AppError[] = [];
  const database = await open(copyData(), (error) => failures.push(error));
  await database.query({ sql: 'create table kept (number bigint)' });
  const running = database.query({ sql: 'select pg_sleep(20)' });
  const waiting = [
    database.batch([{ sql: 'insert into kept values (1)' }]),
    database.query({ sql: 'insert into kept values (2)' }),
    database.kysely.selectNoFrom((eb) => eb.lit(1).as('one')).execute(),
  ];
  await worker?.terminate();
  await expect(running).rejects.toMatchObject({ type: 'Unavailable' });
  await Promise.all(waiting);
  expect(await database.query({ sql: 'select number from kept order by number' })).toEqual([
    { number: 1 },
    { number: 2 },
  ]);
  expect(failures).toEqual([]);
  // Five times within ten minutes is no accident.
  for (let death = 2; death <= 5; death++) {
    await database.query({ sql: 'select 1' });
    await worker?.terminate();
  }
  await expect.poll(() => failures).toMatchObject([{ type: 'Unavailable' }]);
  await expect(database.batch([{ sql: 'select 1' }])).rejects.toMatchObject({ type: 'Unavailable' });
  diagnostics.unsubscribe('worker_threads', watch);
  await database.close();
});

it('keeps its log bounded while it is written to, though nothing of PostgreSQL runs in the background', async () => {
  const dataDir = copyData();
  const database = await open(dataDir);
  await database.query({ sql: 'create table big (x text)' });
  const logFolder = join(dataDir, 'postgres/pg_wal');
  const logBytes = () =>
    readdirSync(logFolder).reduce(
      (sum, name) => sum + (name.length === 24 ? statSync(join(logFolder, name)).size : 0),
      0,
    );
  const position = async () => {
    const [row] = await database.query<{ bytes: number }>({ sql: `select pg_current_wal_lsn() - '0/0' as bytes` });
    return row?.bytes ?? 0;
  };
  const start = await position();
  // As much as fits several times into the bound; maintenance looks once a second, so this goes on until it has looked.
  const checkpoints = async () =>
    (await database.query<{ at: Date }>({ sql: 'select checkpoint_time as at from pg_control_checkpoint()' }))[0]?.at;
  const before = await checkpoints();
  while ((await position()) - start < 400e6) {
    await database.query({ sql: `insert into big select repeat(md5(g::text), 30) from generate_series(1, 5000) g` });
  }
  expect(await checkpoints()).not.toEqual(before);
  expect(logBytes()).toBeLessThan(300e6);
  await database.close();
  // 400 MB through an engine that is not optimised, on a machine that may be busy with the other files.
}, 180_000);
