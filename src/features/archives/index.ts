export { defineArchiveJobs } from './jobs.ts';
export { registerArchiveRoutes } from './routes.ts';
export { ArchiveService } from './service.ts';
