import { Badge, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CreateDashboardDialog } from './create-dashboard-dialog.tsx';
import { type DashboardItem, dashboardsPerPage, dashboardsQuery } from './queries.ts';

/** The dashboards of an application; outside of one, those of the user that belong to none. */
export function DashboardsPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const list = useQuery(dashboardsQuery(applicationId, page - 1));
  const base = applicationId === '' ? '/dashboards' : `/applications/${applicationId}/dashboards`;
  const columns: readonly Column<DashboardItem>[] = [
    { head: t('Name'), cell: ({ name }) => name, isTitle: true, to: ({ dashboardId }) => `${base}/${dashboardId}` },
    { head: t('Blocks'), cell: ({ blockCount }) => String(blockCount ?? 0) },
    { head: t('Shared'), cell: (item) => <SharingBadge item={item} /> },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} format="relative" />, isWideOnly: true },
  ];
  return (
    <Page
      title={applicationId === '' ? t('My dashboards') : t('Dashboards')}
      description={t('What devices report, at a glance: values, graphs, states and events beside each other, live.')}
      actions={<Button onClick={() => setCreating(true)}>{t('Create dashboard')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="dashboard"
        label={t('Dashboards')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: dashboardsPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No dashboards yet')}
            action={<Button onClick={() => setCreating(true)}>{t('Create the first dashboard')}</Button>}
          >
            {applicationId === ''
              ? t('A dashboard here shows devices of several applications.')
              : t('The page of a device makes one of its attributes in one click: Actions, Make a dashboard.')}
          </Empty>
        }
      />
      <CreateDashboardDialog
        applicationId={applicationId}
        base={base}
        opened={isCreating}
        onClose={() => setCreating(false)}
      />
    </Page>
  );
}

function SharingBadge({ item }: { item: DashboardItem }) {
  if (!item.public && !item.isPasswordProtected) return <>{t('No')}</>;
  return (
    <Group gap="xs">
      <Badge color={item.public ? 'orange' : 'blue'}>{item.public ? t('public') : t('password')}</Badge>
    </Group>
  );
}
