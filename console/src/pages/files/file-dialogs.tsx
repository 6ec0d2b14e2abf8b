import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { FileItem } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

export function CreateDirectoryDialog(props: { applicationId: string; directory: string; onClose: () => void }) {
  const { applicationId, directory, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { name: '' },
    save: async ({ name }) => {
      await request('POST', '/applications/{applicationId}/files', {
        path: { applicationId },
        body: { name, parentDirectory: directory, type: 'directory' },
      });
      await queryClient.invalidateQueries({ queryKey: keys.files(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('New directory')}
      opened
      onClose={onClose}
      submitLabel={t('Create directory')}
      disabled={form.values.name === ''}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" {...form.text('name')} />
    </FormDialog>
  );
}

interface Props {
  readonly file: FileItem;
  readonly onClose: () => void;
}

/** Renames or moves: both are another path, and so another public address. */
export function MoveDialog({ file, onClose }: Props) {
  const { applicationId, id: fileId, name, parentDirectory, type } = file;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { name, parentDirectory },
    save: async (values) => {
      await request('POST', '/applications/{applicationId}/file/{fileId}/move', {
        path: { applicationId, fileId },
        query: { name: values.name, parentDirectory: values.parentDirectory || '/' },
      });
      await queryClient.invalidateQueries({ queryKey: keys.files(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Rename or move {part}', { part: type === 'directory' ? t('directory') : t('file') })}
      opened
      onClose={onClose}
      submitLabel={t('Move')}
      disabled={!form.isDirty || form.values.name === ''}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" {...form.text('name')} />
      <TextInput
        label={t('Directory')}
        description={t('Such as /reports/2026; what is missing of it is made.')}
        autoComplete="off"
        {...form.text('parentDirectory')}
      />
      <Text size="sm" c="dimmed">
        {type === 'directory'
          ? t('Everything in it goes along. The public addresses of all these files change, and links to them break.')
          : t('Its public address changes, and links to it break.')}
      </Text>
    </FormDialog>
  );
}

export function DeleteDialog({ file, onClose, onDeleted }: Props & { readonly onDeleted?: () => void }) {
  const { applicationId, id: fileId, name, type } = file;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/file/{fileId}', { path: { applicationId, fileId } });
    onDeleted?.();
    await queryClient.invalidateQueries({ queryKey: keys.files(applicationId) });
  };
  const isDirectory = type === 'directory';
  return (
    <ConfirmDialog
      title={isDirectory ? t('Delete directory') : t('Delete file')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
      {...(isDirectory ? { typedName: name } : {})}
    >
      {isDirectory
        ? tx(
            '{name} is deleted with every file and directory in it, at every depth. Links to them break, and nothing brings them back.',
            { name: <b>{name}</b> },
          )
        : tx('{name} is deleted for good, and links to it break.', { name: <b>{name}</b> })}
    </ConfirmDialog>
  );
}
