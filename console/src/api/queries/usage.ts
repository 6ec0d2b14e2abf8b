import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';

/** Payloads by type and source. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface UsageBucket {
  /** ISO; the start of an hour. */
  readonly time: string;
  readonly counts: Counts;
}

export const hourMs = 3_600_000;

/** Every hour of the last 30 days that has payloads; everything else the page shows is summed up from these. */
export const usageQuery = (applicationId: string) =>
  queryOptions({
    queryKey: ['usage', applicationId],
    queryFn: () =>
      call<{ buckets: readonly UsageBucket[] }>('GET', `/applications/${applicationId}/payloadCounts`, {
        query: { resolution: hourMs },
      }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
