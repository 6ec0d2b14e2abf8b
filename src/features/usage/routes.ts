import type { ActionRouter } from '../../platform/http/action-router.ts';
import { payloadCounts, payloadCountsQuery } from './schemas.ts';
import type { UsageService } from './service.ts';

export function registerUsageRoutes(router: ActionRouter, usage: UsageService): void {
  router.handle('application.payloadCounts', {
    summary: 'How many payloads were counted, by type and source; at hour precision.',
    query: payloadCountsQuery,
    answer: payloadCounts,
    handle: async (call) => usage.read(call.application, call.query),
  });
}
