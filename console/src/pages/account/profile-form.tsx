import { Alert, PasswordInput, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Me } from '../../api/types.ts';
import { beginSession } from '../../session/session.ts';
import { useSession } from '../../session/use-session.ts';
import { CodeInput } from '../../shared/code-input.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';

const fields = [
  ['email', t('E-mail'), 'username'],
  ['firstName', t('First name'), 'given-name'],
  ['lastName', t('Last name'), 'family-name'],
  ['companyName', t('Company'), 'organization'],
  ['phoneNumber', t('Phone'), 'tel'],
] as const;
type Profile = Readonly<Record<(typeof fields)[number][0], string>>;

/** A name that is empty is left as it is: the API takes no empty names. */
const neverEmpty: ReadonlySet<keyof Profile> = new Set(['email', 'firstName', 'lastName']);

function toProfile({ email, firstName = '', lastName = '', companyName = '', phoneNumber = '' }: Me): Profile {
  return { email, firstName, lastName, companyName, phoneNumber };
}

/** Who one is. Only what was changed is sent. */
export function ProfileForm({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const { session } = useSession();
  const stored = toProfile(me);
  const form = useForm({
    initial: { ...stored, password: '', twoFactorCode: '' },
    stored: storedItem(
      me,
      (now) => ({ ...toProfile(now), password: '', twoFactorCode: '' }),
      () => request('GET', '/me'),
    ),
    save: async ({ password, twoFactorCode, ...values }, ifMatch) => {
      const changed = Object.entries(values).filter(([name, value]) => value !== stored[name as keyof Profile]);
      const proof = { password, ...(twoFactorCode === '' ? {} : { twoFactorCode }) };
      const body = { ...Object.fromEntries(changed), ...(values.email === stored.email ? {} : proof) };
      const saved = await request('PATCH', '/me', { body, ifMatch });
      queryClient.setQueryData(keys.me(), saved);
      if (session) beginSession({ ...session, email: saved.email });
    },
  });
  return (
    <Section title={t('Profile')}>
      <FormView form={form} label={t('Profile')} submitLabel={t('Save profile')} disabled={!form.isDirty}>
        {fields.map(([field, label, autoComplete]) => (
          <TextInput
            key={field}
            label={label}
            autoComplete={autoComplete}
            required={neverEmpty.has(field) && stored[field] !== ''}
            {...form.text(field)}
          />
        ))}
        {form.values.email === stored.email ? null : (
          <>
            <Text size="sm">
              {t('A new e-mail takes your current password, and where mail is set up a link that is sent there.')}
            </Text>
            <PasswordInput
              label={t('Current password')}
              autoComplete="current-password"
              required
              {...form.text('password')}
            />
            {me.twoFactorAuthEnabled ? <CodeInput {...form.value('twoFactorCode')} /> : null}
          </>
        )}
        {me.pendingEmail === undefined ? null : (
          <Alert color="blue" role="status">
            {t('Follow the link that was sent to {pendingEmail} to use that address.', {
              pendingEmail: me.pendingEmail,
            })}
          </Alert>
        )}
      </FormView>
    </Section>
  );
}
