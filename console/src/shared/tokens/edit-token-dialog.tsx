import { Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../api/types.ts';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { FormDialog } from '../form/form-dialog.tsx';
import { deleteToken, patchToken, type TokenOwner } from './token-owner.ts';

interface Props {
  readonly owner: TokenOwner;
  readonly token: ApiToken;
  readonly onClose: () => void;
}

export function EditTokenDialog({ owner, token, onClose }: Props) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(token.name);
  const [description, setDescription] = useState(token.description);
  const [active, setActive] = useState(token.status === 'active');
  const save = async () => {
    await patchToken(owner, token.id, { name, description, status: active ? 'active' : 'inactive' });
    await queryClient.invalidateQueries({ queryKey: ['tokens', owner] });
  };
  return (
    <FormDialog
      title="Edit API token"
      opened
      onClose={onClose}
      submitLabel="Save"
      onSave={save}
      fields={['name', 'description', 'status']}
    >
      {(errors) => (
        <>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={errors.of('name')}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={5}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={errors.of('description')}
          />
          <Switch
            label="Active"
            description="An inactive token is refused from now on, and its open streams end."
            checked={active}
            onChange={(event) => setActive(event.currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}

export function RevokeTokenDialog({ owner, token, onClose }: Props) {
  const queryClient = useQueryClient();
  const revoke = async () => {
    await deleteToken(owner, token.id);
    await queryClient.invalidateQueries({ queryKey: ['tokens', owner] });
  };
  return (
    <ConfirmDialog title="Revoke API token" opened onClose={onClose} confirmLabel="Revoke" onConfirm={revoke}>
      Programs that use “{token.name}” are refused at once. The token cannot be brought back.
    </ConfirmDialog>
  );
}
