import { Anchor, Button, Center, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { useSession } from '../../session/session.ts';
import { readFieldErrors } from '../../shared/field-errors.ts';
import { Failure, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { CodeInput } from '../account/code-input.tsx';
import { passwordRule } from '../account/password-rule.ts';
import { explainRole } from '../organizations/roles.ts';

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
  const [form, setForm] = useState({ password: '', twoFactorCode: '', firstName: '', lastName: '' });
  const { session } = useSession();
  const answer = useMutation({
    mutationFn: (accept: boolean) => {
      const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
      return request('POST', '/invites', { body: { ...link, accept, ...(accept && needsPassword ? given : {}) } });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['organizations'] }),
  });
  const errors = readFieldErrors(answer.error, ['password', 'twoFactorCode', 'firstName', 'lastName']);
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
            <Text size="sm">
              With an account of this e-mail, give its password. Without one, choose a password: where an administrator
              has invited you, accepting makes the account. To accept with another account, log in to the console first
              and follow the link again.
            </Text>
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
              autoComplete="current-password"
              required
              value={form.password}
              onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, password: value }))}
              error={errors.of('password') === undefined ? undefined : passwordRule}
            />
            <CodeInput
              isOptional
              value={form.twoFactorCode}
              onChange={(twoFactorCode) => setForm((before) => ({ ...before, twoFactorCode }))}
              error={errors.of('twoFactorCode')}
            />
          </>
        ) : (
          <Text size="sm" className="foreign">
            You accept with the account that is logged in{session ? <b> ({session.email})</b> : null}.
          </Text>
        )}
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
