import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { readView, type SeriesView, writeView } from './view.ts';

/** The view in the address of the page, so that an address that is passed on shows the same. */
export function useView(defaults: Partial<SeriesView> = {}) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: defaults are written where it is called
  const view = useMemo(() => readView(search, defaults), [search]);
  /** Every step of choosing would be a step of the browser's "back"; `isStep`: this one is. */
  const change = useCallback(
    (changed: Readonly<Record<string, unknown>>, isStep = false) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
        replace: !isStep,
        resetScroll: false,
      }),
    [navigate],
  );
  const zoomed = view.zoom?.join();
  /** A zoom is undone by going back. */
  const setView = useCallback(
    (next: SeriesView) => change(writeView(next), next.zoom !== undefined && next.zoom.join() !== zoomed),
    [change, zoomed],
  );
  return { view, setView, search, change };
}
