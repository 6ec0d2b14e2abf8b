import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLiveEvents } from '../../api/live-events.ts';
import { keys } from '../../api/query-keys.ts';
import type { EventChange } from '../../api/types.ts';

/** Lists are asked for again at most so often, however many events come. */
const renewMs = 1_000;

/** Follows what becomes of the application's events, and renews what this page shows of them. */
export function useLive(applicationId: string): ReturnType<typeof useLiveEvents<EventChange>>['state'] {
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastRenewal = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { state } = useLiveEvents<EventChange>({
    path: `/applications/${applicationId}/eventsStream`,
    // Rows are the lists' business.
    limit: 1,
    onBatch: () => {
      if (timer.current !== undefined) return;
      timer.current = setTimeout(
        () => {
          timer.current = undefined;
          lastRenewal.current = Date.now();
          void queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
        },
        Math.max(0, lastRenewal.current + renewMs - Date.now()),
      );
    },
  });
  // What happened before the stream was open, or while it was away for longer than the server keeps, was not told.
  useEffect(() => {
    if (state === 'open') void queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
  }, [state, queryClient, applicationId]);
  return state;
}
