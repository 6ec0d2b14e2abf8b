export { toStoreTarget } from './archive-config.ts';
export { applicationsFeature } from './feature.ts';
export { readGlobals } from './globals.ts';
export { applicationResource } from './resource.ts';
export { type ArchiveConfig, archiveConfig } from './schemas.ts';
export type { ApplicationService } from './service.ts';
export type { Summaries, SummaryQuery } from './summaries.ts';
