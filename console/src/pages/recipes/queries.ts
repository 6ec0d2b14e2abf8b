import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

export const recipesPerPage = 50;

/** A page of the recipes; pages from 0. */
export const recipesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.recipeList(applicationId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/device-recipes', {
        path: { applicationId },
        query: { page, perPage: recipesPerPage },
      }),
    placeholderData: keepPreviousData,
  });

/** Recipes to choose from: the first thousand by name. */
export const recipeChoicesQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.recipeChoices(applicationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/device-recipes', {
        path: { applicationId },
        query: { perPage: 1000 },
      }),
  });

export const recipeQuery = (applicationId: string, deviceRecipeId: string) =>
  queryOptions({
    queryKey: keys.recipe(applicationId, deviceRecipeId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/device-recipes/{deviceRecipeId}', {
        path: { applicationId, deviceRecipeId },
      }),
  });
