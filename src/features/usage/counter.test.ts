import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { openMigratedDatabase } from '../../platform/database/migrated-test-bed.ts';
import { UsageCounter } from './counter.ts';

let opened: Awaited<ReturnType<typeof openMigratedDatabase>>;
let database: Database;

beforeAll(async () => {
  opened = await openMigratedDatabase();
  ({ database } = opened);
});
afterAll(() => opened.end());

async function makeApplication(id: string, deletedAt: Date | null): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into application (id, owner_type, owner_id, name, created_at, updated_at, deleted_at)
      values (${id}, 'user', '0123456789abcdef01234567', ${id}, now(), now(), ${deletedAt})
      returning application_row_id as id`.execute(database.kysely);
  return rows[0]?.id ?? 0;
}

it('keeps no counts of an application that was deleted after they were made', async () => {
  const here = await makeApplication('0123456789abcdef01234568', null);
  const deleted = await makeApplication('0123456789abcdef01234569', new Date());
  const purged = deleted + 1000;
  const counter = new UsageCounter({ database, now: () => 3_600_000, onError: (error) => expect.fail(String(error)) });
  for (const applicationRowId of [purged, here, deleted]) {
    for (const deviceRowId of [2, 1]) {
      counter.add({ applicationRowId, deviceRowId, type: 'event', source: 'user.rest' });
    }
  }
  await counter.flush();
  for (const table of ['payload_count', 'payload_count_by_device']) {
    const kept = await database.query({
      sql: `select distinct application_row_id as id, sum(count)::int as count from ${table} group by 1`,
    });
    expect(kept).toEqual([{ id: here, count: 2 }]);
  }
});
