import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import type { DataTable } from './queries.ts';

interface Props {
  readonly table: DataTable;
  readonly onClose: () => void;
}

export function EditTableDialog({ table, onClose }: Props) {
  const { applicationId, dataTableId, name, description } = table;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { name, description },
    stored: storedItem(
      table,
      (now) => ({ name: now.name, description: now.description }),
      () =>
        request('GET', '/applications/{applicationId}/data-tables/{dataTableId}', {
          path: { applicationId, dataTableId },
        }),
    ),
    save: async (body, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/data-tables/{dataTableId}', {
        path: { applicationId, dataTableId },
        ifMatch,
        body,
      });
      await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
    },
  });
  return (
    <FormDialog form={form} title={t('Edit data table')} opened onClose={onClose} submitLabel={t('Save')}>
      <TextInput label={t('Name')} data-autofocus required {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
    </FormDialog>
  );
}

export function TruncateDialog({ table, onClose }: Props) {
  const { applicationId, dataTableId, name, rowCount } = table;
  const queryClient = useQueryClient();
  const truncate = async () => {
    await request('POST', '/applications/{applicationId}/data-tables/{dataTableId}/rows/truncate', {
      path: { applicationId, dataTableId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete all rows')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete all rows')}
      onConfirm={truncate}
      typedName={name}
    >
      {t('{rows} of {name} are gone for good. The columns stay.', { rows: formatCount(rowCount, 'row'), name })}
    </ConfirmDialog>
  );
}

export function DeleteTableDialog({ table, onClose }: Props) {
  const { applicationId, dataTableId, name, rowCount } = table;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/data-tables/{dataTableId}', {
      path: { applicationId, dataTableId },
    });
    await navigate({ to: `/applications/${applicationId}/data-tables` as never });
    await queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete data table')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete data table')}
      onConfirm={remove}
      typedName={name}
    >
      {t('{name} with its {rows} is gone for good.', { name, rows: formatCount(rowCount, 'row') })}
    </ConfirmDialog>
  );
}
