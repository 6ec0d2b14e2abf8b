import { Checkbox, PasswordInput, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Me } from '../../api/types.ts';
import { beginSession } from '../../session/session.ts';
import { useSession } from '../../session/use-session.ts';
import { CodeInput } from '../../shared/code-input.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { passwordRule } from '../../shared/password-rule.ts';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

/** Changes the password; this session goes on with the token that the answer brings. */
export function PasswordForm({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const { session } = useSession();
  const form = useForm({
    initial: { password: '', newPassword: '', twoFactorCode: '', invalidateExistingTokens: true },
    save: async ({ twoFactorCode, ...values }) => {
      const { token } = await request('PATCH', '/me/changePassword', {
        body: { ...values, ...(me.twoFactorAuthEnabled ? { twoFactorCode } : {}) },
      });
      if (session) beginSession({ ...session, token });
      await queryClient.invalidateQueries({ queryKey: keys.me() });
    },
  });
  const newPassword = form.text('newPassword');
  return (
    <Section title={t('Password')}>
      <FormView
        form={form}
        label={t('Password')}
        submitLabel={t('Change password')}
        savedText={t('The password has been changed.')}
      >
        <Text size="sm" c="dimmed">
          {tx('Last changed: {time}', { time: <Time value={me.passwordLastUpdated} format="day" /> })}
        </Text>
        <PasswordInput
          label={t('Present password')}
          autoComplete="current-password"
          required
          {...form.text('password')}
        />
        <PasswordInput
          label={t('New password')}
          description={passwordRule}
          autoComplete="new-password"
          required
          {...newPassword}
          error={newPassword.error === undefined ? undefined : passwordRule}
        />
        {me.twoFactorAuthEnabled ? <CodeInput {...form.value('twoFactorCode')} /> : null}
        <Checkbox label={t('End all other sessions and my API tokens')} {...form.checked('invalidateExistingTokens')} />
      </FormView>
    </Section>
  );
}
