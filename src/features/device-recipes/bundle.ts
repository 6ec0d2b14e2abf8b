import type { BundleApplication, BundleExport, BundleKind } from '../../platform/bundles/bundle-kind.ts';
import { eachRecord, pickFields, recordCheck, withoutUnresolved } from '../../platform/bundles/check-record.ts';
import { matchByName, resourcesByName } from '../../platform/bundles/named-rows.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { toRecipe } from './representation.ts';
import { deviceRecipeResource } from './resource.ts';
import { type RecipePost, recipePost } from './schemas.ts';
import type { DeviceRecipeService } from './service.ts';
import { listAllRecipes } from './store.ts';

const check = recordCheck<RecipePost>(recipePost);
/** What a recipe can name of devices. */
const references = ['gatewayId', 'parentId'];

/** Device recipes of bundles: `deviceRecipes.yaml`. */
export function deviceRecipeBundleKind(recipes: DeviceRecipeService): BundleKind {
  return {
    resourceType: 'DeviceRecipe',
    type: deviceRecipeResource.type,
    label: 'device recipes',
    after: ['device'],
    match: async (tx, records, { applicationRowId }) =>
      matchByName(records, await listAllRecipes(tx, applicationRowId)),
    async insert(steps, records, bundle) {
      await eachRecord({ steps, records, bundle }, async (tx, record) => {
        const fields = withoutUnresolved(record, pickFields(record.fields, recipePost), references, bundle);
        const body = check(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)));
        const same = record.present?.id;
        if (same !== undefined) {
          return bundle.found(record, () => recipes.change(tx, bundle.application, same, body));
        }
        await recipes.insert(tx, bundle.application, body, { id: record.id });
        bundle.stored(record);
      });
    },
    export: exportRecipes,
  };
}

async function exportRecipes(
  db: Queryable,
  { applicationRowId, applicationId }: BundleApplication,
  { includeDevices }: { includeDevices: boolean },
): Promise<BundleExport> {
  const rows = await listAllRecipes(db, applicationRowId);
  return resourcesByName('deviceRecipes.yaml', rows, (row) => {
    const { id, ...fields } = toRecipe(row, applicationId);
    const kept = Object.entries(pickFields(fields, recipePost)).filter(
      // What they name is not in the bundle.
      ([name, value]) => value !== null && (includeDevices || !references.includes(name)),
    );
    return { id, ...Object.fromEntries(kept) };
  });
}
