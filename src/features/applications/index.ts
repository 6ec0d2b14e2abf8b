export { defineApplicationJobs, resumePurges } from './jobs.ts';
export { registerApplicationRoutes } from './routes.ts';
export type { ArchiveConfig } from './schemas.ts';
export { ApplicationService } from './service.ts';
