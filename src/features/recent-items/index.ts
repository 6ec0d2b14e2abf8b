export { recentItemsFeature } from './feature.ts';
