import { Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/query-keys.ts';
import type { ApiToken } from '../../api/types.ts';
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
    <FormDialog form={form} title="Edit API token" opened onClose={onClose} submitLabel="Save">
      <TextInput label="Name" required data-autofocus {...form.text('name')} />
      <Textarea label="Description" autosize minRows={1} maxRows={5} {...form.text('description')} />
      <Switch
        label="Active"
        description="An inactive token is refused from now on, and its open streams end."
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
    <ConfirmDialog title="Revoke API token" opened onClose={onClose} confirmLabel="Revoke" onConfirm={revoke}>
      Programs that use “{token.name}” are refused at once. The token cannot be brought back.
    </ConfirmDialog>
  );
}
