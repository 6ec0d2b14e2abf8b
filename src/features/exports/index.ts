export { defineExportJobs } from './jobs.ts';
export { ExportRights } from './rights.ts';
export { registerExportRoutes } from './routes.ts';
export { ExportRunner } from './runner.ts';
export { ExportService } from './service.ts';
