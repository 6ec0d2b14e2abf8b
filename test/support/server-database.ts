import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/**
 * A database of its own, on the PostgreSQL server of the slow tests unless another one is named. @throws Error when there is none
 */
export async function makeDatabase(
  administration = process.env.SIGNALBOX_TEST_DATABASE_URL,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  if (!administration)
    throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  const administer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: administration });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await administer(`create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await administer(`drop database ${name} with (force)`);
      await rm(sharedFolder(url.href), { recursive: true, force: true });
    },
  };
}

/** What the servers on a database of a test encrypt with, unless the test says another key. */
export const sharedKey = 'the key of all servers of a test';

/** Where the servers on a database of a test have their files, unless the test says another place. */
export function sharedFolder(databaseUrl = ''): string {
  const name = databaseUrl === '' ? 'none' : new URL(databaseUrl).pathname.slice(1);
  return join(tmpdir(), 'signalbox-shared', name);
}
