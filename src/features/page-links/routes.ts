import type { FastifyReply } from 'fastify';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  createdPageLink,
  pageLink,
  pageLinkPost,
  pageLinks,
  pageLinksQuery,
  sharedPage,
  sharedSeries,
  sharedSeriesQuery,
  sharedValues,
} from './schemas.ts';
import type { PageLinkService } from './service.ts';
import type { PageVisitors } from './visitors.ts';

/** Page links of an application, and what they open. */
export function registerPageLinkRoutes(
  router: ActionRouter,
  { links, visitors }: { links: PageLinkService; visitors: PageVisitors },
): void {
  router.handle('pageLinks.get', {
    summary: 'The read-only links to pages of an application.',
    query: pageLinksQuery,
    answer: pageLinks,
    handle: async (call) => links.list(call.application, call.query),
  });

  router.handle('pageLinks.post', {
    summary: 'Create a read-only link to a page; the answer alone has the token that opens it.',
    body: pageLinkPost,
    answer: createdPageLink,
    handle: async (call) => links.create(call.application, call.principal, call.body, call.change),
  });

  router.handle('pageLink.get', {
    summary: 'One read-only link.',
    answer: pageLink,
    handle: async (call) => links.get(call.application, call.parameters.pageLinkId),
  });

  router.handle('pageLink.delete', {
    summary: 'Revoke a read-only link; it opens nothing from then on.',
    answer: successAnswer,
    handle: async (call) => links.delete(call.application, call.parameters.pageLinkId, call.change),
  });

  router.handle('sharedPage.get', {
    summary: 'What a page link shows. The token of the link stands in the Authorization header.',
    answer: sharedPage,
    handle: async (call) => {
      keepPrivate(call.reply);
      return visitors.describe(call.request);
    },
  });

  router.handle('sharedPage.series', {
    summary: 'The series of the devices that a page link shows.',
    body: sharedSeriesQuery,
    answer: sharedSeries,
    unrecorded: 'it only looks',
    handle: async (call) => {
      keepPrivate(call.reply);
      // Series are large and all of our own making, as those of data.timeSeriesQuery.
      call.reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return visitors.series(call.request, call.body);
    },
  });

  router.handle('sharedPage.values', {
    summary: 'The newest values of the devices that a page link shows.',
    answer: sharedValues,
    handle: async (call) => {
      keepPrivate(call.reply);
      return visitors.values(call.request);
    },
  });
}

/** What a link opens belongs in no cache between here and whoever has it. */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
}
