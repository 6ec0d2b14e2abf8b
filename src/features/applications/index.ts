export { toStoreTarget } from './archive-config.ts';
export { defineApplicationJobs, resumePurges } from './jobs.ts';
export { summarizeOwner } from './owner-summary.ts';
export { chooseOwnerSummary, type SummaryQuery } from './representation.ts';
export { readSealedArchiveSecrets, resealArchiveSecrets } from './reseal.ts';
export { registerApplicationRoutes } from './routes.ts';
export { type ArchiveConfig, archiveConfig } from './schemas.ts';
export { ApplicationService } from './service.ts';
