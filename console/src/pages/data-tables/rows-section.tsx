import { Box, Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column as TableColumn } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { Cell } from './cell.tsx';
import { type Condition, toQuery } from './filter.ts';
import { type DataTable, type Row, rowsQuery } from './queries.ts';
import { RowDialog } from './row-dialog.tsx';
import { RowFilter } from './row-filter.tsx';

const sizes = [25, 100, 500];
/** Narrower, a cell of text is a column of single words. */
const cellWidth = 130;

/** The rows of a table, a page at a time: the server filters and sorts, so that it does not matter how many there are. */
export function RowsSection({ table, onInsert }: { table: DataTable; onInsert: () => void }) {
  const { applicationId, dataTableId } = table;
  const [place, setPlace] = useState({ page: 1, perPage: sizes[0] as number });
  const [sort, setSort] = useState<{ sortColumn: string; sortDirection: 'asc' | 'desc' }>({
    sortColumn: 'createdAt',
    sortDirection: 'asc',
  });
  const [conditions, setConditions] = useState<readonly Condition[]>([]);
  const [settled] = useDebouncedValue(conditions, 300);
  const [edited, setEdited] = useState<Row>();
  const [deleted, setDeleted] = useState<Row>();
  const query = toQuery(table.columns, settled);
  const isFiltered = Object.keys(query).length > 0;
  const list = useQuery(rowsQuery({ applicationId, dataTableId }, { ...place, ...sort, query }));
  const columns: readonly TableColumn<Row>[] = [
    ...table.columns.map(({ name, dataType }, index): TableColumn<Row> => {
      const isNumber = dataType === 'number';
      const numeric = isNumber ? { isNumber } : { isForeign: true, maxWidth: 360 };
      return {
        head: name,
        sort: name,
        cell: (row) => <Cell value={row[name]} />,
        isTitle: index === 0,
        ...numeric,
      };
    }),
    {
      head: t('Created'),
      sort: 'createdAt',
      cell: (row) => <Time value={row.createdAt} format="absolute" />,
      noWrap: true,
    },
    {
      head: t('Actions'),
      isHeadHidden: true,
      align: 'right',
      cell: (row) => (
        <RowButtons
          actions={[
            { label: t('Edit'), description: t('Edit row {id}', { id: row.id }), onClick: () => setEdited(row) },
            { label: t('Delete'), description: t('Delete row {id}', { id: row.id }), onClick: () => setDeleted(row) },
          ]}
        />
      ),
    },
  ];
  const filter = (
    <Box px="md" pb="sm">
      <RowFilter
        columns={table.columns}
        conditions={conditions}
        onChange={(changed) => {
          setConditions(changed);
          setPlace({ ...place, page: 1 });
        }}
      />
    </Box>
  );
  return (
    <>
      <ResourceTable
        query={list}
        noun="row"
        title={({ totalCount }) =>
          isFiltered
            ? t('{totalCount} of {rows}', {
                totalCount: formatNumber(totalCount),
                rows: formatCount(table.rowCount, 'row'),
              })
            : formatCount(totalCount, 'row')
        }
        label={t('Rows')}
        columns={columns}
        keyOf={({ id }) => id}
        minWidth={columns.length * cellWidth}
        sorting={{
          field: sort.sortColumn,
          direction: sort.sortDirection,
          onSort: (sortColumn, sortDirection) => setSort({ sortColumn, sortDirection }),
        }}
        paging={{
          ...place,
          sizes,
          onChange: (page) => setPlace({ ...place, page }),
          onSize: (perPage) => setPlace({ page: 1, perPage }),
        }}
        notice={table.columns.length > 0 && (table.rowCount > 0 || conditions.length > 0) ? filter : null}
        empty={
          isFiltered ? (
            <Empty title={t('No row is like that')}>{t('Change the conditions, or take one away.')}</Empty>
          ) : table.columns.length === 0 ? (
            <Empty title={t('No rows yet')}>{t('Add a column first.')}</Empty>
          ) : (
            <Empty
              title={t('No rows yet')}
              action={
                <Button variant="default" onClick={onInsert}>
                  {t('Insert the first row')}
                </Button>
              }
            >
              {t('Or import a CSV file whose first line names the columns.')}
            </Empty>
          )
        }
      />
      {edited ? <RowDialog table={table} row={edited} onClose={() => setEdited(undefined)} /> : null}
      {deleted ? <DeleteRowDialog table={table} row={deleted} onClose={() => setDeleted(undefined)} /> : null}
    </>
  );
}

function DeleteRowDialog({ table, row, onClose }: { table: DataTable; row: Row; onClose: () => void }) {
  const { applicationId, dataTableId, columns } = table;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/data-tables/{dataTableId}/rows/{rowId}', {
      path: { applicationId, dataTableId, rowId: row.id },
    });
    await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
  };
  const [first] = columns;
  const name = first ? row[first.name] : undefined;
  return (
    <ConfirmDialog title={t('Delete row')} opened onClose={onClose} confirmLabel={t('Delete')} onConfirm={remove}>
      {tx('{part} is gone for good.', {
        part:
          name === undefined || name === null || name === '' ? (
            t('The row')
          ) : (
            <strong>{String(name).slice(0, 100)}</strong>
          ),
      })}
    </ConfirmDialog>
  );
}
