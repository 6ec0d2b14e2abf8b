import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AppError } from '../../kernel/errors.ts';
import type { PooledDatabase } from './pooled-database.ts';
import { openServerDatabase } from './server.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

let name: string;
let url: string;
let administrator: pg.Client;
let opened: PooledDatabase[] = [];
let losses: AppError[] = [];

beforeEach(async () => {
  administrator = new pg.Client({ connectionString: administration });
  await administrator.connect();
  name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administrator.query(`create database ${name}`);
  url = Object.assign(new URL(administration), { pathname: `/${name}` }).href;
  losses = [];
});
afterEach(async () => {
  await Promise.all(opened.map((database) => database.close()));
  opened = [];
  await administrator.query(`drop database ${name} with (force)`);
  await administrator.end();
});

async function open(options: { url?: string } = {}): Promise<PooledDatabase> {
  const database = await openServerDatabase({ url, onLost: (error) => losses.push(error), ...options });
  opened.push(database);
  return database;
}

/** The sessions that hold the lock or wait for it. */
async function lockSessions(): Promise<number[]> {
  const { rows } = await administrator.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = $1 and application_name = 'signalbox lock'`,
    [name],
  );
  return rows.map(({ pid }) => pid);
}

it('refuses a second server, in one sentence, until the first has closed', async () => {
  const first = await open();
  await expect(open()).rejects.toMatchObject({
    type: 'Unavailable',
    message: 'The database at DATABASE_URL is in use by another Signalbox; only one server may use a database',
  });
  // Whoever does not ask for the database alone is let in.
  opened.push(await openServerDatabase({ url }));
  const waiting = open();
  await first.close();
  await waiting;
  expect(losses).toEqual([]);
});

it('takes the lock again when its connection is lost', async () => {
  await open();
  const [pid] = await lockSessions();
  await administrator.query('select pg_terminate_backend($1)', [pid]);
  await expect
    .poll(async () => (await lockSessions()).filter((each) => each !== pid), { timeout: 20_000 })
    .toHaveLength(1);
  await expect(open()).rejects.toThrow('in use by another Signalbox');
  expect(losses).toEqual([]);
});

it('gives up when another server has the lock by then', async () => {
  await open();
  const rival = new pg.Client({ connectionString: url });
  await rival.connect();
  const taken = rival.query('select pg_advisory_lock(7460021, 2)');
  await administrator.query('select pg_terminate_backend($1)', await lockSessions());
  await taken;
  await expect.poll(() => losses, { timeout: 20_000 }).toHaveLength(1);
  expect(losses[0]).toMatchObject({ type: 'Unavailable', message: expect.stringContaining('has taken over') });
  await rival.end();
});

it('ends its own former session when only its connection has broken', async () => {
  const there = new URL(url);
  const halves: { near: Socket; far: Socket }[] = [];
  const proxy = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(Number(there.port), there.hostname);
    halves.push({ near, far });
    near.on('error', () => {}).pipe(far, { end: false });
    far.on('error', () => {}).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const through = Object.assign(new URL(url), { port: String((proxy.address() as AddressInfo).port) });
  const database = await open({ url: through.href });
  const [former] = await lockSessions();
  // PostgreSQL does not see that the other half of its connections is gone.
  for (const { near } of halves.splice(0)) near.destroy();
  await expect.poll(lockSessions, { timeout: 20_000 }).not.toContain(former);
  await expect.poll(lockSessions, { timeout: 20_000 }).toHaveLength(1);
  expect(losses).toEqual([]);
  await database.close();
  for (const { near, far } of halves) {
    near.destroy();
    far.destroy();
  }
  proxy.close();
});
