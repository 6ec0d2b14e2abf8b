import type { Attribute } from '../devices/index.ts';
import type { RecipeRow } from './store.ts';

/** A recipe as the API returns it. */
export function toRecipe(row: RecipeRow, applicationId: string) {
  return {
    id: row.id,
    deviceRecipeId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    deviceName: row.device_name ?? row.name,
    deviceDescription: row.device_description,
    tags: row.tags,
    attributes: row.attributes as Attribute[],
    deviceClass: row.device_class,
    ...(row.gateway_id === null ? {} : { gatewayId: row.gateway_id }),
    parentId: row.parent_id,
    ...(row.system_interval === null ? {} : { systemInterval: row.system_interval }),
    keepDuplicates: row.keep_duplicates,
    ...(row.command_forms.length === 0 ? {} : { commandForms: row.command_forms }),
    _type: 'deviceRecipe' as const,
    _links: { self: { href: `/applications/${applicationId}/device-recipes/${row.id}` } },
  };
}
