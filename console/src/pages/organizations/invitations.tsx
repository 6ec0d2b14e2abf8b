import { Badge, Button, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Invitation } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { nameRole } from '../../shared/roles.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { InvitationLink, InviteDialog, RevokeInvitationDialog } from './invitation-dialogs.tsx';
import { invitationsQuery } from './queries.ts';

/** Invitations that nobody has answered yet. */
export function Invitations({ orgId }: { orgId: string }) {
  const list = useQuery(invitationsQuery(orgId));
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<Invitation>();
  const [revoked, setRevoked] = useState<Invitation>();
  return (
    <Section
      title="Invitations"
      padding={0}
      actions={<Button onClick={() => setInviting(true)}>Invite somebody</Button>}
    >
      <QueryView query={list}>
        {(invitations) =>
          invitations.length === 0 ? (
            <Empty title="No invitation is waiting for an answer" />
          ) : (
            <Table aria-label="Invitations">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>E-mail</Table.Th>
                  <Table.Th>Role</Table.Th>
                  <Table.Th visibleFrom="sm">Sent</Table.Th>
                  <Table.Th>Actions</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {invitations.map((invitation) => (
                  <Table.Tr key={invitation.id}>
                    <Table.Td className="foreign">
                      {invitation.email} {invitation.hasExpired ? <Badge color="gray">expired</Badge> : null}
                    </Table.Td>
                    <Table.Td>{nameRole(invitation.role)}</Table.Td>
                    <Table.Td visibleFrom="sm">
                      <Time value={invitation.inviteDate} format="relative" />
                    </Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`Take back the invitation of ${invitation.email}`}
                        onClick={() => setRevoked(invitation)}
                      >
                        Take back
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
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
