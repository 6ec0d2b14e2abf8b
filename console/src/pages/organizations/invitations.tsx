import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Invitation } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { nameRole } from '../../shared/roles.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { InvitationLink, InviteDialog, RevokeInvitationDialog } from './invitation-dialogs.tsx';
import { invitationsQuery } from './queries.ts';

/** Invitations that nobody has answered yet. */
export function Invitations({ orgId }: { orgId: string }) {
  const list = useQuery(invitationsQuery(orgId));
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<Invitation>();
  const [revoked, setRevoked] = useState<Invitation>();
  const columns: readonly Column<Invitation>[] = [
    {
      head: t('E-mail'),
      isTitle: true,
      cell: ({ email, hasExpired }) => (
        <>
          {email} {hasExpired ? <Badge color="gray">{t('expired')}</Badge> : null}
        </>
      ),
    },
    { head: t('Role'), cell: ({ role }) => nameRole(role) },
    { head: t('Sent'), cell: ({ inviteDate }) => <Time value={inviteDate} format="relative" /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (invitation) => (
        <RowButtons
          actions={[
            {
              label: t('Take back'),
              description: t('Take back the invitation of {email}', { email: invitation.email }),
              onClick: () => setRevoked(invitation),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Section
      title={t('Invitations')}
      padding={0}
      actions={<Button onClick={() => setInviting(true)}>{t('Invite somebody')}</Button>}
    >
      <QueryView query={list}>
        {(invitations) =>
          invitations.length === 0 ? (
            <Empty title={t('No invitation is waiting for an answer')} />
          ) : (
            <DataTable label={t('Invitations')} rows={invitations} keyOf={({ id }) => id} columns={columns} />
          )
        }
      </QueryView>
      <InviteDialog orgId={orgId} opened={inviting} onClose={() => setInviting(false)} onMade={setMade} />
      <InvitationLink invitation={made} onClose={() => setMade(undefined)} />
      {revoked === undefined ? null : (
        <RevokeInvitationDialog orgId={orgId} invitation={revoked} onClose={() => setRevoked(undefined)} />
      )}
    </Section>
  );
}
