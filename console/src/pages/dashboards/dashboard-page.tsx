import { Alert, Button, Menu, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { request } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Markdown } from '../../shared/markdown.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Failure, Loading, QueryView } from '../../shared/states.tsx';
import { DashboardGrid } from './dashboard-grid.tsx';
import { blocksOf, type Dashboard, dashboardQuery } from './queries.ts';
import { ShareDialog } from './share-dialog.tsx';
import { Toolbar, type Variable } from './toolbar.tsx';
import { useDashboardData } from './use-dashboard-data.ts';
import { useDashboardSearch } from './use-search.ts';

const Editor = lazy(async () => ({ default: (await import('./editor.tsx')).Editor }));

/** One dashboard: what its blocks show, live or as of a moment, and its editor. */
export function DashboardPage() {
  const { dashboardId = '' } = useParams({ strict: false }) as { dashboardId?: string };
  const query = useQuery(dashboardQuery(dashboardId));
  return (
    <QueryView query={query}>
      {({ answer, etag }) => <DashboardView key={answer.id} dashboard={answer} etag={etag} />}
    </QueryView>
  );
}

function DashboardView({ dashboard, etag }: { dashboard: Dashboard; etag: string }) {
  const { name, description, access } = dashboard;
  const { ctx, duration, time, change } = useDashboardSearch();
  const shown = { ctx, ...(duration === undefined ? {} : { duration }), ...(time === undefined ? {} : { time }) };
  const [isEditing, setEditing] = useState(false);
  const { query, blocks: answers, state } = useDashboardData(dashboard, shown, 'session');
  const blocks = blocksOf(dashboard);
  const isBadContext = query.error instanceof ApiError && query.error.status === 400;
  const zoom = (from: number, to: number) =>
    change({ duration: Math.max(1000, Math.round(to - from)), time: Math.round(to) });
  return (
    <Page
      title={name}
      description={description === '' ? undefined : <Markdown text={description} />}
      actions={
        <>
          {time === undefined ? <LiveBadge state={state} /> : null}
          {access === 'collaborate' && !isEditing ? (
            <Button variant="default" onClick={() => setEditing(true)}>
              Edit
            </Button>
          ) : null}
          <DashboardMenu dashboard={dashboard} />
        </>
      }
    >
      <Toolbar
        variables={(dashboard.contextConfiguration ?? []) as unknown as readonly Variable[]}
        shown={shown}
        standard={dashboard.duration}
        change={change}
      />
      {query.error ? (
        isBadContext ? (
          <Alert color="orange" role="alert" title="A variable has a value that it may not have">
            {(query.error as Error).message}
            <Button
              size="compact-sm"
              variant="default"
              ml="sm"
              onClick={() => change(Object.fromEntries(Object.keys(ctx).map((each) => [`ctx[${each}]`, undefined])))}
            >
              Use the defaults
            </Button>
          </Alert>
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : null}
      {isEditing ? (
        <Suspense fallback={<Loading />}>
          <Editor dashboard={dashboard} etag={etag} shown={answers} onDone={() => setEditing(false)} />
        </Suspense>
      ) : blocks.length === 0 ? (
        <Empty
          title="This dashboard has no blocks yet"
          action={access === 'collaborate' ? <Button onClick={() => setEditing(true)}>Add blocks</Button> : undefined}
        />
      ) : (
        <DashboardGrid blocks={blocks} shown={answers} onZoom={zoom} retry={() => void query.refetch()} />
      )}
    </Page>
  );
}

function DashboardMenu({ dashboard }: { dashboard: Dashboard }) {
  const { dashboardId, applicationId, access, name } = dashboard;
  const [open, setOpen] = useState<'share' | 'delete'>();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const list = applicationId === undefined ? '/dashboards' : `/applications/${applicationId}/dashboards`;
  const remove = async () => {
    await request('DELETE', '/dashboards/{dashboardId}', { path: { dashboardId } });
    await navigate({ to: list });
    queryClient.removeQueries({ queryKey: keys.dashboard(dashboardId) });
    await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
  };
  const fullScreen = () => void document.documentElement.requestFullscreen();
  return (
    <>
      {access === 'collaborate' ? (
        <Button variant="default" onClick={() => setOpen('share')}>
          Share
        </Button>
      ) : null}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" aria-label="More">
            …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={fullScreen}>Full screen</Menu.Item>
          {access === 'collaborate' ? (
            <Menu.Item color="red" onClick={() => setOpen('delete')}>
              Delete
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <ShareDialog dashboard={dashboard} opened={open === 'share'} onClose={() => setOpen(undefined)} />
      {open === 'delete' ? (
        <ConfirmDialog
          title="Delete dashboard"
          opened
          onClose={() => setOpen(undefined)}
          confirmLabel="Delete"
          onConfirm={remove}
        >
          <Text size="sm">
            “{name}” is gone for everybody with whom it is shared. What devices have reported stays.
          </Text>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
