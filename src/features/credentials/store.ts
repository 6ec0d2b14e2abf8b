import type { Insertable, Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { CredentialTable } from './tables.generated.ts';

export type CredentialRow = Selectable<CredentialTable>;

export const credentialColumns = {
  sort: { creationDate: 'created_at', name: 'name', type: 'type', lastUpdated: 'updated_at' },
  filter: { name: 'name', type: 'type' },
  unique: 'credential_row_id',
} as const;

export function listCredentials(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('credential').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, credentialColumns);
}

function select(db: Queryable, applicationRowId: number) {
  return db.selectFrom('credential').where('application_row_id', '=', applicationRowId).selectAll();
}

export function findCredential(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<CredentialRow | undefined> {
  return select(db, applicationRowId).where('id', '=', id).executeTakeFirst();
}

export function findCredentialByName(
  db: Queryable,
  applicationRowId: number,
  name: string,
): Promise<CredentialRow | undefined> {
  return select(db, applicationRowId).where('name', '=', normalizeText(name)).executeTakeFirst();
}

/** As `findCredential`; nobody else changes the row until the transaction ends. */
export function lockCredential(
  tx: Queryable,
  applicationRowId: number,
  id: string,
): Promise<CredentialRow | undefined> {
  return select(tx, applicationRowId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export function insertCredential(tx: Queryable, row: Insertable<CredentialTable>): Promise<CredentialRow> {
  return tx.insertInto('credential').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateCredential(
  tx: Queryable,
  credentialRowId: number,
  changes: Updateable<CredentialTable>,
): Promise<CredentialRow> {
  return tx
    .updateTable('credential')
    .set(changes)
    .where('credential_row_id', '=', credentialRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteCredential(tx: Queryable, credentialRowId: number): Promise<void> {
  await tx.deleteFrom('credential').where('credential_row_id', '=', credentialRowId).execute();
}
