import { notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import { checkCommandForms, checkRelations, planAttributes } from '../devices/index.ts';
import { toRecipe } from './representation.ts';
import { deviceRecipeResource } from './resource.ts';
import type { RecipePatch, RecipePost } from './schemas.ts';
import {
  deleteRecipe,
  filterColumns,
  findRecipe,
  insertRecipe,
  listRecipes,
  lockRecipe,
  type RecipeRow,
  sortColumns,
  updateRecipe,
} from './store.ts';

/** Recipes: what devices are made from, many at a time. Changing one touches no device that was made from it. */
export class DeviceRecipeService {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(options: { database: Database; now: () => number }) {
    this.#database = options.database;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listRecipes(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toRecipe(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'deviceRecipes',
      _links: { self: { href: `/applications/${applicationId}/device-recipes` } },
    };
  }

  /** @throws AppError Validation for what no device could be */
  async create(application: ApplicationRef, body: RecipePost, change: Change) {
    const row = await inTransaction(this.#database, (tx) => this.insert(tx, application, body, { change }));
    return toRecipe(row, application.applicationId);
  }

  /** As `create`, on the given transaction. @throws AppError Validation before anything is written */
  async insert(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    body: RecipePost,
    { id = newId(), change }: { id?: string; change?: Change },
  ): Promise<RecipeRow> {
    const now = new Date(this.#now());
    const deviceClass = body.deviceClass ?? 'standalone';
    await checkDevice(tx, applicationRowId, deviceClass, body);
    const inserted = await insertRecipe(tx, {
      id,
      application_row_id: applicationRowId,
      name: body.name,
      description: body.description ?? '',
      device_name: body.deviceName ?? null,
      device_description: body.deviceDescription ?? '',
      tags: JSON.stringify(body.tags ?? []),
      attributes: JSON.stringify(body.attributes ?? []),
      device_class: deviceClass,
      gateway_id: body.gatewayId?.toLowerCase() ?? null,
      parent_id: body.parentId?.toLowerCase() ?? null,
      system_interval: body.systemInterval ?? null,
      keep_duplicates: body.keepDuplicates ?? false,
      command_forms: JSON.stringify(body.commandForms ?? []),
      created_at: now,
      updated_at: now,
    });
    await insertResource(tx, deviceRecipeResource, inserted, { change });
    return inserted;
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findRecipe(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound('Device recipe');
    return toRecipe(row, applicationId);
  }

  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: RecipePatch, change: Change) {
    const row = await inTransaction(this.#database, (tx) =>
      this.change(tx, { applicationRowId }, id, body, { change }),
    );
    return toRecipe(row, applicationId);
  }

  /** As `patch`, on the given transaction. @throws AppError before anything is written */
  async change(
    tx: Queryable,
    { applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>,
    id: string,
    body: RecipePatch,
    { change }: { change?: Change } = {},
  ): Promise<RecipeRow> {
    const current = await lockRecipe(tx, applicationRowId, id);
    if (!current) throw notFound('Device recipe');
    const deviceClass = body.deviceClass ?? current.device_class;
    await checkDevice(tx, applicationRowId, deviceClass, body);
    const changed = await updateRecipe(tx, current.device_recipe_row_id, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.deviceName === undefined ? {} : { device_name: body.deviceName }),
      ...(body.deviceDescription === undefined ? {} : { device_description: body.deviceDescription }),
      ...(body.tags === undefined ? {} : { tags: JSON.stringify(body.tags) }),
      ...(body.attributes === undefined ? {} : { attributes: JSON.stringify(body.attributes) }),
      ...(body.deviceClass === undefined ? {} : { device_class: body.deviceClass }),
      ...(body.gatewayId === undefined ? {} : { gateway_id: body.gatewayId.toLowerCase() }),
      ...(deviceClass === 'peripheral' ? {} : { gateway_id: null }),
      ...(body.parentId === undefined ? {} : { parent_id: body.parentId?.toLowerCase() ?? null }),
      ...(body.systemInterval === undefined ? {} : { system_interval: body.systemInterval }),
      ...(body.keepDuplicates === undefined ? {} : { keep_duplicates: body.keepDuplicates }),
      ...(body.commandForms === undefined ? {} : { command_forms: JSON.stringify(body.commandForms) }),
      updated_at: new Date(this.#now()),
    });
    await updateResource(tx, deviceRecipeResource, changed, { change });
    return changed;
  }

  async delete({ applicationRowId }: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteRecipe(tx, applicationRowId, id);
      if (!deleted) throw notFound('Device recipe');
      await removeResource(tx, deviceRecipeResource, deleted, { change });
    });
    return { success: true };
  }
}

/** The rules for a device that a schema cannot say, as far as a recipe names them. */
async function checkDevice(
  tx: Queryable,
  applicationRowId: number,
  deviceClass: string,
  body: RecipePatch,
): Promise<void> {
  if (body.attributes) planAttributes([], body.attributes);
  checkCommandForms(body.commandForms ?? []);
  await checkRelations(tx, applicationRowId, deviceClass, {
    ...(body.gatewayId === undefined ? {} : { gatewayId: body.gatewayId }),
    ...(body.parentId === undefined ? {} : { parentId: body.parentId }),
  });
}
