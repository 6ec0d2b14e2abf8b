import { Anchor, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { useSession } from '../../session/use-session.ts';
import { CodeInput } from '../../shared/code-input.tsx';
import { FormView } from '../../shared/form/form-view.tsx';
import { omitEmpty } from '../../shared/form/omit-empty.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { passwordRule } from '../../shared/password-rule.ts';
import { explainRole } from '../../shared/roles.ts';
import { Failure, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

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
    queryKey: keys.invitation(link.email),
    queryFn: () => request('GET', '/invites', { query: link }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  useEffect(() => {
    document.title = t('Invitation - Signalbox');
  }, []);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="lg" radius="md" w="100%" maw={460}>
        <Stack gap="md">
          <Title order={1} size="h2">
            {t('Invitation')}
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
  const { session } = useSession();
  const [answer, setAnswer] = useState<'accepted' | 'declined'>();
  const form = useForm({
    initial: { firstName: '', lastName: '', password: '', twoFactorCode: '' },
    asks: false,
    save: (given) =>
      request('POST', '/invites', { body: { ...link, accept: true, ...(needsPassword ? omitEmpty(given) : {}) } }),
  });
  const decline = useMutation({
    mutationFn: () => request('POST', '/invites', { body: { ...link, accept: false } }),
    onSuccess: () => setAnswer('declined'),
  });
  const finish = () => {
    setAnswer('accepted');
    void queryClient.invalidateQueries({ queryKey: keys.organizations() });
  };
  if (answer !== undefined) {
    return (
      <>
        <Text size="sm" role="status">
          {answer === 'accepted' ? t('You are now a member of {orgName}.', { orgName }) : t('You have declined.')}
        </Text>
        <Anchor component={Link} to={answer === 'accepted' ? '/organizations' : '/'}>
          {t('Go on to the console')}
        </Anchor>
      </>
    );
  }
  const password = form.text('password');
  return (
    <FormView
      form={form}
      label={t('Invitation')}
      submitLabel={t('Accept')}
      savedText=""
      align="flex-end"
      onSaved={finish}
      before={
        <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate()}>
          {t('Decline')}
        </Button>
      }
    >
      <Text size="sm" className="foreign">
        {tx('{email} is invited to the organization {orgName}. {explainRole}', {
          email: <b>{email}</b>,
          orgName: <b>{orgName}</b>,
          explainRole: explainRole(role),
        })}
      </Text>
      <Text size="sm" c="dimmed">
        {tx('Until {time}', { time: <Time value={new Date(inviteDate).getTime() + ttl} /> })}
      </Text>
      {needsPassword ? (
        <>
          <Text size="sm">
            {t(
              'With an account of this e-mail, give its password. Without one, choose a password: where an administrator has invited you, accepting makes the account. To accept with another account, log in to the console first and follow the link again.',
            )}
          </Text>
          <TextInput label={t('First name')} autoComplete="given-name" {...form.text('firstName')} />
          <TextInput label={t('Last name')} autoComplete="family-name" {...form.text('lastName')} />
          <PasswordInput
            label={t('Password')}
            description={passwordRule}
            autoComplete="current-password"
            required
            {...password}
            error={password.error === undefined ? undefined : passwordRule}
          />
          <CodeInput isOptional {...form.value('twoFactorCode')} />
        </>
      ) : (
        <Text size="sm" className="foreign">
          {tx('You accept with the account that is logged in{part}.', {
            part: session ? <b> ({session.email})</b> : null,
          })}
        </Text>
      )}
      {decline.error === null ? null : <Failure error={decline.error} />}
    </FormView>
  );
}
