import { Alert, Button, Checkbox, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import type { Me } from '../../api/types.ts';
import { beginSession, useSession } from '../../session/session.ts';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { Section } from '../../shared/page.tsx';
import { passwordRule } from '../../shared/password-rule.ts';
import { Failure } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { CodeInput } from './code-input.tsx';

/** Changes the password; this session goes on with the token that the answer brings. */
export function PasswordForm({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const { session } = useSession();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [code, setCode] = useState('');
  const [endsOthers, setEndsOthers] = useState(true);
  const save = useMutation({
    mutationFn: () =>
      request('PATCH', '/me/changePassword', {
        body: {
          password,
          newPassword,
          invalidateExistingTokens: endsOthers,
          ...(me.twoFactorAuthEnabled ? { twoFactorCode: code } : {}),
        },
      }),
    onSuccess: async ({ token }) => {
      if (session) beginSession({ ...session, token });
      setPassword('');
      setNewPassword('');
      setCode('');
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const errors = readFieldErrors(save.error, ['password', 'newPassword', 'twoFactorCode']);
  return (
    <Section title="Password">
      <form onSubmit={submit} aria-label="Password">
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            Last changed: <Time value={me.passwordLastUpdated} format="day" />
          </Text>
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={errors.of('password')}
          />
          <PasswordInput
            label="New password"
            description={passwordRule}
            autoComplete="new-password"
            required
            value={newPassword}
            onChange={(event) => setNewPassword(event.currentTarget.value)}
            error={errors.of('newPassword') === undefined ? undefined : passwordRule}
          />
          {me.twoFactorAuthEnabled ? (
            <CodeInput value={code} onChange={setCode} error={errors.of('twoFactorCode')} />
          ) : null}
          <Checkbox
            label="End all other sessions and my API tokens"
            checked={endsOthers}
            onChange={(event) => setEndsOthers(event.currentTarget.checked)}
          />
          {errors.rest === undefined ? null : <Failure error={errors.rest} />}
          {save.isSuccess && newPassword === '' ? (
            <Alert color="green" role="status">
              The password has been changed.
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
