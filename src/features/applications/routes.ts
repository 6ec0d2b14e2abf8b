import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  application,
  applicationPatch,
  applicationPost,
  applications as applicationsPage,
  applicationsQuery,
  summaryQuery,
} from './schemas.ts';
import type { ApplicationService } from './service.ts';

/** Applications: list, create, read, change, delete (semantics.md, "The nine Application actions"). */
export function registerApplicationRoutes(router: ActionRouter, applications: ApplicationService): void {
  router.handle('applications.get', {
    summary: 'The applications that the caller owns.',
    query: applicationsQuery,
    answer: applicationsPage,
    handle: async ({ principal, query }) => applications.list(principal, query),
  });

  router.handle('applications.post', {
    summary: 'Create an application.',
    body: applicationPost,
    answer: application,
    handle: async ({ principal, body, change }) => applications.create(principal, body, change),
  });

  router.handle('application.get', {
    summary: 'One application, with the number of each of its resources.',
    query: summaryQuery,
    answer: application,
    handle: async (call) => applications.get(call.application, call.query),
  });

  router.handle('application.patch', {
    summary: 'Change the given fields of an application, all or none.',
    body: applicationPatch,
    answer: application,
    handle: async (call) => applications.patch(call.application, call.body, call.change),
  });

  router.handle('application.delete', {
    summary: 'Delete an application with everything in it.',
    answer: successAnswer,
    handle: async (call) => applications.delete(call.application, call.change),
  });
}
