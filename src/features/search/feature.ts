import { defineFeature } from '../../platform/feature.ts';
import { registerSearchRoutes } from './routes.ts';
import { SearchService } from './service.ts';

/** Everything in an application by partial name. */
export const searchFeature = defineFeature({
  name: 'search',
  create({ database }) {
    const search = new SearchService({ database });
    return { api: {}, routes: (router) => registerSearchRoutes(router, search) };
  },
});
