import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import { DataTable as Rows, type Column as TableColumn } from '../../shared/table/data-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { t } from '../../words/words.ts';
import { Cell } from './cell.tsx';
import { AddColumnDialog, constraintChoices, RemoveColumnDialog, typeChoices } from './column-dialogs.tsx';
import type { Column, DataTable } from './queries.ts';

const labelOf = (choices: readonly { value: string; label: string }[], value: string): string =>
  choices.find((choice) => choice.value === value)?.label ?? value;

/** What the rows of a table have, and how that is changed. */
export function ColumnsSection({ table }: { table: DataTable }) {
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Column>();
  const columns: readonly TableColumn<Column>[] = [
    { head: t('Name'), cell: ({ name }) => name, isTitle: true },
    { head: t('Type'), cell: ({ dataType }) => labelOf(typeChoices, dataType) },
    {
      head: t('Values'),
      cell: ({ constraint }) => (
        <Badge variant="light" color={constraint === 'optional' ? 'gray' : 'blue'}>
          {labelOf(constraintChoices, constraint)}
        </Badge>
      ),
    },
    { head: t('Default'), cell: ({ defaultValue }) => <Cell value={defaultValue} />, isForeign: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      align: 'right',
      cell: (column) => (
        <RowButtons
          actions={[
            {
              label: t('Remove'),
              description: t('Remove column {name}', { name: column.name }),
              onClick: () => setRemoved(column),
            },
          ]}
        />
      ),
    },
  ];
  const add = (
    <Button variant="default" onClick={() => setAdding(true)} disabled={table.columns.length >= 50}>
      {t('Add column')}
    </Button>
  );
  return (
    <Section title={formatCount(table.columns.length, 'column')} padding={0} actions={add}>
      {table.columns.length === 0 ? (
        <Empty title={t('No columns yet')}>{t('Rows have values once there is a column for them.')}</Empty>
      ) : (
        <Rows label={t('Columns')} rows={table.columns} keyOf={({ name }) => name} columns={columns} />
      )}
      {adding ? <AddColumnDialog table={table} onClose={() => setAdding(false)} /> : null}
      {removed ? <RemoveColumnDialog table={table} column={removed} onClose={() => setRemoved(undefined)} /> : null}
    </Section>
  );
}
