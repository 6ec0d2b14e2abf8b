import { pageAt } from '../../shared/route.ts';

export const routes = [
  pageAt('/applications/$applicationId/recipes', () => import('./recipes-page.tsx'), 'RecipesPage'),
  pageAt('/applications/$applicationId/recipes/$recipeId', () => import('./recipe-page.tsx'), 'RecipePage'),
  pageAt('/applications/$applicationId/create-devices', () => import('./create-devices-page.tsx'), 'CreateDevicesPage'),
];
