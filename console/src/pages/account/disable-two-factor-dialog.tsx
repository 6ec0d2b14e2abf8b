import { PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { CodeInput } from './code-input.tsx';

export function DisableTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const save = async () => {
    const me = await request('PATCH', '/me/disableTwoFactorAuth', { body: { password, twoFactorCode: code } });
    queryClient.setQueryData(meQuery.queryKey, me);
  };
  return (
    <FormDialog
      title="Turn off two-factor authentication"
      opened
      onClose={onClose}
      submitLabel="Turn off"
      onSave={save}
      fields={['password', 'twoFactorCode']}
      size="md"
      danger
    >
      {(errors) => (
        <>
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            required
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={errors.of('password')}
          />
          <CodeInput value={code} onChange={setCode} error={errors.of('twoFactorCode')} />
        </>
      )}
    </FormDialog>
  );
}
