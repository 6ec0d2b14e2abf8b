import { PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { CodeInput } from '../../shared/code-input.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';

export function DisableTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { password: '', twoFactorCode: '' },
    asks: false,
    save: async (values) => {
      queryClient.setQueryData(keys.me(), await request('PATCH', '/me/disableTwoFactorAuth', { body: values }));
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Turn off two-factor authentication')}
      opened
      onClose={onClose}
      submitLabel={t('Turn off')}
      size="md"
      danger
    >
      <PasswordInput
        label={t('Your password')}
        autoComplete="current-password"
        required
        data-autofocus
        {...form.text('password')}
      />
      <CodeInput {...form.value('twoFactorCode')} />
    </FormDialog>
  );
}
