import type { Insertable, Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { DeviceRecipeTable } from './tables.generated.ts';

export type RecipeRow = Selectable<DeviceRecipeTable>;

export const sortColumns = { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' } as const;
export const filterColumns = { name: 'name' } as const;

export function findRecipe(db: Queryable, applicationRowId: number, id: string): Promise<RecipeRow | undefined> {
  return db
    .selectFrom('device_recipe')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .executeTakeFirst();
}

export function lockRecipe(tx: Queryable, applicationRowId: number, id: string): Promise<RecipeRow | undefined> {
  return tx
    .selectFrom('device_recipe')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

export function insertRecipe(tx: Queryable, row: Insertable<DeviceRecipeTable>): Promise<RecipeRow> {
  return tx.insertInto('device_recipe').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateRecipe(
  tx: Queryable,
  deviceRecipeRowId: number,
  changes: Updateable<DeviceRecipeTable>,
): Promise<RecipeRow> {
  return tx
    .updateTable('device_recipe')
    .set(changes)
    .where('device_recipe_row_id', '=', deviceRecipeRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function deleteRecipe(tx: Queryable, applicationRowId: number, id: string): Promise<RecipeRow | undefined> {
  return tx
    .deleteFrom('device_recipe')
    .where('id', '=', id)
    .where('application_row_id', '=', applicationRowId)
    .returningAll()
    .executeTakeFirst();
}

/** All recipes of an application, in the order in which they were made. */
export function listAllRecipes(db: Queryable, applicationRowId: number): Promise<RecipeRow[]> {
  return db
    .selectFrom('device_recipe')
    .where('application_row_id', '=', applicationRowId)
    .selectAll()
    .orderBy('device_recipe_row_id')
    .limit(maxExported)
    .execute();
}

/** As many as a bundle may have records of all kinds. */
const maxExported = 20_000;

export function listRecipes(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('device_recipe').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'device_recipe_row_id' });
}
