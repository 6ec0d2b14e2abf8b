import type { Resource } from '../../platform/resources/resource.ts';

/**
 * What has happened and somebody should know of. Not carried over by `signalbox export`: an event made anew would tell
 * people and start workflows a second time, and its history would be lost.
 */
export const eventResource: Resource = {
  type: 'event',
  label: 'Event',
  parent: 'application',
  idParameter: 'eventId',
  table: 'event',
  isVersioned: true,
  rowId: 'event_row_id',
  nameColumn: 'subject',
  auditType: 'Event',
  search: { name: 'subject', descriptor: 'summary', metadata: { level: 'level', state: 'state' } },
  summaryField: 'eventCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/events/{id}',
};

/** A change of many events in the background, looked after for a day after its end. */
export const eventChangeResource: Resource = {
  type: 'eventChange',
  label: 'Event change',
  parent: 'application',
  idParameter: 'eventChangeId',
  table: 'event_change',
  rowId: 'event_change_row_id',
};
