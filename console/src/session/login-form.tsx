import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { ApiError, describeError } from '../api/errors.ts';
import { beginSession } from './session.ts';

/** E-mail, password, and the code once the server has asked for it. */
export function LoginForm({ email: known = '' }: { email?: string }) {
  const queryClient = useQueryClient();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksForCode, setAsksForCode] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);

  const logIn = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      const credentials = { email, password, ...(code === '' ? {} : { twoFactorCode: code.replaceAll(' ', '') }) };
      const { token, userId } = await call<{ token: string; userId: string }>('POST', '/auth/user', {
        body: credentials,
      });
      // What somebody else has seen here is not for the one who logs in now.
      if (known !== '' && known !== email) queryClient.clear();
      beginSession({ token, userId, email });
      await queryClient.invalidateQueries();
    } catch (error) {
      if (error instanceof ApiError && error.message.startsWith('twoFactorCode')) {
        setAsksForCode(true);
        setFailure(asksForCode ? 'That code is wrong, out of date or already used.' : undefined);
        setCode('');
      } else setFailure(describeError(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={logIn} aria-label="Log in">
      <Stack gap="sm">
        {failure === undefined ? null : (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <TextInput
          label="E-mail"
          name="email"
          // Not type="email": the first administrator is admin@localhost.
          inputMode="email"
          autoComplete="username"
          required
          data-autofocus={known === '' || undefined}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          data-autofocus={known !== '' || undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {asksForCode ? (
          <TextInput
            label="Code from your authenticator"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        ) : null}
        <Button type="submit" loading={busy} fullWidth mt="xs">
          Log in
        </Button>
      </Stack>
    </form>
  );
}
