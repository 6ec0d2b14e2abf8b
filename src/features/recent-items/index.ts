export { recentItemsFeature } from './feature.ts';
export type { RecentItemService } from './service.ts';
