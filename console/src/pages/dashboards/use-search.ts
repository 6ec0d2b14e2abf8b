import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

import { readSearch } from './search.ts';

/** The address of the page, and what changes it: each change is a step that the browser's "back" undoes. */
export function useDashboardSearch() {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const shown = useMemo(() => readSearch(search), [search]);
  const change = useCallback(
    (changed: Readonly<Record<string, unknown>>) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
        resetScroll: false,
      }),
    [navigate],
  );
  return { ...shown, search, change };
}
