import { Badge, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { User } from '../../api/types.ts';
import { useSession } from '../../session/session.ts';
import { formatNumber } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Pager } from '../../shared/pager.tsx';
import { ShownOnce } from '../../shared/shown-once.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { CreateUserDialog } from './create-user-dialog.tsx';
import { DeleteUserDialog, EditUserDialog } from './edit-user-dialog.tsx';

const perPage = 25;

/** The people of this installation, for its administrators. */
export function UsersPage() {
  const { session } = useSession();
  const [filter, setFilter] = useState('');
  const [settled] = useDebouncedValue(filter, 250);
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<{ email: string; password: string }>();
  const [opened, setOpened] = useState<{ what: 'edit' | 'delete'; user: User }>();
  const list = useQuery({
    queryKey: keys.userList(page, settled),
    queryFn: () =>
      request('GET', '/users', {
        query: {
          page: page - 1,
          perPage,
          sortField: 'email',
          ...(settled ? { filterField: 'email', filter: `*${settled}*` } : {}),
        },
      }),
    placeholderData: keepPreviousData,
  });
  const close = () => setOpened(undefined);
  return (
    <Page
      title="Users"
      description="Everybody who can log in here. Their applications are seen only by themselves and their organizations."
      actions={<Button onClick={() => setCreating(true)}>Create user</Button>}
    >
      <TextInput
        aria-label="Filter by e-mail"
        placeholder="Filter by e-mail"
        maw={320}
        value={filter}
        onChange={(event) => {
          setFilter(event.currentTarget.value);
          setPage(1);
        }}
      />
      <QueryView query={list}>
        {({ items, totalCount }) => (
          <Section title={totalCount === 1 ? '1 user' : `${formatNumber(totalCount)} users`} padding={0}>
            {items.length === 0 ? <Empty title="No user has that in the e-mail address" /> : null}
            <Table aria-label="Users">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>E-mail</Table.Th>
                  <Table.Th visibleFrom="sm">Name</Table.Th>
                  <Table.Th visibleFrom="md">Created</Table.Th>
                  <Table.Th>Actions</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((user) => (
                  <Table.Tr key={user.id}>
                    <Table.Td className="foreign">
                      <Group gap="xs">
                        {user.email}
                        {user.isAdministrator ? <Badge>administrator</Badge> : null}
                        {user.twoFactorAuthEnabled ? (
                          <Badge color="green" variant="light">
                            two-factor
                          </Badge>
                        ) : null}
                      </Group>
                    </Table.Td>
                    <Table.Td visibleFrom="sm" className="foreign">
                      {user.fullName}
                    </Table.Td>
                    <Table.Td visibleFrom="md">
                      <Time value={user.creationDate} format="day" />
                    </Table.Td>
                    <Table.Td>
                      <Group gap="xs">
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={`Edit ${user.email}`}
                          onClick={() => setOpened({ what: 'edit', user })}
                        >
                          Edit
                        </Button>
                        {user.id === session?.userId ? (
                          <Text size="sm" c="dimmed">
                            (you)
                          </Text>
                        ) : (
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-label={`Delete ${user.email}`}
                            onClick={() => setOpened({ what: 'delete', user })}
                          >
                            Delete
                          </Button>
                        )}
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Pager page={page} perPage={perPage} totalCount={totalCount} onChange={setPage} />
          </Section>
        )}
      </QueryView>
      <CreateUserDialog opened={creating} onClose={() => setCreating(false)} onCreated={setCreated} />
      <ShownOnce
        title="The new user’s password"
        values={created && { 'E-mail': created.email, Password: created.password }}
        file={{ name: 'user.json', content: { ...created } }}
        onClose={() => setCreated(undefined)}
      />
      {opened?.what === 'edit' ? <EditUserDialog user={opened.user} onClose={close} /> : null}
      {opened?.what === 'delete' ? <DeleteUserDialog user={opened.user} onClose={close} /> : null}
    </Page>
  );
}
