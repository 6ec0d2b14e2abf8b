import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { registerRecentItemRoutes } from './routes.ts';
import { RecentItemService } from './service.ts';

/** What people have opened last. */
export const recentItemsFeature = defineFeature({
  name: 'recent-items',
  needs: { access: accessFeature },
  create({ database, resources, actions }, { access: { access } }) {
    const recentItems = new RecentItemService({ database, access, resources, actions });
    return { api: { recentItems }, routes: (router) => registerRecentItemRoutes(router, recentItems, resources) };
  },
});
