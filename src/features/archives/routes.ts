import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { AccessService } from '../access/index.ts';
import type { JobWatch } from './job-watch.ts';
import {
  archiveJob,
  archiveJobs,
  archiveJobsQuery,
  archiveJobsStreamQuery,
  archiveQuery,
  archiveTestBody,
  archiveTestResult,
  queuedAnswer,
} from './schemas.ts';
import type { ArchiveService } from './service.ts';
import { openJobStream } from './stream.ts';

/** Archiving by request, the test of a target, and archive jobs (semantics.md, "Archives"). */
export function registerArchiveRoutes(
  router: ActionRouter,
  options: { archives: ArchiveService; access: AccessService; watch: JobWatch; now: () => number },
): void {
  const { archives } = options;
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

  router.handle('application.archiveTest', {
    summary: 'Write, read and remove a small object at the archive’s target, and say what is wrong with it.',
    body: archiveTestBody,
    answer: archiveTestResult,
    handle: async (call) => archives.test(call.application, call.body.archiveConfig, call.change),
  });

  router.handle('archiveJobs.get', {
    summary: 'The archive jobs of an application, one per day, newest day first.',
    query: archiveJobsQuery,
    answer: archiveJobs,
    handle: async (call) => archives.list(call.application, call.query),
  });

  router.handle('archiveJobs.stream', {
    summary: 'Server-Sent Events with archive jobs as they come on.',
    query: archiveJobsStreamQuery,
    stream: true,
    handle: async (call) => openJobStream(call, options),
  });

  router.handle('archiveJob.get', {
    summary: 'One archive job: its state, how far it is, and why it failed.',
    answer: archiveJob,
    handle: async (call) => archives.get(call.application, call.parameters.archiveJobId),
  });

  router.handle('archiveJob.cancel', {
    summary: 'End an archive job that has not ended.',
    answer: archiveJob,
    handle: async (call) => archives.cancel(call.application, call.parameters.archiveJobId, call.change),
  });
}
