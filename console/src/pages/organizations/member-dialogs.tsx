import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { Member, Organization, Role } from '../../api/types.ts';
import { useSession } from '../../session/session.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { ApplicationRoles } from './application-roles.tsx';
import { organizationQuery } from './queries.ts';
import { RoleSelect } from './role-select.tsx';

interface Props {
  readonly organization: Organization;
  readonly member: Member;
  readonly onClose: () => void;
}

export function ChangeRoleDialog({ organization, member, onClose }: Props) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState<Role>(member.role);
  const [applicationRoles, setApplicationRoles] = useState(member.applicationRoles);
  const save = async () => {
    const changed = await request('PATCH', '/orgs/{orgId}/member', {
      path: { orgId: organization.id },
      body: { userId: member.userId, role, applicationRoles },
    });
    queryClient.setQueryData(organizationQuery(organization.id).queryKey, changed);
  };
  return (
    <FormDialog
      title={`Role of ${member.email}`}
      opened
      onClose={onClose}
      submitLabel="Change role"
      onSave={save}
      fields={['role']}
      size="md"
    >
      {(errors) => (
        <>
          <RoleSelect value={role} onChange={setRole} error={errors.of('role')} />
          {role === 'admin' ? null : (
            <ApplicationRoles orgId={organization.id} value={applicationRoles} onChange={setApplicationRoles} />
          )}
        </>
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
    else queryClient.setQueryData(organizationQuery(organization.id).queryKey, changed);
    await queryClient.invalidateQueries({ queryKey: ['organizations'] });
  };
  return (
    <ConfirmDialog title="Remove member" opened onClose={onClose} confirmLabel="Remove" onConfirm={remove}>
      {isSelf ? 'You lose' : `${member.email} loses`} the organization’s applications at once. Tokens that were made for
      the organization stay.
    </ConfirmDialog>
  );
}
