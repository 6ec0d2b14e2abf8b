import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Organization } from '../../api/types.ts';
import { useSession } from '../../session/use-session.ts';
import { formatNumber } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { nameRole } from '../../shared/roles.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { t } from '../../words/words.ts';
import { CreateOrganizationDialog } from './create-organization-dialog.tsx';
import { organizationsPerPage, organizationsQuery } from './queries.ts';

/** The organizations that one is a member of. */
export function OrganizationsPage() {
  const { session } = useSession();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const list = useQuery(organizationsQuery(page - 1));
  const create = <Button onClick={() => setCreating(true)}>{t('Create organization')}</Button>;
  const columns: readonly Column<Organization>[] = [
    { head: t('Name'), isTitle: true, cell: ({ name }) => name, to: ({ id }) => `/organizations/${id}` },
    { head: t('Members'), cell: ({ members }) => formatNumber(members.length), isNumber: true },
    {
      head: t('Your role'),
      cell: ({ members }) => nameRole(members.find(({ userId }) => userId === session?.userId)?.role ?? 'none'),
    },
  ];
  return (
    <Page
      title={t('Organizations')}
      description={t('An organization owns applications together: its members see them as far as their role goes.')}
      actions={create}
    >
      <ResourceTable
        query={list}
        noun="organization"
        label={t('Organizations')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: organizationsPerPage, onChange: setPage }}
        empty={
          <Empty title={t('You are in no organization')} action={create}>
            {t('Create one to share applications with others, or ask to be invited into one.')}
          </Empty>
        }
      />
      <CreateOrganizationDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
