import { useRouterState } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { queryClient } from '../api/query-client.ts';

/** What an answer leads to is drawn, or asked for, within this time. */
const calmMs = 400;
/** A page that is not answered for so long, or asks on and on, holds up nothing else any more. */
const mostMs = 3_000;

let hasSettled = false;
const waiting = new Set<() => void>();

/**
 * Calls back once the page that was opened first has what it asked the server for, or at once where that is so: for what
 * nobody has opened it for, and what it would otherwise wait behind.
 * @returns calls it off
 */
export function whenSettled(callback: () => void): () => void {
  if (hasSettled) callback();
  else waiting.add(callback);
  return () => void waiting.delete(callback);
}

/** Whether that is so by now. */
export function useHasSettled(): boolean {
  return useSyncExternalStore(whenSettled, () => hasSettled);
}

/** Watches the first page; in the frame around it. */
export function useSettling(): void {
  const isPageThere = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation !== undefined });
  useEffect(() => {
    if (hasSettled || !isPageThere) return;
    let calm: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(calm);
      if (queryClient.isFetching() === 0) calm = setTimeout(finish, calmMs);
    };
    const stop = () => {
      clearTimeout(calm);
      clearTimeout(latest);
      unsubscribe();
    };
    const finish = () => {
      stop();
      hasSettled = true;
      for (const callback of waiting) callback();
      waiting.clear();
    };
    const latest = setTimeout(finish, mostMs);
    const unsubscribe = queryClient.getQueryCache().subscribe(look);
    look();
    return stop;
  }, [isPageThere]);
}
