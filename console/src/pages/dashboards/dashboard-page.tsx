import { Alert, Badge, Box, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { formatTime } from '../../shared/format.ts';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Markdown } from '../../shared/markdown.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Failure, Loading, QueryView } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { askEarly } from './ask-early.ts';
import { DashboardGrid } from './dashboard-grid.tsx';
import { DashboardMenu } from './dashboard-menu.tsx';
import { blocksOf, type Dashboard, dashboardQuery } from './queries.ts';
import { readStep } from './time-controls.tsx';
import { Toolbar, type Variable } from './toolbar.tsx';
import { ShownBlocks, useDashboardData } from './use-dashboard-data.ts';
import { useKiosk } from './use-kiosk.ts';
import { usePageKeys } from './use-page-keys.ts';
import { useDashboardSearch } from './use-search.ts';

const Editor = lazy(async () => ({ default: (await import('./editor.tsx')).Editor }));
const longest = 15_552_000_000;

export const askAhead = askEarly;

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
  const { name, description, access, dashboardId } = dashboard;
  const { ctx, duration, time, sameWindow, kiosk, every, change } = useDashboardSearch();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const [isPaused, setPaused] = useState(false);
  const shown = {
    ctx,
    ...(duration === undefined ? {} : { duration }),
    ...(time === undefined ? {} : { time }),
    ...(sameWindow === undefined ? {} : { sameWindow }),
  };
  const data = useDashboardData(dashboard, shown, 'session', isPaused);
  const { query, asked, may, windows, renew, state } = data;
  const blocks = blocksOf(dashboard);
  const mayEdit = access === 'collaborate';
  const standard = dashboard.duration;
  const isBadContext = query.error instanceof ApiError && query.error.status === 400;
  // All graphs together: also those that have a time of their own.
  const scope = windows !== undefined && windows.own > 0 ? { sameWindow: true } : {};
  const zoom = (from: number, to: number) =>
    change({ duration: Math.max(1000, Math.round(to - from)), time: Math.round(to), ...scope });
  const onNext = useCallback(
    (next: string) =>
      void navigate({
        to: `/dashboards/${next}`,
        // Variables and windows are those of the dashboard that is left.
        search: ({ kiosk: all, every: each }: Record<string, unknown>) => ({ kiosk: all, every: each }),
        replace: true,
      } as never),
    [navigate],
  );
  const lostAt = useKiosk({ kiosk, every, dashboardId, state, onNext });
  usePageKeys({
    edit: () => mayEdit && kiosk === undefined && setEditing(true),
    renew: () => void query.refetch(),
    pause: () => setPaused((before) => !before),
    fullScreen: () =>
      void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    kiosk: () => change({ kiosk: kiosk === undefined ? dashboardId : undefined, every: undefined }),
    leaveKiosk: () => kiosk !== undefined && change({ kiosk: undefined, every: undefined }),
    step: (direction) => {
      const next = (time ?? Date.now()) + direction * readStep();
      change({ time: next >= Date.now() ? undefined : next });
    },
    zoomOut: () =>
      change({ duration: Math.min(longest, 2 * (duration ?? standard)), ...(windows?.following === 0 ? scope : {}) }),
    now: () => change({ time: undefined }),
  });
  const toDefaults = () => change(Object.fromEntries(Object.keys(ctx).flatMap(namesOf)));
  const grid = (
    <ShownBlocks asked={asked}>
      {(answers) => (
        <DashboardGrid
          blocks={blocks}
          shown={answers}
          around={{ dashboardId, looker: 'session', ctx, duration: duration ?? standard, may, renew }}
          onZoom={zoom}
        />
      )}
    </ShownBlocks>
  );
  if (kiosk !== undefined) {
    return (
      <Box data-kiosk="" role="group" aria-label={name}>
        {lostAt === undefined ? null : (
          <Alert color="red" role="alert" title={t('This is no longer up to date')} mb="sm">
            {t('Not connected since {lostAt}.', { lostAt: formatTime(lostAt) })}
          </Alert>
        )}
        {grid}
      </Box>
    );
  }
  return (
    <Page
      title={name}
      description={description === '' ? undefined : <Markdown text={description} />}
      actions={
        <>
          {time !== undefined ? null : isPaused ? (
            <Badge color="gray">{t('paused')}</Badge>
          ) : (
            <LiveBadge state={state} />
          )}
          {time === undefined ? (
            <Button variant="default" onClick={() => setPaused(!isPaused)}>
              {isPaused ? t('Go on') : t('Pause')}
            </Button>
          ) : null}
          {mayEdit && !isEditing ? (
            <Button variant="default" onClick={() => setEditing(true)}>
              {t('Edit')}
            </Button>
          ) : null}
          <DashboardMenu dashboard={dashboard} etag={etag} change={change} />
        </>
      }
    >
      <Toolbar
        variables={(dashboard.contextConfiguration ?? []) as unknown as readonly Variable[]}
        shown={shown}
        standard={standard}
        windows={windows}
        change={change}
      >
        {Object.keys(ctx).length === 0 ? null : (
          <Button variant="subtle" onClick={toDefaults}>
            {t('Reset')}
          </Button>
        )}
      </Toolbar>
      {query.error ? (
        isBadContext ? (
          <Alert color="orange" role="alert" title={t('A variable has a value that it may not have')}>
            {(query.error as Error).message}
            <Button size="compact-sm" variant="default" ml="sm" onClick={toDefaults}>
              {t('Use the defaults')}
            </Button>
          </Alert>
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : null}
      {isEditing ? (
        <Suspense fallback={<Loading />}>
          <ShownBlocks asked={asked}>
            {(answers) => <Editor dashboard={dashboard} etag={etag} shown={answers} onDone={() => setEditing(false)} />}
          </ShownBlocks>
        </Suspense>
      ) : blocks.length === 0 ? (
        <Empty
          title={t('This dashboard has no blocks yet')}
          action={mayEdit ? <Button onClick={() => setEditing(true)}>{t('Add blocks')}</Button> : undefined}
        />
      ) : (
        grid
      )}
    </Page>
  );
}

/** The names under which an address may hold a variable, to be taken out of it. */
function namesOf(name: string): [string, undefined][] {
  return [`ctx[${name}]`, `ctx[${name}][key]`, `ctx[${name}][value]`].map((each) => [each, undefined]);
}
