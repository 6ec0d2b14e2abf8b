import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { readView, type SeriesView, writeView } from './view.ts';

/** The view in the address of the page, so that an address that is passed on shows the same. */
export function useView(defaults: Partial<SeriesView> = {}) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: defaults are written where it is called
  const view = useMemo(() => readView(search, defaults), [search]);
  /** Every step of choosing would be a step of the browser's "back". */
  const change = useCallback(
    (changed: Readonly<Record<string, unknown>>) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const setView = useCallback((next: SeriesView) => change(writeView(next)), [change]);
  return { view, setView, search, change };
}
