import { Checkbox, Group, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { User } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { passwordRule } from '../../shared/password-rule.ts';

interface Props {
  readonly user: User;
  readonly onClose: () => void;
}

/** Name, standing, a new password, and two-factor authentication off for somebody who has lost the device. */
export function EditUserDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const [form, setForm] = useState({
    firstName: user.firstName ?? '',
    lastName: user.lastName ?? '',
    password: '',
    isAdministrator: user.isAdministrator,
    endsTwoFactor: false,
  });
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const { firstName, lastName, password, isAdministrator, endsTwoFactor } = form;
    await request('PATCH', '/users/{userId}', {
      path: { userId: user.id },
      body: {
        ...(firstName === '' ? {} : { firstName }),
        ...(lastName === '' ? {} : { lastName }),
        ...(password === '' ? {} : { password }),
        ...(isAdministrator === user.isAdministrator ? {} : { isAdministrator }),
        ...(endsTwoFactor ? { twoFactorAuthEnabled: false } : {}),
      },
    });
    await queryClient.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <FormDialog
      title={`Edit ${user.email}`}
      opened
      onClose={onClose}
      submitLabel="Save"
      onSave={save}
      fields={['firstName', 'lastName', 'password', 'isAdministrator']}
    >
      {(errors) => (
        <>
          <Group grow align="flex-start">
            <TextInput
              label="First name"
              value={form.firstName}
              onChange={(event) => set({ firstName: event.currentTarget.value })}
              error={errors.of('firstName')}
            />
            <TextInput
              label="Last name"
              value={form.lastName}
              onChange={(event) => set({ lastName: event.currentTarget.value })}
              error={errors.of('lastName')}
            />
          </Group>
          <PasswordInput
            label="New password"
            description={`Left empty, the password stays. ${passwordRule}`}
            autoComplete="new-password"
            value={form.password}
            onChange={(event) => set({ password: event.currentTarget.value })}
            error={errors.of('password') === undefined ? undefined : passwordRule}
          />
          <Switch
            label="Administrator"
            description="Looks after the users of this installation."
            checked={form.isAdministrator}
            onChange={(event) => set({ isAdministrator: event.currentTarget.checked })}
            error={errors.of('isAdministrator')}
          />
          {user.twoFactorAuthEnabled ? (
            <Checkbox
              label="Turn off two-factor authentication"
              description="For somebody who has lost the device with the codes."
              checked={form.endsTwoFactor}
              onChange={(event) => set({ endsTwoFactor: event.currentTarget.checked })}
            />
          ) : null}
        </>
      )}
    </FormDialog>
  );
}

export function DeleteUserDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/users/{userId}', { path: { userId: user.id } });
    await queryClient.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <ConfirmDialog
      title="Delete user"
      opened
      onClose={onClose}
      confirmLabel="Delete"
      onConfirm={remove}
      typedName={user.email}
    >
      The account goes with every application in its sandbox, their devices and their data. What belongs to
      organizations stays.
    </ConfirmDialog>
  );
}
