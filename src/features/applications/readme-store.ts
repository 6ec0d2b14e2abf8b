import type { Insertable, Selectable } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { ApplicationReadmeTable } from './tables.generated.ts';

export function findReadme(
  db: Queryable,
  applicationRowId: number,
): Promise<Selectable<ApplicationReadmeTable> | undefined> {
  return db
    .selectFrom('application_readme')
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .executeTakeFirst();
}

/** Writes the readme of an application, in place of the one that it has. */
export async function setReadme(tx: Queryable, row: Insertable<ApplicationReadmeTable>): Promise<void> {
  const { application_row_id: _application, ...changes } = row;
  await tx
    .insertInto('application_readme')
    .values(row)
    .onConflict((conflict) => conflict.column('application_row_id').doUpdateSet(changes))
    .execute();
}
