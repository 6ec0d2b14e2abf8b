import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { BulkCreate } from './bulk-create.ts';
import {
  bulkBodyLimit,
  bulkCreated,
  bulkCreatePost,
  bulkQueued,
  recipe,
  recipePatch,
  recipePost,
  recipes as recipesPage,
  recipesQuery,
} from './schemas.ts';
import type { DeviceRecipeService } from './service.ts';

/** Device recipes, and the devices that are made from them. */
export function registerDeviceRecipeRoutes(
  router: ActionRouter,
  { recipes, bulkCreate, links }: { recipes: DeviceRecipeService; bulkCreate: BulkCreate; links: LinkBase },
): void {
  router.handle('deviceRecipes.get', {
    summary: 'The device recipes of an application.',
    query: recipesQuery,
    answer: recipesPage,
    handle: async (call) => recipes.list(call.application, call.query),
  });

  router.handle('deviceRecipes.post', {
    summary: 'Create a device recipe.',
    body: recipePost,
    answer: recipe,
    handle: async (call) => recipes.create(call.application, call.body, call.change),
  });

  router.handle('deviceRecipe.get', {
    summary: 'One device recipe.',
    answer: recipe,
    handle: async (call) => recipes.get(call.application, call.parameters.deviceRecipeId),
  });

  router.handle('deviceRecipe.patch', {
    summary: 'Change the given fields of a device recipe; devices made from it stay as they are.',
    body: recipePatch,
    answer: recipe,
    handle: async (call) => recipes.patch(call.application, call.parameters.deviceRecipeId, call.body, call.change),
  });

  router.handle('deviceRecipe.delete', {
    summary: 'Delete a device recipe; devices made from it stay.',
    answer: successAnswer,
    handle: async (call) => recipes.delete(call.application, call.parameters.deviceRecipeId, call.change),
  });

  router.handle('deviceRecipe.bulkCreate', {
    summary: 'Create devices from a recipe, one for each row of a CSV: at once, or as a job when they are many.',
    body: bulkCreatePost,
    bodyLimit: bulkBodyLimit,
    answer: bulkCreated,
    accepted: bulkQueued,
    handle: async (call) => {
      const { application, body, change, parameters, principal, reply, request } = call;
      const options = { baseUrl: links.of(request), change };
      const done = await bulkCreate.start(application, principal, parameters.deviceRecipeId, body, options);
      return 'jobId' in done ? reply.code(202).send(done) : done;
    },
  });
}
