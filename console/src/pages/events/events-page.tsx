import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { EventItem } from '../../api/types.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { changeEvent } from './change-events.ts';
import { CreateEvent } from './create-event.tsx';
import { LevelBadge, StateBadge } from './event-badges.tsx';
import { EventFilters } from './event-filters.tsx';
import { isFiltered, pageSizes, readListing } from './listing.ts';
import { eventListQuery } from './queries.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useLive } from './use-live.ts';
import { type EventState, stateVerbs } from './words.ts';

/** What has happened in the application and somebody should know of; live, a page of it at a time. */
export function EventsPage() {
  const { applicationId } = useIds();
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const listing = readListing(search);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const [creating, setCreating] = useState(false);
  const live = useLive(applicationId);
  const list = useQuery(eventListQuery(applicationId, listing));
  const act = useMutation({
    mutationFn: ({ eventId, state }: { eventId: string; state: EventState }) =>
      changeEvent(queryClient, { applicationId, eventId }, { state }),
  });

  const change = (changed: Readonly<Record<string, unknown>>) => {
    setAll(false);
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
      replace: true,
      resetScroll: false,
    });
  };
  const select = (ids: readonly string[], on: boolean) => {
    // What is taken out of "all" leaves those of this page.
    const from = isAll ? (list.data?.items.map(({ id }) => id) ?? []) : selected;
    setAll(false);
    const next = new Set(from);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setSelected(next);
  };
  const clear = () => {
    setSelected(new Set());
    setAll(false);
  };
  const shown = isAll ? new Set(list.data?.items.map(({ id }) => id)) : selected;
  const path = (id: string) => `/applications/${applicationId}/events/${id}`;

  const columns: readonly Column<EventItem>[] = [
    { head: t('Level'), sort: 'level', width: 100, cell: ({ level }) => <LevelBadge level={level} /> },
    { head: t('Subject'), sort: 'subject', isTitle: true, maxWidth: 480, to: ({ id }) => path(id), cell: nameEvent },
    { head: t('State||of a thing'), sort: 'state', width: 160, cell: ({ state }) => <StateBadge state={state} /> },
    { head: t('Device'), isForeign: true, isWideOnly: true, maxWidth: 200, cell: ({ deviceName }) => deviceName ?? '' },
    {
      head: t('Created'),
      sort: 'creationDate',
      noWrap: true,
      cell: ({ creationDate }) => <Time value={creationDate} format="relative" />,
    },
    {
      head: t('Actions'),
      isHeadHidden: true,
      noWrap: true,
      cell: ({ id, subject, state }) => (
        <RowButtons
          actions={nextStates[state].map((next) => ({
            label: stateVerbs[next],
            description: `${stateVerbs[next]} ${subject}`,
            onClick: () => act.mutate({ eventId: id, state: next }),
          }))}
        />
      ),
    },
  ];

  return (
    <Page
      title={t('Events')}
      actions={
        <>
          <LiveBadge state={live} />
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setCreating(true)}>
            {t('New event')}
          </Button>
        </>
      }
    >
      <EventFilters filter={listing} onChange={change} />
      <SelectionBar
        applicationId={applicationId}
        filter={listing}
        totalCount={list.data?.totalCount ?? 0}
        selected={selected}
        isAll={isAll}
        onAll={() => setAll(true)}
        onClear={clear}
      />
      {act.error ? <Failure error={act.error} /> : null}
      <ResourceTable
        query={list}
        noun="event"
        label={t('Events')}
        keyOf={({ id }) => id}
        minWidth={760}
        columns={columns}
        selection={{ selected: shown, onSelect: select, nameOf: ({ subject }) => subject }}
        sorting={{
          field: listing.sortField,
          direction: listing.sortDirection,
          onSort: (sort, direction) => change({ sort, direction, page: undefined }),
        }}
        paging={{
          page: listing.page + 1,
          perPage: listing.perPage,
          onChange: (page) => change({ page }),
          sizes: pageSizes,
          onSize: (size) => change({ size, page: undefined }),
        }}
        empty={
          isFiltered(listing) ? (
            <Empty title={t('No event passes this filter')}>{t('Take something out of the filter to see more.')}</Empty>
          ) : (
            <Empty
              title={t('No events yet')}
              action={<Button onClick={() => setCreating(true)}>{t('Create the first event')}</Button>}
            >
              {t('People and programs create an event when something has happened that somebody should look at.')}
            </Empty>
          )
        }
      />
      {creating ? (
        <CreateEvent
          applicationId={applicationId}
          onClose={() => setCreating(false)}
          onCreated={({ id }) => void navigate({ to: path(id) })}
        />
      ) : null}
    </Page>
  );
}

const nextStates: Readonly<Record<EventState, readonly EventState[]>> = {
  new: ['acknowledged', 'resolved'],
  acknowledged: ['resolved'],
  resolved: ['new'],
};

function nameEvent({ subject, state }: EventItem) {
  return (
    <Text component="span" inherit fw={state === 'new' ? 600 : 400}>
      {subject}
    </Text>
  );
}
