// What the official client's pages and schemas say, as test/acceptance tries it, on servers with databases on PostgreSQL.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDatabase } from '../support/server-database.ts';
import { serverDefaults } from '../support/start-server.ts';

describe.each([
  ['schemas', () => import('../acceptance/client-schemas.test.ts')],
  ['options', () => import('../acceptance/client-options.test.ts')],
] as const)('%s', async (_name, load) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  beforeAll(async () => {
    database = await makeDatabase();
    serverDefaults.env = { DATABASE_URL: database.url };
  });
  afterAll(() => database.drop());
  it('is tried on PostgreSQL', async () => {
    const reader = new pg.Client({ connectionString: database.url });
    await reader.connect();
    const { rows } = await reader.query('select name from organization');
    await reader.end();
    expect(rows).toEqual([{ name: 'Works' }]);
  });
  await load();
});
