import type { ActionRouter } from '../../platform/http/action-router.ts';
import { writePlainly } from '../../platform/http/long-answer.ts';
import {
  devicePositions,
  lastValueData,
  lastValueQuery,
  positionsQuery,
  timeSeriesData,
  timeSeriesQuery,
} from './schemas.ts';
import type { TimeSeriesService } from './service.ts';

/** Time-series and last-value queries (semantics.md, "Devices and their state"). */
export function registerTimeSeriesRoutes(router: ActionRouter, series: TimeSeriesService): void {
  router.handle('data.timeSeriesQuery', {
    summary: 'What devices reported over a time range: aggregated per bucket of time, or point by point.',
    body: timeSeriesQuery,
    answer: timeSeriesData,
    handle: async (call) =>
      writePlainly(call.reply, await series.query(call.application, call.principal, call.body), { map: 'devices' }),
  });

  router.handle('data.lastValueQuery', {
    summary: 'The newest value of an attribute, or of all attributes, for each device that has one.',
    body: lastValueQuery,
    answer: lastValueData,
    handle: async (call) =>
      writePlainly(call.reply, await series.readLast(call.application, call.principal, call.body), { map: '' }),
  });

  router.handle('data.positions', {
    summary: 'Where every device is that has a GPS attribute with a value.',
    query: positionsQuery,
    answer: devicePositions,
    handle: async (call) =>
      writePlainly(call.reply, await series.readPositions(call.application, call.principal, call.query)),
  });
}
