import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../api/types.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { ExpiryField, noExpiry, toExpirationDate } from './expiry-field.tsx';
import { type ScopeChoice, ScopePicker, toScopes } from './scope-picker.tsx';
import { createToken, levelOf, type TokenOwner } from './token-owner.ts';

// Reading is the least that is of use to most programs; more is for whoever asks for it.
const noScopes: ScopeChoice = { mode: 'read', chosen: new Set() };

export function CreateTokenDialog(props: {
  owner: TokenOwner;
  opened: boolean;
  onClose: () => void;
  onCreated: (token: ApiToken) => void;
}) {
  const { owner, opened, onClose, onCreated } = props;
  const level = levelOf(owner);
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [scopes, setScopes] = useState(noScopes);
  const [expiry, setExpiry] = useState(noExpiry);
  const scope = toScopes(level, scopes);
  const save = async () => {
    const expirationDate = toExpirationDate(expiry, Date.now());
    const token = await createToken(owner, {
      name,
      description,
      scope,
      ...(expirationDate === undefined ? {} : { expirationDate }),
    });
    setName('');
    setDescription('');
    setScopes(noScopes);
    setExpiry(noExpiry);
    await queryClient.invalidateQueries({ queryKey: ['tokens', owner] });
    return token;
  };
  return (
    <FormDialog
      title="Create API token"
      opened={opened}
      onClose={onClose}
      submitLabel="Create API token"
      onSave={save}
      onSaved={onCreated}
      fields={['name', 'description', 'scope', 'expirationDate', 'The scope']}
      disabled={scope.length === 0}
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
          <ScopePicker
            level={level}
            value={scopes}
            onChange={setScopes}
            // "The scope … would allow …, which the caller itself may not do" is about this field as well.
            error={errors.of('scope') ?? errors.of('The scope')}
          />
          <ExpiryField value={expiry} onChange={setExpiry} error={errors.of('expirationDate')} />
        </>
      )}
    </FormDialog>
  );
}
