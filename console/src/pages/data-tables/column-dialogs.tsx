import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { type ColumnDraft, checkColumn, emptyColumn, toColumn } from './column-draft.ts';
import type { Column, DataTable } from './queries.ts';

/** The choices of a column's type, as people call them. */
export const typeChoices = [
  { value: 'string', label: t('Text') },
  { value: 'number', label: t('Number') },
  { value: 'boolean', label: t('True or false') },
];
/** What a column asks of its values. */
export const constraintChoices = [
  { value: 'optional', label: t('Optional') },
  { value: 'required', label: t('Required') },
  { value: 'unique', label: t('Unique') },
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
    <FormDialog form={form} title={t('Add column')} opened onClose={onClose} submitLabel={t('Add column')}>
      <TextInput
        label={t('Name')}
        description={t('Letters, digits, _ and -. It cannot be changed later.')}
        data-autofocus
        required
        {...form.text('name')}
      />
      <NativeSelect label={t('Type')} data={typeChoices} {...form.text('dataType')} />
      <NativeSelect
        label={t('Values')}
        description={t(
          'Rows that are there already have no value, whatever is chosen; it is asked for when they are changed.',
        )}
        data={constraintChoices}
        {...form.text('constraint')}
      />
      {constraint !== 'optional' ? null : dataType === 'boolean' ? (
        <NativeSelect
          label={t('Default value')}
          description={t('For new rows that say nothing.')}
          data={[{ value: '', label: t('None') }, 'true', 'false']}
          {...form.text('defaultValue')}
        />
      ) : (
        <TextInput
          label={t('Default value')}
          description={t('For new rows that say nothing. Empty: none.')}
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
    <ConfirmDialog title={t('Remove column')} opened onClose={onClose} confirmLabel={t('Remove')} onConfirm={remove}>
      {tx('The values of {name} in all rows are gone for good.', { name: <strong>{column.name}</strong> })}
    </ConfirmDialog>
  );
}
