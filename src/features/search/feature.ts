import { defineFeature } from '../../platform/feature.ts';
import { registerSearchRoutes } from './routes.ts';
import { SearchService } from './service.ts';

/** Everything in an application by partial name. */
export const searchFeature = defineFeature({
  name: 'search',
  create({ database, resources }) {
    const search = new SearchService({ database, resources });
    return { api: {}, routes: (router) => registerSearchRoutes(router, search) };
  },
});
