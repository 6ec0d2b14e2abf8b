import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import type { StoredAttribute } from '../devices/index.ts';

export const dayMs = 24 * 3_600_000;

export interface ApplicationPolicy {
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly ownerTtl: number | null;
  readonly ownTtl: number | null;
  readonly config: ArchiveConfig | null;
  /** Whether some attribute of some device has a lifetime of its own. */
  readonly hasAttributeTtl: boolean;
}

export async function readPolicies(db: Queryable): Promise<ApplicationPolicy[]> {
  const { rows } = await sql<{
    application_row_id: number;
    id: string;
    owner_ttl: number | null;
    data_ttl: number | null;
    archive_config: ArchiveConfig | null;
    has_attribute_ttl: boolean;
  }>`select a.application_row_id, a.id, coalesce(u.data_ttl, o.data_ttl) as owner_ttl, a.data_ttl, a.archive_config,
      exists (select from device_directory d where d.application_row_id = a.application_row_id and d.deleted_at is null
        and jsonb_path_exists(d.attributes, '$[*].dataTTL')) as has_attribute_ttl
    from application_directory a
      left join user_directory u on a.owner_type = 'user' and u.id = a.owner_id
      left join organization_directory o on a.owner_type = 'organization' and o.id = a.owner_id
    where a.deleted_at is null`.execute(db);
  return rows.map((row) => ({
    applicationRowId: row.application_row_id,
    applicationId: row.id,
    ownerTtl: row.owner_ttl,
    ownTtl: row.data_ttl,
    config: row.archive_config,
    hasAttributeTtl: row.has_attribute_ttl,
  }));
}

export interface KeptDevice {
  readonly deviceRowId: number;
  readonly id: string;
  readonly tags: { key: string; value: string }[];
  readonly attributes: StoredAttribute[];
}

export async function readDevices(
  db: Queryable,
  applicationRowId: number,
  afterKey: number,
  limit: number,
): Promise<KeptDevice[]> {
  const rows = await db
    .selectFrom('device_directory as device')
    .where('application_row_id', '=', applicationRowId)
    .where('deleted_at', 'is', null)
    .where('device_row_id', '>', afterKey)
    .orderBy('device_row_id')
    .limit(limit)
    .select(['device_row_id', 'id', 'tags', 'attributes'])
    .execute();
  return rows.map((row) => ({
    deviceRowId: row.device_row_id,
    id: row.id,
    tags: row.tags,
    attributes: row.attributes as StoredAttribute[],
  }));
}

export async function readSweeps(db: Queryable, deviceRowId: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('attribute_sweep')
    .where('device_row_id', '=', deviceRowId)
    .select(['attribute_key', 'swept_until'])
    .execute();
  return new Map(rows.map((row) => [row.attribute_key, row.swept_until]));
}

export async function saveSweep(
  db: Queryable,
  sweep: { deviceRowId: number; attributeKey: number; until: number },
): Promise<void> {
  await db
    .insertInto('attribute_sweep')
    .values({ device_row_id: sweep.deviceRowId, attribute_key: sweep.attributeKey, swept_until: sweep.until })
    .onConflict((conflict) =>
      conflict.columns(['device_row_id', 'attribute_key']).doUpdateSet({ swept_until: sweep.until }),
    )
    .execute();
}
