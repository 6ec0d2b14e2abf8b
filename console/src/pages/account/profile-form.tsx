import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import type { Me } from '../../api/types.ts';
import { beginSession, useSession } from '../../session/session.ts';
import { readFieldErrors } from '../../shared/field-errors.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { CodeInput } from './code-input.tsx';

const fields = [
  ['email', 'E-mail', 'username'],
  ['firstName', 'First name', 'given-name'],
  ['lastName', 'Last name', 'family-name'],
  ['companyName', 'Company', 'organization'],
  ['phoneNumber', 'Phone', 'tel'],
] as const;
type Field = (typeof fields)[number][0];

/** A name that is empty is left as it is: the API takes no empty names. */
const neverEmpty: ReadonlySet<Field> = new Set(['email', 'firstName', 'lastName']);

/** Who one is. */
export function ProfileForm({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const { session } = useSession();
  const [changed, setChanged] = useState<Readonly<Partial<Record<Field, string>>>>({});
  const [proof, setProof] = useState({ password: '', twoFactorCode: '' });
  const changesEmail = changed.email !== undefined;
  const save = useMutation({
    mutationFn: () => {
      const { password, twoFactorCode } = proof;
      const given = changesEmail ? { password, ...(twoFactorCode === '' ? {} : { twoFactorCode }) } : {};
      return request('PATCH', '/me', { body: { ...changed, ...given } });
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(meQuery.queryKey, saved);
      if (session) beginSession({ ...session, email: saved.email });
      setChanged({});
      setProof({ password: '', twoFactorCode: '' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const errors = readFieldErrors(save.error, [...fields.map(([field]) => field), 'password', 'twoFactorCode']);
  return (
    <Section title="Profile">
      <form onSubmit={submit} aria-label="Profile">
        <Stack gap="sm">
          {fields.map(([field, label, autoComplete]) => (
            <TextInput
              key={field}
              label={label}
              autoComplete={autoComplete}
              required={neverEmpty.has(field) && (me[field] ?? '') !== ''}
              value={changed[field] ?? me[field] ?? ''}
              onChange={({ currentTarget: { value } }) => {
                const { [field]: _, ...others } = changed;
                setChanged(value === (me[field] ?? '') ? others : { ...others, [field]: value });
              }}
              error={errors.of(field)}
            />
          ))}
          {changesEmail ? (
            <>
              <Text size="sm">
                A new e-mail takes your current password, and where mail is set up a link sent there.
              </Text>
              <PasswordInput
                label="Current password"
                autoComplete="current-password"
                required
                value={proof.password}
                onChange={({ currentTarget: { value } }) => setProof((before) => ({ ...before, password: value }))}
                error={errors.of('password')}
              />
              {me.twoFactorAuthEnabled ? (
                <CodeInput
                  value={proof.twoFactorCode}
                  onChange={(twoFactorCode) => setProof((before) => ({ ...before, twoFactorCode }))}
                  error={errors.of('twoFactorCode')}
                />
              ) : null}
            </>
          ) : null}
          {me.pendingEmail === undefined ? null : (
            <Alert color="blue" role="status">
              Follow the link that was sent to {me.pendingEmail} to use that address.
            </Alert>
          )}
          {errors.rest === undefined ? null : <Failure error={errors.rest} />}
          {save.isSuccess && Object.keys(changed).length === 0 ? (
            <Alert color="green" role="status">
              Saved.
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={Object.keys(changed).length === 0}>
              Save profile
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
