import { Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/query-keys.ts';
import type { ApiToken } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { deleteToken, patchToken, type TokenOwner } from './token-owner.ts';

interface Props {
  readonly owner: TokenOwner;
  readonly token: ApiToken;
  readonly onClose: () => void;
}

export function EditTokenDialog({ owner, token, onClose }: Props) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { name: token.name, description: token.description, active: token.status === 'active' },
    save: async ({ name, description, active }) => {
      await patchToken(owner, token.id, { name, description, status: active ? 'active' : 'inactive' });
      await queryClient.invalidateQueries({ queryKey: keys.tokens(owner) });
    },
  });
  return (
    <FormDialog form={form} title={t('Edit API token')} opened onClose={onClose} submitLabel={t('Save')}>
      <TextInput label={t('Name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <Switch
        label={t('Active')}
        description={t('An inactive token is refused from now on, and its open streams end.')}
        {...form.checked('active')}
      />
    </FormDialog>
  );
}

export function RevokeTokenDialog({ owner, token, onClose }: Props) {
  const queryClient = useQueryClient();
  const revoke = async () => {
    await deleteToken(owner, token.id);
    await queryClient.invalidateQueries({ queryKey: keys.tokens(owner) });
  };
  return (
    <ConfirmDialog title={t('Revoke API token')} opened onClose={onClose} confirmLabel={t('Revoke')} onConfirm={revoke}>
      {t('Programs that use “{name}” are refused at once. The token cannot be brought back.', { name: token.name })}
    </ConfirmDialog>
  );
}
