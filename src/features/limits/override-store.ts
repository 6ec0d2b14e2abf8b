import { sql } from 'kysely';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';

/** Whose limits are set: one application's, or those of all that an owner has. */
export interface LimitSubject {
  readonly type: 'application' | 'organization' | 'user';
  /** 24-hex. */
  readonly id: string;
  readonly name: string;
  readonly rowId: number;
  /** In whose record of changes it stands. */
  readonly owner: OwnerRef;
}

/** A limit that was set, as text. */
export interface StoredOverride {
  readonly name: string;
  readonly value: string;
  readonly source: 'application' | 'owner';
}

const columns = {
  application: 'application_row_id',
  organization: 'organization_row_id',
  user: 'user_row_id',
} as const;

/** What is set for an application and for its owner. */
export async function readOverridesOf(db: Queryable, applicationRowId: number): Promise<StoredOverride[]> {
  const { rows } = await sql<StoredOverride>`
    select overridden.name, overridden.value,
      case when overridden.application_row_id is null then 'owner' else 'application' end as source
    from application_directory as application
    left join organization_directory as organization
      on application.owner_type = 'organization' and organization.id = application.owner_id
    left join user_directory as person on application.owner_type = 'user' and person.id = application.owner_id
    join limit_override as overridden on overridden.application_row_id = application.application_row_id
      or overridden.organization_row_id = organization.organization_row_id
      or overridden.user_row_id = person.user_row_id
    where application.application_row_id = ${applicationRowId}`.execute(db);
  return rows;
}

export async function readOverrides(db: Queryable, subject: LimitSubject): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('limit_override')
    .where(columns[subject.type], '=', subject.rowId)
    .select(['name', 'value'])
    .execute();
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** @param value null: no longer set */
export async function writeOverride(
  tx: Queryable,
  subject: LimitSubject,
  { name, value }: { name: string; value: string | null },
): Promise<void> {
  const column = columns[subject.type];
  await tx.deleteFrom('limit_override').where(column, '=', subject.rowId).where('name', '=', name).execute();
  if (value === null) return;
  await tx
    .insertInto('limit_override')
    .values({
      application_row_id: null,
      organization_row_id: null,
      user_row_id: null,
      [column]: subject.rowId,
      name,
      value,
    })
    .execute();
}

/** The application, organization or user of an id, where there is one. */
export async function findSubject(
  db: Queryable,
  { type, id }: Pick<LimitSubject, 'type' | 'id'>,
): Promise<LimitSubject | undefined> {
  if (type === 'application') {
    const row = await db
      .selectFrom('application_directory')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .select(['application_row_id', 'name', 'owner_type', 'owner_id'])
      .executeTakeFirst();
    const ownerType = row?.owner_type as OwnerRef['ownerType'];
    return (
      row && { type, id, name: row.name, rowId: row.application_row_id, owner: { ownerType, ownerId: row.owner_id } }
    );
  }
  const owner = { ownerType: type, ownerId: id };
  if (type === 'organization') {
    const row = await db
      .selectFrom('organization_directory')
      .where('id', '=', id)
      .select(['organization_row_id', 'name'])
      .executeTakeFirst();
    return row && { type, id, name: row.name, rowId: row.organization_row_id, owner };
  }
  const row = await db
    .selectFrom('user_directory')
    .where('id', '=', id)
    .select(['user_row_id', 'email'])
    .executeTakeFirst();
  return row && { type, id, name: row.email, rowId: row.user_row_id, owner };
}
