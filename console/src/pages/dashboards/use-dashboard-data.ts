import { useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { requestAsGuest } from '../../api/client.ts';
import { type LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { type AskedView, askData, looksOf, nameQuestion, questionOf } from './data-question.ts';
import { takeEarly } from './early-answers.ts';
import type { Dashboard } from './queries.ts';
import type { DashboardData, ShownBlock } from './shown.ts';

/** How often a page without a stream asks, at most: as often as somebody with whom it is shared may. */
const guestMs = 5_000;

/** Who looks: somebody with a session, or with what opens a shared dashboard. */
export type Looker = { readonly viewerToken: string | undefined } | 'session';

/** What this viewer may do, by the ids of blocks. */
export interface May {
  readonly act?: readonly string[];
  readonly update?: readonly string[];
}
const nothing: May = {};

/**
 * What the blocks of a dashboard show: all in one answer, then each as it changes. In the past nothing changes, and whoever has
 * no session asks again at the dashboard's refresh rate.
 */
export function useDashboardData(
  dashboard: Pick<Dashboard, 'dashboardId' | 'refreshRate' | 'lastUpdated' | 'blocks'>,
  shown: AskedView,
  looker: Looker,
  isPaused = false,
) {
  const { dashboardId, refreshRate, lastUpdated } = dashboard;
  const queryClient = useQueryClient();
  const { ctx, duration, time, sameWindow } = shown;
  // Known at once: with another scheme what the blocks show would be asked for a second time.
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  // As the page is when it is opened: what is drawn with it fits itself into what it becomes.
  const [opened] = useState(() => looksOf(dashboard, scheme));
  const body = useMemo(
    () => questionOf({ ctx, duration, time, sameWindow }, opened && { ...opened, theme: scheme }),
    [ctx, opened, scheme, duration, time, sameWindow],
  );
  const question = nameQuestion(body, { lastUpdated });
  const queryKey = keys.dashboardData(dashboardId, question);
  const isGuest = looker !== 'session';
  const isLive = time === undefined && !isPaused;
  const asked = {
    queryKey,
    queryFn: () => {
      if (looker === 'session') return takeEarly<Answered>(queryKey) ?? askData(dashboardId, body);
      const { viewerToken } = looker;
      const query = viewerToken === undefined ? {} : { viewerToken };
      return requestAsGuest('POST', '/dashboards/{dashboardId}/data', { path: { dashboardId }, body, query });
    },
    placeholderData: keepPreviousData,
    retry: false,
  } as const;
  const query = useQuery({
    ...asked,
    select: surroundingsOf,
    refetchInterval: isLive && isGuest ? Math.max(guestMs, refreshRate * 1000) : false,
  });
  const merge = useCallback(
    (events: readonly LiveEvent<{ id: string } & ShownBlock>[]) => {
      if (events.some(({ event }) => event === 'dashboard')) {
        void queryClient.invalidateQueries({ queryKey: keys.dashboard(dashboardId) });
      }
      const changed = events.filter(({ event }) => event === 'block').map(({ data: { id, ...block } }) => [id, block]);
      if (changed.length === 0) return;
      queryClient.setQueryData<DashboardData>(
        keys.dashboardData(dashboardId, question),
        (before) => before && { ...before, blocks: { ...before.blocks, ...Object.fromEntries(changed) } },
      );
    },
    [queryClient, dashboardId, question],
  );
  // What changed while nobody was told of it, of the blocks and of the dashboard itself.
  const renew = useCallback(() => {
    void queryClient.invalidateQueries({ queryKey: keys.dashboard(dashboardId) });
    void queryClient.invalidateQueries({ queryKey: keys.dashboardData(dashboardId, question) });
  }, [queryClient, dashboardId, question]);
  const live = useLiveEvents<{ id: string } & ShownBlock>({
    path: isGuest || !isLive ? undefined : `/dashboards/${dashboardId}/stream`,
    query: {
      ctx: JSON.stringify(ctx),
      timezone: body.timezone,
      duration: duration === undefined ? undefined : String(duration),
      sameWindow: sameWindow ? 'true' : undefined,
      sizes: opened && JSON.stringify(opened.sizes),
      theme: opened && scheme,
      keepAliveInterval: '15',
    },
    limit: 0,
    onBatch: merge,
    onMissed: renew,
  });
  return {
    query,
    asked,
    may: query.data?.may ?? nothing,
    windows: query.data?.windows,
    renew,
    state: isGuest ? ('off' as const) : live.state,
  };
}

/** The question about the blocks of a dashboard, for `useShownBlocks`. */
export type AskedData = ReturnType<typeof useDashboardData>['asked'];
type Blocks = Readonly<Record<string, ShownBlock>>;

/**
 * What the blocks show, for the part of a page that draws them: it changes ten times a second while devices report, which is no reason to
 * draw the toolbar anew. Undefined until it has been read.
 */
export function useShownBlocks(asked: AskedData): Blocks | undefined {
  return useQuery({ ...asked, enabled: false, select: blocksOfAnswer }).data;
}

/** The same for a part of a page that is no component of its own. */
export function ShownBlocks(props: { asked: AskedData; children: (blocks: Blocks | undefined) => ReactNode }) {
  return props.children(useShownBlocks(props.asked));
}

type Answered = Answer<'POST', '/dashboards/{dashboardId}/data'>;

/** How many blocks show the dashboard's window, and how many a time of their own, as they are stored. */
export type WindowCounts = Answered['windows'];

/** What of an answer stays the same while devices report. */
function surroundingsOf({ may, windows }: Answered): { may: May; windows: WindowCounts } {
  return { may, windows };
}

function blocksOfAnswer({ blocks }: Answered): Blocks {
  return blocks as Blocks;
}
