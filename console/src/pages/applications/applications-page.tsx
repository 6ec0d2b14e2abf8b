import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applicationsQuery } from '../../api/queries/applications.ts';
import type { Application } from '../../api/types.ts';
import { formatNumber } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { CreateApplication } from './create-application.tsx';

const columns: readonly Column<Pick<Application, 'id' | 'name' | 'summary'>>[] = [
  { head: 'Name', cell: ({ name }) => name, isTitle: true, to: ({ id }) => `/applications/${id}` },
  { head: 'Devices', cell: ({ summary }) => formatNumber(summary?.deviceCount ?? 0), isNumber: true },
];

export function ApplicationsPage() {
  const [filter, setFilter] = useState('');
  const [settled] = useDebouncedValue(filter, 250);
  const list = useQuery(applicationsQuery(settled));
  return (
    <Page title="Applications" actions={<CreateApplication />}>
      <TextInput
        aria-label="Filter by name"
        placeholder="Filter by name"
        maw={320}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <ResourceTable
        query={list}
        noun="application"
        title={({ items, totalCount }) =>
          totalCount > items.length ? `First ${items.length} of ${formatNumber(totalCount)}` : `${totalCount} in all`
        }
        label="Applications"
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <Empty title={settled === '' ? 'No applications yet' : 'No application has that in its name'}>
            An application holds devices, what they report and the keys by which they connect.
          </Empty>
        }
      />
    </Page>
  );
}
