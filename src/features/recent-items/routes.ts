import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import { makeRecentItemSchemas } from './schemas.ts';
import type { RecentItemService } from './service.ts';

/** What the user has opened last, by kind and parent. */
export function registerRecentItemRoutes(
  router: ActionRouter,
  recentItems: RecentItemService,
  resources: ResourceRegistry,
): void {
  const schemas = makeRecentItemSchemas(resources);
  router.handle('me.addRecentItem', {
    summary: 'Note that the caller has opened something; returns the list that it is now the first of.',
    body: schemas.item,
    answer: schemas.list,
    unrecorded: 'a convenience of one screen, one write for each page: it would bury the changes',
    handle: async (call) => recentItems.add(call.user, call.body),
  });

  router.handle('me.fetchRecentItems', {
    summary: 'What the caller has opened last, newest first.',
    query: schemas.query,
    answer: schemas.list,
    handle: async (call) => recentItems.list(call.user, call.query),
  });
}
