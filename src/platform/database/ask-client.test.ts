import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Pool } from 'pg';
import { afterEach, expect, it } from 'vitest';
import { PooledDatabase } from './pooled-database.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A server that lets everybody in and answers nothing after that. */
async function startSilent(): Promise<{ port: number; sessions: Socket[] }> {
  const sessions: Socket[] = [];
  const authenticatedAndReady = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
  const server = createServer((socket) => {
    sessions.push(socket);
    socket.once('data', () => socket.write(authenticatedAndReady));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    for (const socket of sessions) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sessions };
}

async function connectTo(port: number): Promise<PooledDatabase> {
  const pool = new Pool({ host: '127.0.0.1', port, user: 'somebody', database: 'some', ssl: false, max: 1 });
  pool.on('error', () => {});
  const database = new PooledDatabase({
    kind: 'server',
    isExclusive: false,
    pool,
    places: 1,
    batchConcurrency: 1,
    answerLimitMs: 50,
    limitStatements: () => {},
  });
  cleanUps.push(() => database.close());
  return database;
}

it.each([
  ['a statement', (database: PooledDatabase) => database.query({ sql: 'select 1' })],
  ['a prepared one', (database: PooledDatabase) => database.query({ sql: 'select 1', prepared: true })],
  ['a batch', (database: PooledDatabase) => database.batch([{ sql: 'select 1' }])],
])('gives up a session that does not answer %s, and opens another', async (_what, ask) => {
  const { port, sessions } = await startSilent();
  const database = await connectTo(port);
  for (const count of [1, 2]) {
    await expect(ask(database)).rejects.toMatchObject({ type: 'Unavailable', retryAfter: 5 });
    expect(sessions).toHaveLength(count);
  }
});

it('ends what a lease waits for with the lease', async () => {
  const { port } = await startSilent();
  const database = await connectTo(port);
  const connection = await database.acquire({ maxMs: 50 });
  await expect(connection.execute({ sql: 'select 1' })).rejects.toMatchObject({ type: 'Unavailable' });
});
