import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatNumber } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CreateTableDialog, type MadeTable } from './create-table-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { type DataTable, tablesPerPage, tablesQuery } from './queries.ts';

/** The tables that an application keeps. */
export function TablesPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<MadeTable>();
  const show = ({ id }: DataTable) =>
    void navigate({ to: `/applications/${applicationId}/data-tables/${id}` as never });
  const list = useQuery(tablesQuery(applicationId, page - 1));
  const columns: readonly Column<DataTable>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      isTitle: true,
      to: ({ id }) => `/applications/${applicationId}/data-tables/${id}`,
    },
    {
      head: t('Description'),
      cell: ({ description }) => description,
      isForeign: true,
      isWideOnly: true,
      maxWidth: 420,
    },
    { head: t('Rows'), cell: ({ rowCount }) => formatNumber(rowCount), isNumber: true },
    { head: t('Columns'), cell: (table) => formatNumber(table.columns.length), isNumber: true },
    { head: t('Changed'), cell: (table) => <Time value={table.lastUpdated} format="day" />, isWideOnly: true },
  ];
  return (
    <Page
      title={t('Data tables')}
      description={t('Rows of text, numbers and truth values beside what devices report: parts, customers, limits.')}
      actions={<Button onClick={() => setCreating(true)}>{t('Create data table')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="data table"
        label={t('Data tables')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: tablesPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No data tables yet')}
            action={<Button onClick={() => setCreating(true)}>{t('Create the first data table')}</Button>}
          >
            {t('A table has columns that you choose; its rows come from here, from a CSV file, or through the API.')}
          </Empty>
        }
      />
      {creating ? (
        <CreateTableDialog
          applicationId={applicationId}
          onClose={() => setCreating(false)}
          onMade={(one) => (one.jobId === undefined ? show(one.table) : setMade(one))}
        />
      ) : null}
      {made?.jobId === undefined ? null : (
        <ImportDialog table={made.table} begun={made.jobId} onClose={() => show(made.table)} />
      )}
    </Page>
  );
}
