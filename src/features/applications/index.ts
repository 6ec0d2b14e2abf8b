export { toStoreTarget } from './archive-config.ts';
export type { ApplicationExtras } from './extras.ts';
export { applicationsFeature } from './feature.ts';
export { readGlobals } from './globals.ts';
export { applicationResource } from './resource.ts';
export { type ApplicationPost, type ArchiveConfig, application, applicationPost, archiveConfig } from './schemas.ts';
export type { ApplicationService } from './service.ts';
export type { Summaries, SummaryQuery, SummaryValue } from './summaries.ts';
