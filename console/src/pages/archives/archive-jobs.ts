import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { request } from '../../api/client.ts';
import { useLiveEvents } from '../../api/live-events.ts';
import { keys } from '../../api/query-keys.ts';
import type { ArchiveJob } from './types.ts';

export interface JobsQuestion {
  readonly page?: number;
  readonly perPage: number;
  /** States, separated by commas. */
  readonly state?: string;
  /** Epoch ms. */
  readonly start?: number;
  readonly end?: number;
}

/** Jobs, newest day first. */
export const archiveJobsQuery = (applicationId: string, question: JobsQuestion) =>
  queryOptions({
    queryKey: keys.archiveJobList(applicationId, question),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/archiveJobs', { path: { applicationId }, query: question }),
    placeholderData: keepPreviousData,
  });

/** How often lists are asked for again while jobs come on; how far each is comes with the stream. */
const renewMs = 2_000;
/** Jobs whose latest word is remembered: more than a page and three months of days show. */
const mostJobs = 1_000;

/** Follows the application's jobs. `latest` returns the newest that is known of a job from a list. */
export function useLiveJobs(applicationId: string) {
  const queryClient = useQueryClient();
  const [heard, setHeard] = useState<ReadonlyMap<string, ArchiveJob>>(new Map());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const renewSoon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: keys.archiveJobs(applicationId) });
    }, renewMs);
  }, [queryClient, applicationId]);

  const { state, failure } = useLiveEvents<ArchiveJob>({
    path: `/applications/${applicationId}/archiveJobsStream`,
    limit: mostJobs,
    onBatch: (events) => {
      setHeard((before) => {
        const after = new Map(before);
        for (const { data } of events) {
          after.delete(data.id);
          after.set(data.id, data);
        }
        for (const id of after.keys()) {
          if (after.size <= mostJobs) break;
          after.delete(id);
        }
        return after;
      });
      renewSoon();
    },
  });

  const latest = useCallback(
    (job: ArchiveJob): ArchiveJob => {
      const newer = heard.get(job.id);
      return newer !== undefined && newer.lastUpdated >= job.lastUpdated ? newer : job;
    },
    [heard],
  );
  return { latest, state, failure };
}

/** Asks for things to be done to jobs, and for the lists again once they are. */
export function useJobActions(applicationId: string) {
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: keys.archiveJobs(applicationId) });
  const cancel = useMutation({
    mutationFn: (archiveJobId: string) =>
      request('POST', '/applications/{applicationId}/archiveJobs/{archiveJobId}/cancel', {
        path: { applicationId, archiveJobId },
      }),
    onSettled,
  });
  const archive = useMutation({
    mutationFn: (date: number) =>
      request('GET', '/applications/{applicationId}/archiveData', { path: { applicationId }, query: { date } }),
    onSettled,
  });
  return { cancel, archive };
}
