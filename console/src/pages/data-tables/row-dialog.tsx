import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { Column, DataTable, Row } from './queries.ts';
import { type Draft, readDraft, toDrafts } from './values.ts';

/** Makes a row, or changes one. */
export function RowDialog({ table, row, onClose }: { table: DataTable; row: Row | undefined; onClose: () => void }) {
  const { applicationId, dataTableId, columns } = table;
  const queryClient = useQueryClient();
  const form = useForm<Record<string, Draft>>({
    initial: toDrafts(columns, row),
    check: (drafts) =>
      Object.fromEntries(
        columns.map((column) => {
          const read = readDraft(column, drafts[column.name] as Draft);
          return [column.name, 'problem' in read ? read.problem : undefined];
        }),
      ),
    save: async (drafts) => {
      const body = Object.fromEntries(
        columns.flatMap((column) => {
          const read = readDraft(column, drafts[column.name] as Draft);
          return 'value' in read ? [[column.name, read.value]] : [];
        }),
      );
      if (row) {
        const path = { applicationId, dataTableId, rowId: row.id };
        await request('PATCH', '/applications/{applicationId}/data-tables/{dataTableId}/rows/{rowId}', { path, body });
      } else {
        const path = { applicationId, dataTableId };
        await request('POST', '/applications/{applicationId}/data-tables/{dataTableId}/rows', { path, body });
      }
      await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={row ? t('Edit row') : t('Insert row')}
      opened
      onClose={onClose}
      submitLabel={row ? t('Save') : t('Insert')}
    >
      <Stack gap="sm">
        {columns.map((column, index) => (
          <CellInput key={column.name} column={column} isFirst={index === 0} {...form.value(column.name)} />
        ))}
      </Stack>
    </FormDialog>
  );
}

/** An input of the column's type; what is optional can also have no value. */
function CellInput(props: {
  column: Column;
  isFirst: boolean;
  value: Draft;
  error: string | undefined;
  onChange: (draft: Draft) => void;
}) {
  const { column, isFirst, value, error, onChange } = props;
  const { name, dataType, constraint } = column;
  const shared = {
    label: name,
    className: 'foreign',
    required: constraint !== 'optional' && dataType !== 'string',
    description: describe(column),
    error,
    ...(isFirst ? { 'data-autofocus': true } : {}),
  };
  if (dataType === 'boolean') {
    return (
      <Select
        {...shared}
        data={['true', 'false']}
        clearable={constraint === 'optional'}
        placeholder={t('No value')}
        value={value.isMissing ? null : value.text}
        onChange={(text) => onChange({ text: text ?? '', isMissing: text === null })}
      />
    );
  }
  const type = (event: { currentTarget: { value: string } }): void => {
    const text = event.currentTarget.value;
    onChange({ text, isMissing: text === '' && constraint === 'optional' });
  };
  const placeholder = constraint === 'optional' ? t('No value') : '';
  if (dataType === 'number') {
    return <TextInput {...shared} inputMode="decimal" placeholder={placeholder} value={value.text} onChange={type} />;
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={8}
      placeholder={placeholder}
      value={value.text}
      onChange={type}
    />
  );
}

function describe({ dataType, constraint }: Column): string {
  const type = { string: t('Text'), number: t('Number'), boolean: t('True or false') }[dataType];
  return constraint === 'optional' ? type : `${type}, ${constraint}`;
}
