import type { Insertable, Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { WebhookTable } from './tables.generated.ts';

export type WebhookRow = Selectable<WebhookTable>;
/** A webhook that is called, with the ids of its application and of whose that is. */
export type CalledWebhook = WebhookRow & { readonly application_id: string; readonly owner_id: string };

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
} as const;
export const filterColumns = { name: 'name' } as const;

export function findWebhook(db: Queryable, applicationRowId: number, id: string): Promise<WebhookRow | undefined> {
  return db
    .selectFrom('webhook')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** As `findWebhook`, keeping others from changing the row until the transaction ends. */
export function lockWebhook(tx: Queryable, applicationRowId: number, id: string): Promise<WebhookRow | undefined> {
  return tx
    .selectFrom('webhook')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

/** The webhook that is called under this token; undefined when there is none, or its application is deleted. */
export function findByToken(db: Queryable, token: string): Promise<CalledWebhook | undefined> {
  return db
    .selectFrom('webhook')
    .innerJoin('application_directory as application', 'application.application_row_id', 'webhook.application_row_id')
    .where('webhook.token', '=', token)
    .where('application.deleted_at', 'is', null)
    .selectAll('webhook')
    .select(['application.id as application_id', 'application.owner_id'])
    .executeTakeFirst();
}

export function listWebhooks(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('webhook').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'webhook_row_id' });
}

/** All webhooks of an application, in the order in which they were made. */
export function listAllWebhooks(db: Queryable, applicationRowId: number): Promise<WebhookRow[]> {
  return db
    .selectFrom('webhook')
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .orderBy('webhook_row_id')
    .limit(maxExported)
    .execute();
}

/** As many as a bundle may have records of all kinds. */
const maxExported = 20_000;

export function insertWebhook(tx: Queryable, row: Insertable<WebhookTable>): Promise<WebhookRow> {
  return tx.insertInto('webhook').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateWebhook(
  tx: Queryable,
  webhookRowId: number,
  changes: Updateable<WebhookTable>,
): Promise<WebhookRow> {
  return tx
    .updateTable('webhook')
    .set(changes)
    .where('webhook_row_id', '=', webhookRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function deleteWebhook(tx: Queryable, applicationRowId: number, id: string): Promise<WebhookRow | undefined> {
  return tx
    .deleteFrom('webhook')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Every webhook with a sealed password, locked: to seal it again. */
export function lockSealed(tx: Queryable) {
  return tx
    .selectFrom('webhook')
    .where('sealed_basic_auth_password', 'is not', null)
    .select(['webhook_row_id', 'sealed_basic_auth_password'])
    .forUpdate()
    .execute();
}

/** Every sealed password. */
export async function readSealed(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook')
    .where('sealed_basic_auth_password', 'is not', null)
    .select('sealed_basic_auth_password')
    .execute();
  return rows.flatMap((row) => row.sealed_basic_auth_password ?? []);
}
