import { PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import { FormView } from '../shared/form/form-view.tsx';
import { useForm } from '../shared/form/use-form.ts';
import { t } from '../words/words.ts';
import { beginSession } from './session.ts';

/** E-mail, password, and the code once the server has asked for it. The first field that is empty has the focus. */
export function LoginForm({ email: known = '' }: { email?: string }) {
  const queryClient = useQueryClient();
  const [asksForCode, setAsksForCode] = useState(false);
  const form = useForm({
    initial: { email: known, password: '', twoFactorCode: '' },
    fields: asksForCode ? ['twoFactorCode'] : [],
    asks: false,
    keepsInput: true,
    save: async ({ email, password, ...typed }) => {
      const twoFactorCode = typed.twoFactorCode.replaceAll(' ', '');
      const credentials = { email, password, ...(asksForCode ? { twoFactorCode } : {}) };
      try {
        const { token, userId } = await request('POST', '/auth/user', { body: credentials });
        // What somebody else has seen here is not for the one who logs in now.
        if (known !== '' && known !== email) queryClient.clear();
        beginSession({ token, userId, email });
        await queryClient.invalidateQueries();
      } catch (error) {
        const isAboutCode = error instanceof ApiError && (error.field ?? error.message).startsWith('twoFactorCode');
        if (!isAboutCode || asksForCode) throw error;
        setAsksForCode(true);
      }
    },
  });
  const code = form.text('twoFactorCode');
  return (
    <FormView form={form} label={t('Log in')} submitLabel={t('Log in')} savedText="" fullWidth>
      <TextInput
        label={t('E-mail')}
        name="email"
        // Not type="email": the first administrator is admin@localhost.
        inputMode="email"
        autoComplete="username"
        required
        autoFocus={known === ''}
        data-autofocus={known === '' || undefined}
        {...form.text('email')}
      />
      <PasswordInput
        label={t('Password')}
        name="password"
        autoComplete="current-password"
        required
        data-autofocus={known !== '' || undefined}
        {...form.text('password')}
      />
      {asksForCode ? (
        <TextInput
          label={t('Code from your authenticator')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          {...code}
          error={code.error === undefined ? undefined : 'That code is wrong, out of date or already used.'}
        />
      ) : null}
    </FormView>
  );
}
