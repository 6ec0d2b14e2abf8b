import { Group, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { passwordRule } from '../../shared/password-rule.ts';

const empty = { email: '', firstName: '', lastName: '', password: '', isAdministrator: false };

/** Without a password the server makes one up, which `onCreated` is to show. */
export function CreateUserDialog(props: {
  opened: boolean;
  onClose: () => void;
  onCreated: (user: { email: string; password: string }) => void;
}) {
  const { opened, onClose, onCreated } = props;
  const queryClient = useQueryClient();
  const [form, setForm] = useState(empty);
  const set = (part: Partial<typeof empty>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const { email, firstName, lastName, password, isAdministrator } = form;
    const user = await request('POST', '/users', {
      body: {
        email,
        isAdministrator,
        ...(firstName === '' ? {} : { firstName }),
        ...(lastName === '' ? {} : { lastName }),
        ...(password === '' ? {} : { password }),
      },
    });
    setForm(empty);
    await queryClient.invalidateQueries({ queryKey: ['users'] });
    return user;
  };
  return (
    <FormDialog
      title="Create user"
      opened={opened}
      onClose={onClose}
      submitLabel="Create user"
      onSave={save}
      onSaved={({ email, password }) => password !== undefined && onCreated({ email, password })}
      fields={['email', 'firstName', 'lastName', 'password']}
    >
      {(errors) => (
        <>
          <TextInput
            label="E-mail"
            inputMode="email"
            autoComplete="off"
            required
            data-autofocus
            value={form.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={errors.of('email')}
          />
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
            label="Password"
            description={`Left empty, one is made up and shown to you once. ${passwordRule}`}
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
          />
        </>
      )}
    </FormDialog>
  );
}
