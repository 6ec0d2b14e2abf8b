import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Member, Organization } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { ApplicationRoles } from './application-roles.tsx';
import { RoleSelect } from './role-select.tsx';

interface Props {
  readonly organization: Organization;
  readonly member: Member;
  readonly onClose: () => void;
}

export function ChangeRoleDialog({ organization, member, onClose }: Props) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { role: member.role, applicationRoles: member.applicationRoles },
    save: async (values) => {
      const changed = await request('PATCH', '/orgs/{orgId}/member', {
        path: { orgId: organization.id },
        body: { userId: member.userId, ...values },
      });
      queryClient.setQueryData(keys.organization(organization.id), changed);
    },
  });
  const { role, applicationRoles } = form.values;
  return (
    <FormDialog
      form={form}
      title={t('Role of {email}', { email: member.email })}
      opened
      onClose={onClose}
      submitLabel={t('Change role')}
      size="md"
    >
      <RoleSelect {...form.value('role')} />
      {role === 'admin' ? null : (
        <ApplicationRoles
          orgId={organization.id}
          value={applicationRoles}
          onChange={form.value('applicationRoles').onChange}
        />
      )}
    </FormDialog>
  );
}

export function RemoveMemberDialog({ organization, member, onClose }: Props) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { session } = useSession();
  const isSelf = member.userId === session?.userId;
  const remove = async () => {
    const changed = await request('DELETE', '/orgs/{orgId}/member', {
      path: { orgId: organization.id },
      query: { userId: member.userId },
    });
    if (isSelf) await navigate({ to: '/organizations' });
    else queryClient.setQueryData(keys.organization(organization.id), changed);
    await queryClient.invalidateQueries({ queryKey: keys.organizations() });
  };
  return (
    <ConfirmDialog title={t('Remove member')} opened onClose={onClose} confirmLabel={t('Remove')} onConfirm={remove}>
      {isSelf
        ? t('You lose the organization’s applications at once. Tokens that were made for the organization stay.')
        : t('{email} loses the organization’s applications at once. Tokens that were made for the organization stay.', {
            email: member.email,
          })}
    </ConfirmDialog>
  );
}
