export {
  addResource,
  addToCount,
  type CountedType,
  readCounts,
  removeResource,
  type SearchableType,
  updateResource,
} from './resource-index.ts';
export { registerSearchRoutes } from './routes.ts';
export { SearchService } from './service.ts';
