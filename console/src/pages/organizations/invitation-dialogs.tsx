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
import { t } from '../../words/words.ts';
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
      title={t('Invite somebody')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Invite')}
      onGone={(made) => made && onMade(made)}
    >
      <TextInput label={t('E-mail')} inputMode="email" required data-autofocus {...form.text('email')} />
      <RoleSelect {...form.value('role')} />
    </FormDialog>
  );
}

/** The link of a new invitation: the server shows it this once, and mails it where mail is set up. */
export function InvitationLink(props: { invitation: Invitation | undefined; onClose: () => void }) {
  const { invitation, onClose } = props;
  const link = invitation?.link ?? '';
  return (
    <Dialog opened={invitation !== undefined} onClose={onClose} title={t('The invitation’s link')} size="lg">
      <Stack gap="md">
        <Text size="sm" className="foreign">
          {t('{part} It works once, within 7 days, and is not shown again.', {
            part: invitation?.mailed
              ? t('It has been mailed to {email}.', { email: invitation.email })
              : t('Give it to {email}: this server sends no mail.', { email: String(invitation?.email) }),
          })}
        </Text>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t('Link')}
            value={link}
            readOnly
            flex={1}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={link} what={t('the link')} size="sm" />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('Done')}</Button>
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
      title={t('Take back the invitation')}
      opened
      onClose={onClose}
      confirmLabel={t('Take back')}
      onConfirm={revoke}
    >
      {t('The link that {email} has stops working at once.', { email: invitation.email })}
    </ConfirmDialog>
  );
}
