import { sql } from 'kysely';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';

export interface CountRow {
  /** Epoch ms of the bucket's start; 0 when the answer is not broken down by time. */
  readonly bucket: number;
  readonly deviceRowId: number;
  readonly deviceId: string | null;
  readonly type: string;
  readonly source: string;
  readonly count: number;
}

/** Counts of the hours in [start, end), summed over buckets of `resolution` ms (0: over everything). */
export async function readCounts(
  db: Queryable,
  question: { applicationRowIds: readonly number[]; start: number; end: number; resolution: number; byDevice: boolean },
): Promise<CountRow[]> {
  const { applicationRowIds, start, end, resolution } = question;
  const bucket = resolution > 0 ? sql`hour - hour % ${sql.lit(resolution)}` : sql`0`;
  const { rows } = question.byDevice
    ? await sql<CountRow>`
        select bucket, counted.device_row_id as "deviceRowId", device.id as "deviceId", type, source, count from (
          select ${bucket} as bucket, device_row_id, type, source, sum(count)::bigint as count
          from payload_count_by_device
          where application_row_id = any(${applicationRowIds}::bigint[]) and hour >= ${start} and hour < ${end}
          group by 1, 2, 3, 4
        ) counted left join device_directory as device on device.device_row_id = counted.device_row_id
        order by bucket, counted.device_row_id`.execute(db)
    : await sql<CountRow>`
        select ${bucket} as bucket, 0 as "deviceRowId", null as "deviceId", type, source, sum(count)::bigint as count
        from payload_count
        where application_row_id = any(${applicationRowIds}::bigint[]) and hour >= ${start} and hour < ${end}
        group by 1, 4, 5 order by 1`.execute(db);
  return rows;
}

export async function listOwnedKeys(db: Queryable, { ownerType, ownerId }: OwnerRef): Promise<number[]> {
  const rows = await db
    .selectFrom('application_directory')
    .where('owner_type', '=', ownerType)
    .where('owner_id', '=', ownerId)
    .where('deleted_at', 'is', null)
    .select('application_row_id')
    .execute();
  return rows.map((row) => row.application_row_id);
}
