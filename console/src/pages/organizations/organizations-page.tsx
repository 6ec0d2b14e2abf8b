import { Anchor, Button, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../session/session.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Pager } from '../../shared/pager.tsx';
import { nameRole } from '../../shared/roles.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { CreateOrganizationDialog } from './create-organization-dialog.tsx';
import { organizationsPerPage, organizationsQuery } from './queries.ts';

/** The organizations that one is a member of. */
export function OrganizationsPage() {
  const { session } = useSession();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const list = useQuery(organizationsQuery(page - 1));
  const create = <Button onClick={() => setCreating(true)}>Create organization</Button>;
  return (
    <Page
      title="Organizations"
      description="An organization owns applications together: its members see them as far as their role goes."
      actions={create}
    >
      <QueryView query={list}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty title="You are in no organization" action={create}>
              Create one to share applications with others, or ask to be invited into one.
            </Empty>
          ) : (
            <Section title={totalCount === 1 ? '1 organization' : `${totalCount} organizations`} padding={0}>
              <Table highlightOnHover aria-label="Organizations">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Members</Table.Th>
                    <Table.Th visibleFrom="sm">Your role</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ id, name, members }) => (
                    <Table.Tr key={id}>
                      <Table.Td className="foreign">
                        <Anchor component={Link} to={`/organizations/${id}`}>
                          {name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td className="number">{members.length}</Table.Td>
                      <Table.Td visibleFrom="sm">
                        {nameRole(members.find(({ userId }) => userId === session?.userId)?.role ?? 'none')}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              <Pager page={page} perPage={organizationsPerPage} totalCount={totalCount} onChange={setPage} />
            </Section>
          )
        }
      </QueryView>
      <CreateOrganizationDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
