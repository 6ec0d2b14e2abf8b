import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../api/client.ts';
import { keys } from '../api/query-keys.ts';
import { type EventLevel, levelLabels } from '../shared/events/levels.ts';
import type { SeriesMark } from './mark-list.tsx';

/** Newest events of the devices that are asked for; older ones are on the page of events. */
const mostEvents = 100;
/** An event is on the plot soon after it has been opened. */
const lookEveryMs = 30_000;
/** As many as an event query may name by their ids. */
const mostDevices = 100;

/** As the badges of levels, in tones that have 3:1 on every ground. */
export const markColors: Readonly<Record<EventLevel, string>> = {
  info: '#868e96',
  warning: '#a87900',
  error: '#d9480f',
  critical: '#e03131',
};

/** The newest events of some devices, as plots mark them. Without a right to read events there are none. */
export function useEventMarks(applicationId: string, deviceIds: readonly string[]): readonly SeriesMark[] {
  const events = useQuery({
    queryKey: keys.deviceEvents(applicationId, deviceIds),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/events', {
        path: { applicationId },
        query: {
          perPage: mostEvents,
          sortField: 'creationDate',
          sortDirection: 'desc',
          query: JSON.stringify({ deviceId: { $in: deviceIds } }),
        },
      }),
    enabled: deviceIds.length > 0 && deviceIds.length <= mostDevices,
    refetchInterval: lookEveryMs,
    // The plot is worth showing without them.
    retry: false,
  });
  return useMemo(
    () =>
      (events.data?.items ?? []).map(({ id, creationDate, level, subject }) => ({
        key: id,
        time: Date.parse(creationDate),
        color: markColors[level],
        text: `${levelLabels[level]}: ${subject}`,
        to: `/applications/${applicationId}/events/${id}`,
      })),
    [events.data, applicationId],
  );
}

/** Those of a range. */
export function marksIn(
  marks: readonly SeriesMark[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly SeriesMark[] {
  return marks.filter(({ time }) => time >= start && time <= end);
}
