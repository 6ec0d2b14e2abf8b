export {
  addResource,
  addToCount,
  type CountedType,
  readCounts,
  removeResource,
  type SearchableType,
  updateResource,
} from './store.ts';
