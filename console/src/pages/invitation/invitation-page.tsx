import { Anchor, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { passwordRule } from '../../shared/password-rule.ts';
import { explainRole } from '../../shared/roles.ts';
import { Failure, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';

type Invitation = Answer<'GET', '/invites'>;
type InvitationLink = { readonly email: string; readonly token: string };

/** Where the link of an invitation leads: accept or decline, with or without an account. Needs no session. */
export function InvitationPage() {
  // Behind the #, which no server gets to see and no log has in it.
  const [link] = useState<InvitationLink>(() => {
    const parts = new URLSearchParams(window.location.hash.slice(1));
    return { email: parts.get('email') ?? '', token: parts.get('token') ?? '' };
  });
  const query = useQuery({
    queryKey: ['invitation', link.email],
    queryFn: () => request('GET', '/invites', { query: link }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  useEffect(() => {
    document.title = 'Invitation - Signalbox';
  }, []);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="lg" radius="md" w="100%" maw={460}>
        <Stack gap="md">
          <Title order={1} size="h2">
            Invitation
          </Title>
          <QueryView query={query}>{(invitation) => <Answering invitation={invitation} link={link} />}</QueryView>
        </Stack>
      </Paper>
    </Center>
  );
}

function Answering({ invitation, link }: { invitation: Invitation; link: InvitationLink }) {
  const { orgName, email, role, inviteDate, ttl, needsPassword } = invitation;
  const queryClient = useQueryClient();
  const [form, setForm] = useState({ password: '', firstName: '', lastName: '' });
  const answer = useMutation({
    mutationFn: (accept: boolean) => {
      const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
      return request('POST', '/invites', { body: { ...link, accept, ...(accept && needsPassword ? given : {}) } });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['organizations'] }),
  });
  const errors = readFieldErrors(answer.error, ['password', 'firstName', 'lastName']);
  if (answer.data !== undefined) {
    return (
      <>
        <Text size="sm" role="status">
          {answer.data.accepted ? `You are now a member of ${orgName}.` : 'You have declined.'}
        </Text>
        <Anchor component={Link} to={answer.data.accepted ? '/organizations' : '/'}>
          Go on to the console
        </Anchor>
      </>
    );
  }
  const accept = (event: FormEvent) => {
    event.preventDefault();
    answer.mutate(true);
  };
  return (
    <form onSubmit={accept} aria-label="Invitation">
      <Stack gap="sm">
        <Text size="sm" className="foreign">
          <b>{email}</b> is invited to the organization <b>{orgName}</b>. {explainRole(role)}
        </Text>
        <Text size="sm" c="dimmed">
          Until <Time value={new Date(inviteDate).getTime() + ttl} />
        </Text>
        {needsPassword ? (
          <>
            <Text size="sm">There is no account with this e-mail yet; accepting makes it.</Text>
            <TextInput
              label="First name"
              autoComplete="given-name"
              value={form.firstName}
              onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, firstName: value }))}
              error={errors.of('firstName')}
            />
            <TextInput
              label="Last name"
              autoComplete="family-name"
              value={form.lastName}
              onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, lastName: value }))}
              error={errors.of('lastName')}
            />
            <PasswordInput
              label="Password"
              description={passwordRule}
              autoComplete="new-password"
              required
              value={form.password}
              onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, password: value }))}
              error={errors.of('password') === undefined ? undefined : passwordRule}
            />
          </>
        ) : null}
        {errors.rest === undefined ? null : <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" loading={answer.isPending} onClick={() => answer.mutate(false)}>
            Decline
          </Button>
          <Button type="submit" loading={answer.isPending}>
            Accept
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
