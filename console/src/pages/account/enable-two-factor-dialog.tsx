import { Group, List, PasswordInput, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Secret, TOTP } from 'otpauth';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import { CodeInput } from '../../shared/code-input.tsx';
import { CopyButton } from '../../shared/copy-button.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { QrCode } from './qr-code.tsx';

/** As long as the API wants it: 256 bits are 52 characters of base32. */
const secretBytes = 32;

/**
 * Makes a key, has it put into an authenticator and asks for a code before the server hears of it: a key that the
 * authenticator did not take would lock its owner out.
 */
export function EnableTwoFactorDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [totp] = useState(
    () => new TOTP({ issuer: 'Signalbox', label: email, secret: new Secret({ size: secretBytes }) }),
  );
  const key = totp.secret.base32;
  const form = useForm({
    initial: { twoFactorCode: '', password: '' },
    save: async ({ twoFactorCode, password }) => {
      if (totp.validate({ token: twoFactorCode, window: 1 }) === null) {
        const message = t('twoFactorCode is wrong');
        throw new ApiError({ status: 400, type: 'Validation', message, field: 'twoFactorCode' });
      }
      const me = await request('PATCH', '/me/enableTwoFactorAuth', { body: { password, twoFactorAuthKey: key } });
      queryClient.setQueryData(keys.me(), me);
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Turn on two-factor authentication')}
      opened
      onClose={onClose}
      submitLabel={t('Turn on')}
    >
      <List type="ordered" size="sm" spacing={4}>
        <List.Item>{t('Scan this picture with an authenticator app, or type the key into it.')}</List.Item>
        <List.Item>{t('Keep the key in a safe place too: it is your way in when the device is lost.')}</List.Item>
        <List.Item>{t('Type the code that the app shows.')}</List.Item>
      </List>
      <QrCode text={totp.toString()} label={t('Key for your authenticator')} />
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput label={t('Key')} value={key} readOnly flex={1} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={key} what={t('the key')} size="sm" />
      </Group>
      <CodeInput {...form.value('twoFactorCode')} />
      <PasswordInput label={t('Your password')} autoComplete="current-password" required {...form.text('password')} />
      <Text size="sm" c="dimmed">
        {t('From then on logging in asks for a code. An administrator of this installation can turn it off for you.')}
      </Text>
    </FormDialog>
  );
}
