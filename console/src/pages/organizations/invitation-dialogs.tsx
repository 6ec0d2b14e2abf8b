import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { Invitation, Role } from '../../api/types.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Dialog } from '../../shared/dialog.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { invitationsQuery } from './queries.ts';
import { RoleSelect } from './role-select.tsx';

export function InviteDialog(props: {
  orgId: string;
  opened: boolean;
  onClose: () => void;
  onMade: (invitation: Invitation) => void;
}) {
  const { orgId, opened, onClose, onMade } = props;
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('view');
  const save = async () => {
    const invitations = await request('POST', '/orgs/{orgId}/invites', { path: { orgId }, body: { email, role } });
    queryClient.setQueryData(invitationsQuery(orgId).queryKey, invitations);
    setEmail('');
    return invitations.find(({ link }) => link !== undefined);
  };
  return (
    <FormDialog
      title="Invite somebody"
      opened={opened}
      onClose={onClose}
      submitLabel="Invite"
      onSave={save}
      onSaved={(made) => made && onMade(made)}
      fields={['email', 'role']}
    >
      {(errors) => (
        <>
          <TextInput
            label="E-mail"
            inputMode="email"
            required
            data-autofocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={errors.of('email')}
          />
          <RoleSelect value={role} onChange={setRole} error={errors.of('role')} />
        </>
      )}
    </FormDialog>
  );
}

/** The link of a new invitation: the server shows it this once, and mails it where mail is set up. */
export function InvitationLink(props: { invitation: Invitation | undefined; onClose: () => void }) {
  const { invitation, onClose } = props;
  const link = invitation?.link ?? '';
  return (
    <Dialog opened={invitation !== undefined} onClose={onClose} title="The invitation’s link" size="lg">
      <Stack gap="md">
        <Text size="sm" className="foreign">
          {invitation?.mailed
            ? `It has been mailed to ${invitation.email}.`
            : `Give it to ${invitation?.email}: this server sends no mail.`}{' '}
          It works once, within 7 days, and is not shown again.
        </Text>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label="Link"
            value={link}
            readOnly
            flex={1}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={link} what="the link" size="sm" />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

export function RevokeInvitationDialog(props: { orgId: string; invitation: Invitation; onClose: () => void }) {
  const { orgId, invitation, onClose } = props;
  const queryClient = useQueryClient();
  const revoke = async () => {
    const left = await request('DELETE', '/orgs/{orgId}/invites', {
      path: { orgId },
      query: { inviteId: invitation.id },
    });
    queryClient.setQueryData(invitationsQuery(orgId).queryKey, left);
  };
  return (
    <ConfirmDialog
      title="Take back the invitation"
      opened
      onClose={onClose}
      confirmLabel="Take back"
      onConfirm={revoke}
    >
      The link that {invitation.email} has stops working at once.
    </ConfirmDialog>
  );
}
