import { Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { requestAsGuest } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { Failure } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { DashboardGrid } from './dashboard-grid.tsx';
import { blocksOf, type Dashboard } from './queries.ts';
import { useDashboardData, useShownBlocks } from './use-dashboard-data.ts';
import { useDashboardSearch } from './use-search.ts';

/** How long charts and maps are given after all blocks have their data. */
const drawMs = 1_500;

/**
 * A dashboard as a report shows it: its blocks and nothing to press. The server's own browser opens it, with a token behind the
 * #, and waits until it says that it has settled.
 */
export function PrintPage() {
  const { search } = useDashboardSearch();
  const dashboardId = String(search.dashboard ?? '');
  const [viewerToken] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: false });
  const isDark = search.theme === 'dark';
  useEffect(() => setColorScheme(isDark ? 'dark' : 'light'), [isDark, setColorScheme]);
  const query = useQuery({
    queryKey: keys.sharedDashboard(dashboardId, viewerToken),
    queryFn: () =>
      requestAsGuest('GET', '/dashboards/{dashboardId}', { path: { dashboardId }, query: { viewerToken } }),
    retry: false,
  });
  if (query.data) return <PrintView dashboard={query.data} viewerToken={viewerToken} />;
  return <main>{query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}</main>;
}

function PrintView({ dashboard, viewerToken }: { dashboard: Dashboard; viewerToken: string }) {
  const { ctx, duration, time } = useDashboardSearch();
  const shown = { ctx, ...(duration === undefined ? {} : { duration }), ...(time === undefined ? {} : { time }) };
  const looker = useMemo(() => ({ viewerToken }), [viewerToken]);
  const { query, asked, may, renew } = useDashboardData(dashboard, shown, looker);
  const blocks = useShownBlocks(asked);
  const [isSettled, setSettled] = useState(false);
  const isLoaded = blocks !== undefined || query.error !== null;
  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => setSettled(true), drawMs);
    return () => clearTimeout(timer);
  }, [isLoaded]);
  return (
    <Stack component="main" p="md" gap="md" data-print={isSettled ? 'settled' : 'loading'}>
      <Title order={1} className="foreign">
        {dashboard.name}
      </Title>
      {time === undefined ? null : (
        <Text c="dimmed" size="sm">
          {tx('As of {time}', { time: <Time value={new Date(time).toISOString()} /> })}
        </Text>
      )}
      {dashboard.description === '' ? null : <Markdown text={dashboard.description} />}
      {query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      <DashboardGrid
        blocks={blocksOf(dashboard)}
        shown={blocks}
        around={{ dashboardId: dashboard.dashboardId, looker, ctx, duration: undefined, may, renew }}
        onZoom={() => undefined}
      />
    </Stack>
  );
}
