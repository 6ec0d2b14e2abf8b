import { FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request, sendForm } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { RowList } from '../../shared/form/row-list.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { constraintChoices, typeChoices } from './column-dialogs.tsx';
import { type ColumnDraft, emptyColumn, toColumn } from './column-draft.ts';
import { readCsvColumns, withHeader } from './csv-columns.ts';
import type { DataTable } from './queries.ts';

type KeyedColumn = ColumnDraft & {
  readonly key: number;
  /** Which column of the file it is; undefined: none. */
  readonly source?: number;
};

/** A table that was made, and the import of the file that it was made from. */
export interface MadeTable {
  readonly table: DataTable;
  readonly jobId: string | undefined;
}

interface Props {
  readonly applicationId: string;
  readonly onClose: () => void;
  readonly onMade: (made: MadeTable) => void;
}

/** A file, and where its rows begin. */
interface Source {
  readonly file: File;
  readonly width: number;
  readonly rowsAt: number;
}

/** Makes a table, by hand or of a CSV file, whose columns can be changed before they are made. */

export function CreateTableDialog({ applicationId, onClose, onMade }: Props) {
  const queryClient = useQueryClient();
  const [source, setSource] = useState<Source>();
  const [problem, setProblem] = useState<string>();
  const form = useForm({
    initial: { name: '', description: '', columns: [{ ...emptyColumn, key: 0 }] as readonly KeyedColumn[] },
    fields: ({ columns }) => ({
      name: 'name',
      description: 'description',
      ...Object.fromEntries(columns.map(({ key }, index) => [`columns[${index}].name`, `column${key}`])),
    }),
    save: async ({ name, description, columns }) => {
      const named = columns.filter((column) => column.name !== '').map(toColumn);
      const table = await request('POST', '/applications/{applicationId}/data-tables', {
        path: { applicationId },
        body: { name, description, columns: named },
      });
      try {
        return { table, jobId: source && (await sendRows(table, source, columns)) };
      } finally {
        await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
      }
    },
  });
  const choose = async (file: File | null) => {
    setProblem(undefined);
    setSource(undefined);
    if (file === null) return;
    try {
      const { columns, rowsAt } = await readCsvColumns(file);
      setSource({ file, width: columns.length, rowsAt });
      form.change({
        columns: columns.map((column, index) => ({ ...column, key: Date.now() + index, source: index })),
        ...(form.values.name === '' ? { name: file.name.replace(/\.[^.]*$/, '') } : {}),
      });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <FormDialog
      form={form}
      title={t('Create data table')}
      opened
      onClose={onClose}
      submitLabel={t('Create data table')}
      onSaved={onMade}
    >
      <FileInput
        label={t('From a CSV file (optional)')}
        description={t(
          'Its first line names the columns. Their types are read from its rows; change below what is wrong.',
        )}
        placeholder={t('Choose a file')}
        accept=".csv,text/csv,text/plain"
        value={source?.file ?? null}
        onChange={(file) => void choose(file)}
        error={problem}
        clearable
        clearButtonProps={{ 'aria-label': t('Choose no file') }}
      />
      <TextInput label={t('Name')} data-autofocus required {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <RowList
        title={t('Columns')}
        what={t('column')}
        add={t('Add a column')}
        rows={form.values.columns}
        keyOf={({ key }) => key}
        most={50}
        makeRow={(key) => ({ ...emptyColumn, key })}
        onChange={form.value('columns').onChange}
      >
        {(column, change, number) => (
          <>
            <TextInput
              aria-label={t('Column {number}, name', { number })}
              placeholder={t('Name')}
              flex="2 1 180px"
              value={column.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={form.errors.of(`column${column.key}`)}
            />
            <NativeSelect
              aria-label={t('Column {number}, type', { number })}
              data={typeChoices}
              flex="1 1 110px"
              value={column.dataType}
              onChange={(event) => change({ dataType: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('Column {number}, values', { number })}
              data={constraintChoices}
              flex="1 1 110px"
              value={column.constraint}
              onChange={(event) => change({ constraint: event.currentTarget.value })}
            />
          </>
        )}
      </RowList>
    </FormDialog>
  );
}

/** Sends the rows of a file; without them there is to be no table either. */
async function sendRows(
  { applicationId, dataTableId }: DataTable,
  { file, rowsAt, width }: Source,
  columns: readonly KeyedColumn[],
): Promise<string> {
  const path = { applicationId, dataTableId };
  const names = Array.from({ length: width }, (_, index) => columns.find(({ source }) => source === index)?.name ?? '');
  try {
    const { jobId } = await sendForm('/applications/{applicationId}/data-tables/{dataTableId}/rows/import', {
      path,
      file: withHeader(file, names, rowsAt),
    });
    return jobId;
  } catch (error) {
    await request('DELETE', '/applications/{applicationId}/data-tables/{dataTableId}', { path });
    throw error;
  }
}
