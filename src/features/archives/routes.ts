import type { ActionRouter } from '../../platform/http/action-router.ts';
import { archiveQuery, queuedAnswer } from './schemas.ts';
import type { ArchiveService } from './service.ts';

export function registerArchiveRoutes(router: ActionRouter, archives: ArchiveService): void {
  router.handle('application.archiveData', {
    summary: 'Queue the export of one UTC day of device data to the application’s archive.',
    query: archiveQuery,
    answer: queuedAnswer,
    handle: async (call) => archives.archive(call.application, call.query.date, call.change),
  });

  router.handle('application.backfillArchiveData', {
    summary: 'Queue the export of every archivable day that holds data.',
    answer: queuedAnswer,
    handle: async (call) => archives.backfill(call.application, call.change),
  });
}
