export { defineExportJobs } from './jobs.ts';
export { registerExportRoutes } from './routes.ts';
export { ExportRunner } from './runner.ts';
export { ExportService } from './service.ts';
