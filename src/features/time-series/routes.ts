import type { FastifyReply } from 'fastify';
import type { ActionRouter } from '../../platform/http/action-router.ts';
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
    handle: async (call) => writeFast(call.reply, await series.query(call.application, call.principal, call.body)),
  });

  router.handle('data.lastValueQuery', {
    summary: 'The newest value of an attribute, or of all attributes, for each device that has one.',
    body: lastValueQuery,
    answer: lastValueData,
    handle: async (call) => writeFast(call.reply, await series.readLast(call.application, call.principal, call.body)),
  });

  router.handle('data.positions', {
    summary: 'Where every device is that has a GPS attribute with a value.',
    query: positionsQuery,
    answer: devicePositions,
    handle: async (call) =>
      writeFast(call.reply, await series.readPositions(call.application, call.principal, call.query)),
  });
}

/** Series are large and all of our own making: looking each value up in the schema would take ten times as long. */
function writeFast<Answer>(reply: FastifyReply, answer: Answer): Answer {
  reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
  return answer;
}
