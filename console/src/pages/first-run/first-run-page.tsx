import { Anchor, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import { beginSession } from '../../session/session.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Logo } from '../../shared/icons.tsx';
import { passwordRule } from '../../shared/password-rule.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

/** The administrator and the password that the server has made: they work until somebody has logged in. */
interface FirstLogin {
  readonly email: string;
  readonly password: string;
}

/** Where the link leads that the server prints until somebody has logged in: a password of one's own, then an application. */
export function FirstRunPage() {
  // Behind the #, which no server gets to see and no log has in it.
  const [login] = useState<FirstLogin>(() => {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    return { email: parts.get('email') ?? '', password: parts.get('password') ?? '' };
  });
  const [hasPassword, setHasPassword] = useState(false);
  useEffect(() => {
    document.title = t('Welcome - Signalbox');
    // It works once, and does not have to stand in the address for everybody behind one's back.
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={440} gap="lg">
        <Group gap="sm" justify="center">
          <Logo size={36} />
          <Title order={1} size="h2">
            {t('Welcome to Signalbox')}
          </Title>
        </Group>
        <Paper withBorder p="lg" radius="md">
          {hasPassword ? <FirstApplication /> : <OwnPassword login={login} onSaved={() => setHasPassword(true)} />}
        </Paper>
        <Text size="sm" c="dimmed" ta="center">
          <Anchor href="/docs/guide/how-it-works" underline="always" inherit>
            {t('How it works')}
          </Anchor>
        </Text>
      </Stack>
    </Center>
  );
}

function OwnPassword({ login, onSaved }: { login: FirstLogin; onSaved: () => void }) {
  const queryClient = useQueryClient();
  const [isUsed, setIsUsed] = useState(login.email === '' || login.password === '');
  const form = useForm({
    initial: { newPassword: '' },
    asks: false,
    save: async ({ newPassword }) => {
      const { email, password } = login;
      const first = await request('POST', '/auth/user', { body: login }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) setIsUsed(true);
        throw error;
      });
      beginSession({ ...first, email });
      const { token } = await request('PATCH', '/me/changePassword', { body: { password, newPassword } });
      beginSession({ ...first, token, email });
      await queryClient.invalidateQueries();
    },
  });
  if (isUsed) {
    return (
      <Stack gap="sm">
        <Text size="sm" role="alert">
          {t(
            'This link has been used already, or is not whole. A lost password can be made anew on the server, while it is stopped:',
          )}{' '}
          <code>npx signalbox reset-password</code>
        </Text>
        <Anchor component={Link} to="/" size="sm">
          {t('Log in')}
        </Anchor>
      </Stack>
    );
  }
  const field = form.text('newPassword');
  return (
    <FormView
      form={form}
      label={t('Your password')}
      submitLabel={t('Set password')}
      savedText=""
      fullWidth
      onSaved={onSaved}
    >
      <Text size="sm">
        {tx(
          'Choose the password of the first administrator, {email}. The one that the server has printed no longer works then.',
          { email: <b className="foreign">{login.email}</b> },
        )}
      </Text>
      {/* So that a password manager keeps the two together. */}
      <input type="hidden" name="username" autoComplete="username" value={login.email} />
      <PasswordInput
        label={t('New password')}
        description={passwordRule}
        autoComplete="new-password"
        required
        autoFocus
        {...field}
        error={field.error === undefined ? undefined : passwordRule}
      />
    </FormView>
  );
}

function FirstApplication() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '' },
    asks: false,
    save: async (application) => {
      const made = await request('POST', '/applications', { body: application });
      await queryClient.invalidateQueries({ queryKey: keys.applications() });
      return made;
    },
  });
  return (
    <FormView
      form={form}
      label={t('Your first application')}
      submitLabel={t('Create, and connect a device')}
      savedText=""
      onSaved={({ applicationId }) => void navigate({ to: `/applications/${applicationId}/connect` })}
      after={
        <Button variant="default" component={Link} to="/">
          {t('Look around first')}
        </Button>
      }
    >
      <Text size="sm">
        {t(
          'Your password is set. An application holds devices and everything around them: one for each plant, product or house, say.',
        )}
      </Text>
      <TextInput label={t('Name of your first application')} required autoFocus {...form.text('name')} />
    </FormView>
  );
}
