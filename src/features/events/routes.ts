import type { ActionRouter } from '../../platform/http/action-router.ts';
import { sayLimits } from '../../platform/http/limit-headers.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { type AccessWatch, openReplayStream } from '../../platform/http/replay-stream.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { EventChanges } from './changes.ts';
import type { EventExports } from './event-exports.ts';
import {
  eventAnswer,
  eventChangeAnswer,
  eventPatch,
  eventPost,
  eventsAnswer,
  eventsDelete,
  eventsDeleted,
  eventsExport,
  eventsPatchQuery,
  eventsQuery,
  eventsStreamQuery,
  jobStarted,
  mostRecentAnswer,
  mostRecentQuery,
} from './schemas.ts';
import type { EventService } from './service.ts';
import type { EventWatch } from './stream.ts';

const asData = 'events are data: the event itself has who made it, and each update who made that';

/** Events of an application: what has happened and somebody should know of. */
export function registerEventRoutes(
  router: ActionRouter,
  options: {
    service: EventService;
    changes: EventChanges;
    exports: EventExports;
    links: LinkBase;
    watch: EventWatch;
    access: AccessWatch;
  },
): void {
  const { service, changes, exports, links, watch, access } = options;
  router.handle('events.get', {
    summary: 'The events of an application, the newest first unless asked otherwise.',
    query: eventsQuery,
    answer: eventsAnswer,
    handle: async (call) => service.list(call.application, call.query),
  });

  router.handle('events.post', {
    summary: 'Create an event.',
    body: eventPost,
    answer: eventAnswer,
    unrecorded: asData,
    handle: async (call) =>
      service.create(call.application, call.principal, call.body, (use) => sayLimits(call.reply, [use])),
  });

  router.handle('events.patch', {
    summary: 'Add an update to every event that the query selects, in the background.',
    query: eventsPatchQuery,
    body: eventPatch,
    answer: jobStarted,
    handle: async (call) => changes.request(call.application, call.principal, call.query, call.body, call.change),
  });

  router.handle('events.mostRecentBySeverity', {
    summary: 'Of the new events the most severe, and how many are new.',
    query: mostRecentQuery,
    answer: mostRecentAnswer,
    handle: async (call) => service.findMostRecent(call.application, call.query),
  });

  router.handle('events.delete', {
    summary: 'Delete the events that a query selects; {} selects all.',
    body: eventsDelete,
    answer: eventsDeleted,
    handle: async (call) => service.deleteMany(call.application, call.body, call.change),
  });

  router.handle('events.export', {
    summary: 'Export events as CSV; the link is mailed, posted, or polled for.',
    body: eventsExport,
    answer: jobStarted,
    unrecorded: 'an export changes nothing; exports.get lists it',
    handle: async (call) =>
      exports.start(call.application, call.principal, call.body ?? {}, { baseUrl: links.of(call.request) }),
  });

  router.handle('events.stream', {
    summary: 'Server-Sent Events with the events of the application as they are created, changed and deleted.',
    query: eventsStreamQuery,
    stream: true,
    handle: async (call) => {
      const deviceId = call.query.deviceId?.toLowerCase();
      return openReplayStream(call, {
        windows: watch.windows,
        key: call.application.applicationId,
        event: 'event',
        accepts: (change) => deviceId === undefined || change.deviceId === deviceId,
        access,
      });
    },
  });

  router.handle('event.get', {
    summary: 'One event with its newest updates.',
    answer: eventAnswer,
    handle: async (call) => service.get(call.application, call.parameters.eventId),
  });

  router.handle('event.patch', {
    summary: 'Add an update to an event: another state, level, subject or device, a comment, data or tags.',
    body: eventPatch,
    answer: eventAnswer,
    unrecorded: asData,
    handle: async (call) => service.patch(call.application, call.principal, call.parameters.eventId, call.body),
  });

  router.handle('event.delete', {
    summary: 'Delete an event with its updates.',
    answer: successAnswer,
    handle: async (call) => service.delete(call.application, call.parameters.eventId, call.change),
  });

  router.handle('eventChange.get', {
    summary: 'How far a change of many events is.',
    answer: eventChangeAnswer,
    handle: async (call) => changes.get(call.application, call.parameters.eventChangeId),
  });
}
