import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Invitation, Role } from '../../api/types.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Dialog } from '../../shared/dialog.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { RoleSelect } from './role-select.tsx';

export function InviteDialog(props: {
  orgId: string;
  opened: boolean;
  onClose: () => void;
  onMade: (invitation: Invitation) => void;
}) {
  const { orgId, opened, onClose, onMade } = props;
  const queryClient = useQueryClient();
  const initial: { email: string; role: Role } = { email: '', role: 'view' };
  const form = useForm({
    initial,
    save: async (body) => {
      const invitations = await request('POST', '/orgs/{orgId}/invites', { path: { orgId }, body });
      queryClient.setQueryData(keys.invitations(orgId), invitations);
      return invitations.find(({ link }) => link !== undefined);
    },
  });
  return (
    <FormDialog
      form={form}
      title="Invite somebody"
      opened={opened}
      onClose={onClose}
      submitLabel="Invite"
      onGone={(made) => made && onMade(made)}
    >
      <TextInput label="E-mail" inputMode="email" required data-autofocus {...form.text('email')} />
      <RoleSelect {...form.value('role')} />
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
    queryClient.setQueryData(keys.invitations(orgId), left);
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
