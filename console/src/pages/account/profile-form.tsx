import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { request } from '../../api/client.ts';
import { meQuery } from '../../api/queries/me.ts';
import type { Me } from '../../api/types.ts';
import { beginSession, useSession } from '../../session/session.ts';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';

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
  const save = useMutation({
    mutationFn: () => request('PATCH', '/me', { body: changed }),
    onSuccess: (saved) => {
      queryClient.setQueryData(meQuery.queryKey, saved);
      if (session) beginSession({ ...session, email: saved.email });
      setChanged({});
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const errors = readFieldErrors(
    save.error,
    fields.map(([field]) => field),
  );
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
