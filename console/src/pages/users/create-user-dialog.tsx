import { Group, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { omitEmpty } from '../../shared/form/omit-empty.ts';
import { useForm } from '../../shared/form/use-form.ts';
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
  const form = useForm({
    initial: empty,
    save: async ({ email, isAdministrator, ...optional }) => {
      const user = await request('POST', '/users', { body: { email, isAdministrator, ...omitEmpty(optional) } });
      await queryClient.invalidateQueries({ queryKey: keys.users() });
      return user;
    },
  });
  const password = form.text('password');
  return (
    <FormDialog
      form={form}
      title="Create user"
      opened={opened}
      onClose={onClose}
      submitLabel="Create user"
      onGone={(user) => user.password !== undefined && onCreated({ email: user.email, password: user.password })}
    >
      <TextInput label="E-mail" inputMode="email" autoComplete="off" required data-autofocus {...form.text('email')} />
      <Group grow align="flex-start">
        <TextInput label="First name" {...form.text('firstName')} />
        <TextInput label="Last name" {...form.text('lastName')} />
      </Group>
      <PasswordInput
        label="Password"
        description={`Left empty, one is made up and shown to you once. ${passwordRule}`}
        autoComplete="new-password"
        {...password}
        error={password.error === undefined ? undefined : passwordRule}
      />
      <Switch
        label="Administrator"
        description="Looks after the users of this installation."
        {...form.checked('isAdministrator')}
      />
    </FormDialog>
  );
}
