export { filesFeature } from './feature.ts';
export type { FileAccess } from './file-access.ts';
export type { Author } from './representation.ts';
