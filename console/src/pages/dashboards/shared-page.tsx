import { Button, Center, Group, Paper, PasswordInput, Stack, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { requestAsGuest } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { Failure, Loading } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { DashboardGrid, nothing } from './dashboard-grid.tsx';
import { blocksOf, type Dashboard } from './queries.ts';
import { Toolbar, type Variable } from './toolbar.tsx';
import { useDashboardData, useShownBlocks } from './use-dashboard-data.ts';
import { useDashboardSearch } from './use-search.ts';

/** A dashboard that is shared with everybody, or with whoever has its password. Needs no session. */
export function SharedPage() {
  const { search } = useDashboardSearch();
  const dashboardId = String(search.dashboard ?? '');
  // Kept by this tab alone, until it is closed.
  const [viewerToken, setViewerToken] = useState<string>();
  const query = useQuery({
    queryKey: keys.sharedDashboard(dashboardId, viewerToken ?? ''),
    queryFn: () =>
      requestAsGuest('GET', '/dashboards/{dashboardId}', {
        path: { dashboardId },
        query: viewerToken === undefined ? {} : { viewerToken },
      }),
    retry: false,
  });
  const isLocked = query.error instanceof ApiError && query.error.status === 401;
  useEffect(() => {
    document.title = `${query.data?.name ?? t('Dashboard')} - Signalbox`;
  }, [query.data?.name]);
  if (query.data) return <SharedView dashboard={query.data} viewerToken={viewerToken} />;
  return (
    <Center mih="100dvh" p="md" component="main">
      {isLocked ? (
        <PasswordForm dashboardId={dashboardId} onOpened={setViewerToken} />
      ) : query.error ? (
        <Stack gap="md">
          <Title order={1} size="h2">
            {t('Dashboard')}
          </Title>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Stack>
      ) : (
        <Loading />
      )}
    </Center>
  );
}

function SharedView({ dashboard, viewerToken }: { dashboard: Dashboard; viewerToken: string | undefined }) {
  const { ctx, duration, change } = useDashboardSearch();
  const shown = { ctx, ...(duration === undefined ? {} : { duration }) };
  const looker = useMemo(() => ({ viewerToken }), [viewerToken]);
  const { query, asked, may, windows, renew } = useDashboardData(dashboard, shown, looker);
  const blocks = useShownBlocks(asked);
  return (
    <Stack component="main" p="md" gap="md" maw={1440} mx="auto">
      <Group justify="space-between">
        <Title order={1} className="foreign">
          {dashboard.name}
        </Title>
      </Group>
      {dashboard.description === '' ? null : <Markdown text={dashboard.description} />}
      <Toolbar
        variables={(dashboard.contextConfiguration ?? []) as unknown as readonly Variable[]}
        shown={shown}
        standard={dashboard.duration}
        windows={windows}
        change={change}
        isGuest
      />
      {query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      <DashboardGrid
        blocks={blocksOf(dashboard)}
        shown={blocks}
        around={{
          dashboardId: dashboard.dashboardId,
          looker,
          ctx,
          duration: duration ?? dashboard.duration,
          may,
          renew,
        }}
        onZoom={nothing}
      />
    </Stack>
  );
}

function PasswordForm({ dashboardId, onOpened }: { dashboardId: string; onOpened: (viewerToken: string) => void }) {
  const [password, setPassword] = useState('');
  const opening = useMutation({
    mutationFn: () =>
      requestAsGuest('POST', '/dashboards/{dashboardId}/session', { path: { dashboardId }, body: { password } }),
    onSuccess: ({ viewerToken }) => onOpened(viewerToken),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    opening.mutate();
  };
  return (
    <Paper withBorder p="lg" radius="md" w="100%" maw={400}>
      <form onSubmit={submit} aria-label={t('Open the dashboard')}>
        <Stack gap="md">
          <Title order={1} size="h2">
            {t('Dashboard')}
          </Title>
          <PasswordInput
            label={t('Password')}
            required
            autoComplete="current-password"
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          />
          {opening.error === null ? null : <Failure error={opening.error} title={t('That did not open it')} />}
          <Button type="submit" loading={opening.isPending}>
            {t('Open')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
