import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { User } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { LimitsDialog } from '../../shared/limits/limits-dialog.tsx';
import { Page } from '../../shared/page.tsx';
import { ShownOnce } from '../../shared/shown-once.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
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
  const [opened, setOpened] = useState<{ what: 'edit' | 'limits' | 'delete'; user: User }>();
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
  const columns: readonly Column<User>[] = [
    { head: t('E-mail'), isTitle: true, cell: (user) => <UserName user={user} isSelf={user.id === session?.userId} /> },
    { head: t('Name'), isForeign: true, cell: ({ fullName }) => fullName },
    { head: t('Created'), isWideOnly: true, cell: ({ creationDate }) => <Time value={creationDate} format="day" /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (user) => {
        const edit = {
          label: t('Edit'),
          description: t('Edit {email}', { email: user.email }),
          onClick: () => setOpened({ what: 'edit', user }),
        };
        const limits = {
          label: t('Limits'),
          description: t('Limits of {email}', { email: user.email }),
          onClick: () => setOpened({ what: 'limits', user }),
        };
        const remove = {
          label: t('Delete'),
          description: t('Delete {email}', { email: user.email }),
          onClick: () => setOpened({ what: 'delete', user }),
        };
        return <RowButtons actions={user.id === session?.userId ? [edit, limits] : [edit, limits, remove]} />;
      },
    },
  ];
  return (
    <Page
      title={t('Users')}
      description={t(
        'Everybody who can log in here. Their applications are seen only by themselves and their organizations.',
      )}
      actions={<Button onClick={() => setCreating(true)}>{t('Create user')}</Button>}
    >
      <TextInput
        aria-label={t('Filter by e-mail')}
        placeholder={t('Filter by e-mail')}
        maw={320}
        value={filter}
        onChange={(event) => {
          setFilter(event.currentTarget.value);
          setPage(1);
        }}
      />
      <ResourceTable
        query={list}
        noun="user"
        label={t('Users')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage, onChange: setPage }}
        empty={<Empty title={t('No user has that in the e-mail address')} />}
      />
      <CreateUserDialog opened={creating} onClose={() => setCreating(false)} onCreated={setCreated} />
      <ShownOnce
        title={t('The new user’s password')}
        values={created && { [t('E-mail')]: created.email, [t('Password')]: created.password }}
        file={{ name: 'user.json', content: { ...created } }}
        onClose={() => setCreated(undefined)}
      />
      {opened?.what === 'edit' ? <EditUserDialog user={opened.user} onClose={close} /> : null}
      {opened?.what === 'limits' ? <LimitsDialog subject={{ userId: opened.user.id }} opened onClose={close} /> : null}
      {opened?.what === 'delete' ? <DeleteUserDialog user={opened.user} onClose={close} /> : null}
    </Page>
  );
}

function UserName({ user, isSelf }: { user: User; isSelf: boolean }) {
  return (
    <Group gap="xs">
      {user.email}
      {isSelf ? (
        <Text span size="sm" c="dimmed">
          {t('(you)')}
        </Text>
      ) : null}
      {user.isAdministrator ? <Badge>{t('administrator')}</Badge> : null}
      {user.twoFactorAuthEnabled ? (
        <Badge color="green" variant="light">
          {t('two-factor')}
        </Badge>
      ) : null}
    </Group>
  );
}
