import { queryOptions } from '@tanstack/react-query';
import { request } from '../client.ts';
import { keys } from '../query-keys.ts';

/** Payloads by type and source. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The payloads of one hour (semantics.md, "Payload accounting"). */
export interface UsageBucket {
  /** ISO; the start of an hour. */
  readonly time: string;
  readonly counts: Counts;
}

/** Ms of an hour, the width of the buckets of `usageQuery`. */
export const hourMs = 3_600_000;

/** Every hour of the last 30 days that has payloads; everything else the page shows is summed up from these. */
export const usageQuery = (applicationId: string) =>
  queryOptions({
    queryKey: keys.usage(applicationId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/payloadCounts', {
        path: { applicationId },
        query: { resolution: '3600000' },
        // The document leaves the answer open: it depends on `resolution` and `groupBy`.
      }) as Promise<unknown> as Promise<{ buckets: readonly UsageBucket[] }>,
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
