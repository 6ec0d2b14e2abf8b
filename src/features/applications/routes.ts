import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { ApplicationExtras } from './extras.ts';
import {
  application,
  applicationPatch,
  applicationPost,
  applications as applicationsPage,
  applicationsQuery,
  globalsPatch,
  readme,
  readmePatch,
  summaryQuery,
} from './schemas.ts';
import type { ApplicationService } from './service.ts';

/** Applications: list, create, read, change, delete (semantics.md, "The nine Application actions"). */
export function registerApplicationRoutes(
  router: ActionRouter,
  { applications, extras, links }: { applications: ApplicationService; extras: ApplicationExtras; links: LinkBase },
): void {
  router.handle('applications.get', {
    summary: 'The applications that the caller owns.',
    query: applicationsQuery,
    answer: applicationsPage,
    handle: async ({ principal, query }) => applications.list(principal, query),
  });

  router.handle('applications.post', {
    summary: 'Create an application.',
    query: summaryQuery,
    body: applicationPost,
    answer: application,
    handle: async ({ principal, body, change, request, query }) =>
      applications.create(principal, body, { change, baseUrl: links.of(request), query }),
  });

  router.handle('application.get', {
    summary: 'One application, with the number of each of its resources.',
    query: summaryQuery,
    answer: application,
    handle: async (call) => applications.get(call.application, call.query),
  });

  router.handle('application.patch', {
    summary: 'Change the given fields of an application, all or none.',
    query: summaryQuery,
    body: applicationPatch,
    answer: application,
    handle: async (call) => applications.patch(call.application, call.body, call.change, call.query),
  });

  router.handle('application.delete', {
    summary: 'Delete an application with everything in it.',
    answer: successAnswer,
    handle: async (call) => applications.delete(call.application, call.change),
  });

  router.handle('application.globals', {
    summary: 'Add, replace and remove globals by their keys; the others stay.',
    body: globalsPatch,
    answer: application,
    handle: async (call) => extras.patchGlobals(call.application, call.body, call.change),
  });

  router.handle('application.readme', {
    summary: 'The text that explains an application.',
    answer: readme,
    handle: async (call) => extras.readme(call.application),
  });

  router.handle('application.readmePatch', {
    summary: 'Change the text that explains an application.',
    body: readmePatch,
    bodyLimit: 1024 * 1024,
    answer: readme,
    handle: async (call) => extras.patchReadme(call.application, call.principal, call.body, call.change),
  });
}
