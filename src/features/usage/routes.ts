import type { ActionRouter } from '../../platform/http/action-router.ts';
import { ownerCountsQuery, payloadCounts, payloadCountsQuery } from './schemas.ts';
import type { UsageService } from './service.ts';

/** Payload counts of an application, an organization and a user (semantics.md, "payloadCounts"). */
export function registerUsageRoutes(router: ActionRouter, usage: UsageService): void {
  router.handle('application.payloadCounts', {
    summary: 'How many payloads were counted, by type and source; at hour precision.',
    query: payloadCountsQuery,
    answer: payloadCounts,
    handle: async (call) => usage.read(call.application, call.query),
  });

  router.handle('org.payloadCounts', {
    summary: 'The payloads of all applications of an organization together.',
    query: ownerCountsQuery,
    answer: payloadCounts,
    handle: async ({ organization, query }) =>
      usage.readOwner({ ownerType: 'organization', ownerId: organization.organizationId }, query),
  });

  router.handle('me.payloadCounts', {
    summary: 'The payloads of all applications in the caller’s sandbox together.',
    query: ownerCountsQuery,
    answer: payloadCounts,
    handle: async ({ user, query }) => usage.readOwner({ ownerType: 'user', ownerId: user.userId }, query),
  });
}
