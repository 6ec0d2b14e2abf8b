import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../../../test/support/prepared-data.ts';
import { inSlowSuite } from '../../../test/support/rounds.ts';
import type { AppError } from '../../kernel/errors.ts';
import { openEmbeddedDatabase } from './embedded.ts';
import { runInLane } from './lane.ts';

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

it('lets only one server open a folder', async () => {
  const dataDir = copyData();
  const first = await open(dataDir);
  await expect(open(dataDir)).rejects.toThrow(
    /^The data folder .* is in use by another Signalbox \(process \d+ on .+\)$/,
  );
  expect(await first.query({ sql: 'select 1 as one' })).toEqual([{ one: 1 }]);
  await first.close();
  await (await open(dataDir)).close();
});

inSlowSuite('waits for a statement to take too long, and for the engine to recover', () => {
  it('ends a statement that takes longer than a caller may, and goes on with what others have asked', async () => {
    const database = await openEmbeddedDatabase({ dataDir: copyData(), onFailure: failTest, callerLimitMs: 500 });
    await database.query({ sql: 'create table kept (number bigint)' });
    const endless = runInLane({ owner: 'greedy', name: 'app' }, () =>
      database.query({ sql: 'select count(*) from generate_series(1, 1000000000000) as a' }),
    );
    const others = [1, 2, 3].map((number) =>
      number === 2
        ? database.batch([{ sql: 'insert into kept values ($1)', parameters: [number] }])
        : database.query({ sql: 'insert into kept values ($1)', parameters: [number] }),
    );
    await expect(endless).rejects.toMatchObject({ type: 'Unavailable', message: 'The database took too long' });
    await Promise.all(others);
    expect(await database.query({ sql: 'select count(*) as count from kept' })).toEqual([{ count: 3 }]);
    // What the server does by itself may take its time.
    expect(await database.query({ sql: 'select 1 as one from pg_sleep(1)' })).toEqual([{ one: 1 }]);
    await database.close();
  });
});

it('leaves files alone that it does not know', async () => {
  const older = copyData();
  writeFileSync(join(older, 'postgres/PG_VERSION'), '17\n');
  await expect(open(older)).rejects.toThrow('was written by PostgreSQL 17; this version of Signalbox reads 18');
  const foreign = join(root, 'foreign');
  mkdirSync(join(foreign, 'postgres'), { recursive: true });
  writeFileSync(join(foreign, 'postgres/thesis.txt'), 'x');
  await expect(open(foreign)).rejects.toThrow('is not empty and holds no database');
  expect(existsSync(join(foreign, 'postgres/thesis.txt'))).toBe(true);
});
