export { filesFeature } from './feature.ts';
export type { FileAccess } from './file-access.ts';
export type { FileChange, FileChanges } from './file-changes.ts';
export type { Author } from './representation.ts';
