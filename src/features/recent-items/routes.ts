import type { ActionRouter } from '../../platform/http/action-router.ts';
import { recentItem, recentItemList, recentItemsQuery } from './schemas.ts';
import type { RecentItemService } from './service.ts';

/** What the user has opened last, by kind and parent. */
export function registerRecentItemRoutes(router: ActionRouter, recentItems: RecentItemService): void {
  router.handle('me.addRecentItem', {
    summary: 'Note that the caller has opened something; answers the list that it is now the first of.',
    body: recentItem,
    answer: recentItemList,
    unrecorded: 'a convenience of one screen, one write for each page: it would bury the changes',
    handle: async (call) => recentItems.add(call.user, call.body),
  });

  router.handle('me.fetchRecentItems', {
    summary: 'What the caller has opened last, newest first.',
    query: recentItemsQuery,
    answer: recentItemList,
    handle: async (call) => recentItems.list(call.user, call.query),
  });
}
