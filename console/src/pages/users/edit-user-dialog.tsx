import { Checkbox, Group, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { User } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { omitEmpty } from '../../shared/form/omit-empty.ts';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { passwordRule } from '../../shared/password-rule.ts';
import { t } from '../../words/words.ts';

interface Props {
  readonly user: User;
  readonly onClose: () => void;
}

/** Name, standing, a new password, and two-factor authentication off for somebody who has lost the device. */
export function EditUserDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toValues(user),
    stored: storedItem(user, toValues, () => request('GET', '/users/{userId}', { path: { userId: user.id } })),
    save: async ({ isAdministrator, endsTwoFactor, ...optional }, ifMatch) => {
      await request('PATCH', '/users/{userId}', {
        path: { userId: user.id },
        ifMatch,
        body: {
          ...omitEmpty(optional),
          ...(isAdministrator === user.isAdministrator ? {} : { isAdministrator }),
          ...(endsTwoFactor ? { twoFactorAuthEnabled: false } : {}),
        },
      });
      await queryClient.invalidateQueries({ queryKey: keys.users() });
    },
  });
  const password = form.text('password');
  return (
    <FormDialog
      form={form}
      title={t('Edit {email}', { email: user.email })}
      opened
      onClose={onClose}
      submitLabel={t('Save')}
    >
      <Group grow align="flex-start">
        <TextInput label={t('First name')} {...form.text('firstName')} />
        <TextInput label={t('Last name')} {...form.text('lastName')} />
      </Group>
      <PasswordInput
        label={t('New password')}
        description={t('Left empty, the password stays. {passwordRule}', { passwordRule })}
        autoComplete="new-password"
        {...password}
        error={password.error === undefined ? undefined : passwordRule}
      />
      <Switch
        label={t('Administrator')}
        description={t('Looks after the users of this installation.')}
        {...form.checked('isAdministrator')}
      />
      {user.twoFactorAuthEnabled ? (
        <Checkbox
          label={t('Turn off two-factor authentication')}
          description={t('For somebody who has lost the device with the codes.')}
          {...form.checked('endsTwoFactor')}
        />
      ) : null}
    </FormDialog>
  );
}

export function DeleteUserDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/users/{userId}', { path: { userId: user.id } });
    await queryClient.invalidateQueries({ queryKey: keys.users() });
  };
  return (
    <ConfirmDialog
      title={t('Delete user')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
      typedName={user.email}
    >
      {t(
        'The account goes with every application in its sandbox, their devices and their data. What belongs to organizations stays.',
      )}
    </ConfirmDialog>
  );
}

function toValues(user: User) {
  return {
    firstName: user.firstName ?? '',
    lastName: user.lastName ?? '',
    password: '',
    isAdministrator: user.isAdministrator,
    endsTwoFactor: false,
  };
}
