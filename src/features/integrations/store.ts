import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { IntegrationLinkTable, IntegrationTable } from './tables.generated.ts';

type IntegrationRow = Selectable<IntegrationTable>;
type LinkRow = Selectable<IntegrationLinkTable>;

/** An integration with what its holder has said of the connection. */
export type LinkedIntegration = IntegrationRow &
  Omit<LinkRow, 'integration_row_id' | 'holder' | 'lease_until' | 'subscribed_topics'> & {
    /** Whether a server holds the connection now; what a dead one has said last is no longer so. */
    readonly held: boolean;
  };

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  integrationType: 'integration_type',
  lastUpdated: 'updated_at',
} as const;
export const filterColumns = { name: 'name', integrationType: 'integration_type' } as const;

const linkColumns = [
  'integration_link.connected',
  'integration_link.connected_revision',
  'integration_link.connected_at',
  'integration_link.disconnected_at',
  'integration_link.disconnect_error',
  'integration_link.next_attempt_at',
  'integration_link.last_keep_alive',
  'integration_link.received',
  'integration_link.dropped',
  'integration_link.published',
  'integration_link.discarded',
  'integration_link.waiting',
  'integration_link.waiting_bytes',
] as const;

function selectLinked(db: Queryable, applicationRowId: number) {
  return db
    .selectFrom('integration')
    .innerJoin('integration_link', 'integration_link.integration_row_id', 'integration.integration_row_id')
    .where('integration.application_row_id', '=', applicationRowId)
    .selectAll('integration')
    .select(linkColumns)
    .select(sql<boolean>`coalesce(integration_link.lease_until >= clock_timestamp(), false)`.as('held'));
}

export function findIntegration(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<LinkedIntegration | undefined> {
  return selectLinked(db, applicationRowId).where('integration.id', '=', id).executeTakeFirst();
}

/** As `findIntegration`, and nobody else changes it until the transaction ends. */
export function lockIntegration(
  tx: Queryable,
  applicationRowId: number,
  id: string,
): Promise<IntegrationRow | undefined> {
  return tx
    .selectFrom('integration')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

/** All integrations of an application, in the order in which they were made. */
export function listAllIntegrations(db: Queryable, applicationRowId: number): Promise<LinkedIntegration[]> {
  return selectLinked(db, applicationRowId).orderBy('integration.integration_row_id').limit(maxExported).execute();
}

/** As many as a bundle may have records of all kinds. */
const maxExported = 20_000;

export async function listIntegrations(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('integration').where('application_row_id', '=', applicationRowId).selectAll();
  const { rows, totalCount } = await readRowsOfPage(query, page, {
    sort: sortColumns,
    filter: filterColumns,
    unique: 'integration_row_id',
  });
  if (rows.length === 0) return { rows: [], totalCount };
  const ids = rows.map((row) => row.id);
  const linked = await selectLinked(db, applicationRowId).where('integration.id', 'in', ids).execute();
  const byId = new Map(linked.map((row) => [row.id, row]));
  return { rows: rows.flatMap((row) => byId.get(row.id) ?? []), totalCount };
}

export async function insertIntegration(tx: Queryable, row: Insertable<IntegrationTable>): Promise<IntegrationRow> {
  const inserted = await tx.insertInto('integration').values(row).returningAll().executeTakeFirstOrThrow();
  await tx.insertInto('integration_link').values({ integration_row_id: inserted.integration_row_id }).execute();
  return inserted;
}

export function updateIntegration(
  tx: Queryable,
  rowId: number,
  changes: Updateable<IntegrationTable>,
): Promise<IntegrationRow> {
  return tx
    .updateTable('integration')
    .set(changes)
    .where('integration_row_id', '=', rowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function deleteIntegration(
  tx: Queryable,
  applicationRowId: number,
  id: string,
): Promise<IntegrationRow | undefined> {
  return tx
    .deleteFrom('integration')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}
