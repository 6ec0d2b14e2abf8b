import type { ActionRouter } from '../../platform/http/action-router.ts';
import { lastValueData, lastValueQuery, timeSeriesData, timeSeriesQuery } from './schemas.ts';
import type { TimeSeriesService } from './service.ts';

export function registerTimeSeriesRoutes(router: ActionRouter, series: TimeSeriesService): void {
  router.handle('data.timeSeriesQuery', {
    summary: 'What devices reported over a time range: aggregated per bucket of time, or point by point.',
    body: timeSeriesQuery,
    answer: timeSeriesData,
    handle: async (call) => series.query(call.application, call.principal, call.body),
  });

  router.handle('data.lastValueQuery', {
    summary: 'The newest value of an attribute, or of all attributes, for each device that has one.',
    body: lastValueQuery,
    answer: lastValueData,
    handle: async (call) => series.readLast(call.application, call.principal, call.body),
  });
}
