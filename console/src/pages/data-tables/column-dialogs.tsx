import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { type ColumnDraft, checkColumn, emptyColumn, toColumn } from './column-draft.ts';
import type { Column, DataTable } from './queries.ts';

/** The choices of a column's type, as people call them. */
export const typeChoices = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'True or false' },
];
/** What a column asks of its values. */
export const constraintChoices = [
  { value: 'optional', label: 'Optional' },
  { value: 'required', label: 'Required' },
  { value: 'unique', label: 'Unique' },
];

export function AddColumnDialog({ table, onClose }: { table: DataTable; onClose: () => void }) {
  const { applicationId, dataTableId } = table;
  const queryClient = useQueryClient();
  const form = useForm<ColumnDraft>({
    initial: emptyColumn,
    fields: ['name', 'dataType', 'constraint', 'defaultValue'],
    check: checkColumn,
    save: async (draft) => {
      const body = toColumn(draft);
      const path = { applicationId, dataTableId };
      await request('POST', '/applications/{applicationId}/data-tables/{dataTableId}/column', { path, body });
      await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
    },
  });
  const { dataType, constraint } = form.values;
  return (
    <FormDialog form={form} title="Add column" opened onClose={onClose} submitLabel="Add column">
      <TextInput
        label="Name"
        description="Letters, digits, _ and -. It cannot be changed later."
        data-autofocus
        required
        {...form.text('name')}
      />
      <NativeSelect label="Type" data={typeChoices} {...form.text('dataType')} />
      <NativeSelect
        label="Values"
        description="Rows that are there already have no value, whatever is chosen; it is asked for when they are changed."
        data={constraintChoices}
        {...form.text('constraint')}
      />
      {constraint !== 'optional' ? null : dataType === 'boolean' ? (
        <NativeSelect
          label="Default value"
          description="For new rows that say nothing."
          data={[{ value: '', label: 'None' }, 'true', 'false']}
          {...form.text('defaultValue')}
        />
      ) : (
        <TextInput
          label="Default value"
          description="For new rows that say nothing. Empty: none."
          inputMode={dataType === 'number' ? 'decimal' : 'text'}
          {...form.text('defaultValue')}
        />
      )}
    </FormDialog>
  );
}

export function RemoveColumnDialog(props: { table: DataTable; column: Column; onClose: () => void }) {
  const { table, column, onClose } = props;
  const { applicationId, dataTableId } = table;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/data-tables/{dataTableId}/column', {
      path: { applicationId, dataTableId },
      query: { columnName: column.name },
    });
    await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
  };
  return (
    <ConfirmDialog title="Remove column" opened onClose={onClose} confirmLabel="Remove" onConfirm={remove}>
      The values of <strong>{column.name}</strong> in all rows are gone for good.
    </ConfirmDialog>
  );
}
