import { Group, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { omitEmpty } from '../../shared/form/omit-empty.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { passwordRule } from '../../shared/password-rule.ts';
import { t } from '../../words/words.ts';

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
      title={t('Create user')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create user')}
      onGone={(user) => user.password !== undefined && onCreated({ email: user.email, password: user.password })}
    >
      <TextInput
        label={t('E-mail')}
        inputMode="email"
        autoComplete="off"
        required
        data-autofocus
        {...form.text('email')}
      />
      <Group grow align="flex-start">
        <TextInput label={t('First name')} {...form.text('firstName')} />
        <TextInput label={t('Last name')} {...form.text('lastName')} />
      </Group>
      <PasswordInput
        label={t('Password')}
        description={t('Left empty, one is made up and shown to you once. {passwordRule}', { passwordRule })}
        autoComplete="new-password"
        {...password}
        error={password.error === undefined ? undefined : passwordRule}
      />
      <Switch
        label={t('Administrator')}
        description={t('Looks after the users of this installation.')}
        {...form.checked('isAdministrator')}
      />
    </FormDialog>
  );
}
