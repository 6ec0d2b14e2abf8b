import type { Resource } from '../../platform/resources/resource.ts';

export const deviceRecipeResource: Resource = {
  type: 'deviceRecipe',
  label: 'Device recipe',
  parent: 'application',
  idParameter: 'deviceRecipeId',
  table: 'device_recipe',
  isVersioned: true,
  rowId: 'device_recipe_row_id',
  nameColumn: 'name',
  auditType: 'DeviceRecipe',
  search: { name: 'name', descriptor: 'description' },
  summaryField: 'deviceRecipeCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/recipes/{id}',
  transfer: {
    path: '/applications/{applicationId}/device-recipes',
    fields: [
      'name',
      'description',
      'deviceName',
      'deviceDescription',
      'tags',
      'attributes',
      'deviceClass',
      'gatewayId',
      'parentId',
      'systemInterval',
      'keepDuplicates',
    ],
    references: { gatewayId: 'device', parentId: 'device' },
  },
};
