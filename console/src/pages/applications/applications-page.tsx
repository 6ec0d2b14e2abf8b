import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { applicationsQuery, type ListedApplication } from '../../api/queries/applications.ts';
import { formatNumber } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import type { AskAhead } from '../../shared/route.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { t } from '../../words/words.ts';
import { CreateApplication } from './create-application.tsx';

const columns: readonly Column<ListedApplication>[] = [
  { head: t('Name'), cell: ({ name }) => name, isTitle: true, to: ({ id }) => `/applications/${id}` },
  { head: t('Owner'), cell: ({ organization }) => organization ?? t('You'), isForeign: true },
  { head: t('Devices'), cell: ({ summary }) => formatNumber(summary?.deviceCount ?? 0), isNumber: true },
];

export const askAhead: AskAhead = (queryClient) => queryClient.prefetchQuery(applicationsQuery(''));

export function ApplicationsPage() {
  const { owner } = useSearch({ strict: false }) as { owner?: unknown };
  const [filter, setFilter] = useState('');
  const [settled] = useDebouncedValue(filter, 250);
  const list = useQuery(applicationsQuery(settled));
  return (
    <Page
      title={t('Applications')}
      actions={<CreateApplication owner={typeof owner === 'string' ? owner : undefined} />}
    >
      <TextInput
        aria-label={t('Filter by name')}
        placeholder={t('Filter by name')}
        maw={320}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <ResourceTable
        query={list}
        noun="application"
        title={({ items, totalCount }) =>
          totalCount > items.length
            ? t('First {count} of {totalCount}', { count: items.length, totalCount: formatNumber(totalCount) })
            : t('{totalCount} in all', { totalCount })
        }
        label={t('Applications')}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <Empty title={settled === '' ? t('No applications yet') : t('No application has that in its name')}>
            {t('An application holds devices, what they report and the keys by which they connect.')}
          </Empty>
        }
      />
    </Page>
  );
}
