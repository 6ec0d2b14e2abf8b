import { Text } from '@mantine/core';
import { useState } from 'react';
import type { Member, Organization } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { explainRole, nameRole } from '../../shared/roles.ts';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { t } from '../../words/words.ts';
import { ChangeRoleDialog, RemoveMemberDialog } from './member-dialogs.tsx';

export function Members({ organization, isAdmin }: { organization: Organization; isAdmin: boolean }) {
  const { session } = useSession();
  const [opened, setOpened] = useState<{ what: 'role' | 'remove'; member: Member }>();
  const { members } = organization;
  const close = () => setOpened(undefined);
  const columns: readonly Column<Member>[] = [
    {
      head: t('Member'),
      isTitle: true,
      cell: (member) => <Name member={member} isSelf={member.userId === session?.userId} />,
    },
    { head: t('Role'), cell: (member) => <RoleOf member={member} /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (member) => (
        <RowButtons
          actions={[
            {
              label: t('Change role'),
              description: t('Change role of {email}', { email: member.email }),
              onClick: () => setOpened({ what: 'role', member }),
            },
            {
              label: t('Remove'),
              description: t('Remove {email}', { email: member.email }),
              onClick: () => setOpened({ what: 'remove', member }),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Section title={formatCount(members.length, 'member')} padding={0}>
      <DataTable
        label={t('Members')}
        rows={members}
        keyOf={({ userId }) => userId}
        columns={isAdmin ? columns : columns.slice(0, 2)}
      />
      {opened?.what === 'role' ? (
        <ChangeRoleDialog organization={organization} member={opened.member} onClose={close} />
      ) : null}
      {opened?.what === 'remove' ? (
        <RemoveMemberDialog organization={organization} member={opened.member} onClose={close} />
      ) : null}
    </Section>
  );
}

function Name({ member: { email, firstName, lastName }, isSelf }: { member: Member; isSelf: boolean }) {
  return (
    <>
      {email}
      {isSelf ? t(' (you)') : ''}
      <Text size="sm" c="dimmed">
        {[firstName, lastName].filter(Boolean).join(' ')}
      </Text>
    </>
  );
}

function RoleOf({ member: { role, applicationRoles } }: { member: Member }) {
  return (
    <span title={explainRole(role)}>
      {nameRole(role)}
      {applicationRoles.length === 0 ? null : (
        <Text size="sm" c="dimmed" component="span" display="block">
          {t('other in {applications}', { applications: formatCount(applicationRoles.length, 'application') })}
        </Text>
      )}
    </span>
  );
}
