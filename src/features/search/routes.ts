import type { ActionRouter } from '../../platform/http/action-router.ts';
import { searchQuery, searchResults } from './schemas.ts';
import type { SearchService } from './service.ts';

/** Search in one application (semantics.md, "search"). */
export function registerSearchRoutes(router: ActionRouter, search: SearchService): void {
  router.handle('application.search', {
    summary: 'Everything in the application whose name contains the filter; also by id, and devices by tag.',
    query: searchQuery,
    answer: searchResults,
    handle: async (call) => search.search(call.application, call.query.filter),
  });
}
