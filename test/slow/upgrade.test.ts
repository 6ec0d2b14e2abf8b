import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openFormerInstallation } from '../integration/upgrade-scenario.ts';
import { readDump, unpackFixture } from '../support/upgrade/unpack.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

async function run(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

it('opens the PostgreSQL database of the version before migration 0041 and finds everything in it', async () => {
  const version = 'schema-0040';
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  const url = new URL(administration);
  url.pathname = `/${name}`;
  await run(administration, `create database ${name}`);
  try {
    await run(url.href, await readDump(version));
    await openFormerInstallation(await unpackFixture(version, 'database'), { DATABASE_URL: url.href });
  } finally {
    await run(administration, `drop database ${name} with (force)`);
  }
  expect.hasAssertions();
});
