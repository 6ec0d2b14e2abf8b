import { Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Member, Organization } from '../../api/types.ts';
import { useSession } from '../../session/session.ts';
import { Section } from '../../shared/page.tsx';
import { explainRole, nameRole } from '../../shared/roles.ts';
import { ChangeRoleDialog, RemoveMemberDialog } from './member-dialogs.tsx';

export function Members({ organization, isAdmin }: { organization: Organization; isAdmin: boolean }) {
  const { session } = useSession();
  const [opened, setOpened] = useState<{ what: 'role' | 'remove'; member: Member }>();
  const { members } = organization;
  const close = () => setOpened(undefined);
  return (
    <Section title={members.length === 1 ? '1 member' : `${members.length} members`} padding={0}>
      <Table aria-label="Members">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Member</Table.Th>
            <Table.Th>Role</Table.Th>
            {isAdmin ? <Table.Th>Actions</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => (
            <Table.Tr key={member.userId}>
              <Table.Td className="foreign">
                {member.email}
                {member.userId === session?.userId ? ' (you)' : ''}
                <Text size="sm" c="dimmed">
                  {[member.firstName, member.lastName].filter(Boolean).join(' ')}
                </Text>
              </Table.Td>
              <Table.Td title={explainRole(member.role)}>
                {nameRole(member.role)}
                {member.applicationRoles.length === 0 ? null : (
                  <Text size="sm" c="dimmed">
                    other in {member.applicationRoles.length}{' '}
                    {member.applicationRoles.length === 1 ? 'application' : 'applications'}
                  </Text>
                )}
              </Table.Td>
              {isAdmin ? (
                <Table.Td>
                  <Group gap="xs">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Change role of ${member.email}`}
                      onClick={() => setOpened({ what: 'role', member })}
                    >
                      Change role
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Remove ${member.email}`}
                      onClick={() => setOpened({ what: 'remove', member })}
                    >
                      Remove
                    </Button>
                  </Group>
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {opened?.what === 'role' ? (
        <ChangeRoleDialog organization={organization} member={opened.member} onClose={close} />
      ) : null}
      {opened?.what === 'remove' ? (
        <RemoveMemberDialog organization={organization} member={opened.member} onClose={close} />
      ) : null}
    </Section>
  );
}
