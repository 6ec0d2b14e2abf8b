import type { QueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { t } from '../../words/words.ts';

export type EventPatch = Body<'PATCH', '/applications/{applicationId}/events/{eventId}'>;
/** Which events: an advanced event query; undefined: all of the application. */
export type EventChoice = Record<string, unknown> | undefined;

/** As many ids as a query takes in one list. */
const idsPerList = 100;
const pollMs = 300;

/** The events with these ids. */
export function chooseIds(ids: readonly string[]): EventChoice {
  const lists = Array.from({ length: Math.ceil(ids.length / idsPerList) }, (_, index) => ({
    id: { $in: ids.slice(index * idsPerList, (index + 1) * idsPerList) },
  }));
  return lists.length === 1 ? lists[0] : { $or: lists };
}

/** Adds an update to one event. */
export async function changeEvent(
  queryClient: QueryClient,
  { applicationId, eventId }: { applicationId: string; eventId: string },
  body: EventPatch,
): Promise<void> {
  await request('PATCH', '/applications/{applicationId}/events/{eventId}', { path: { applicationId, eventId }, body });
  await queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
}

/** Adds an update to many events; resolves when the server has come to its end. */
export async function changeEvents(
  queryClient: QueryClient,
  applicationId: string,
  choice: EventChoice,
  body: EventPatch,
): Promise<number> {
  const { jobId } = await request('PATCH', '/applications/{applicationId}/events', {
    path: { applicationId },
    query: choice === undefined ? {} : { query: JSON.stringify(choice) },
    body,
  });
  for (;;) {
    const job = await request('GET', '/applications/{applicationId}/eventChanges/{eventChangeId}', {
      path: { applicationId, eventChangeId: jobId },
    });
    if (job.state === 'failed')
      throw new Error(t('The events could not all be changed: {error}', { error: job.error ?? t('unknown reason') }));
    if (job.state === 'done') {
      await queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
      return job.changed;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Deletes events; returns how many. */
export async function deleteEvents(
  queryClient: QueryClient,
  applicationId: string,
  choice: EventChoice,
): Promise<number> {
  const { removed } = await request('POST', '/applications/{applicationId}/events/delete', {
    path: { applicationId },
    body: choice ?? {},
  });
  await queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
  return removed;
}
