import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Application } from '../../api/types.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { t } from '../../words/words.ts';
import { organizationApplicationsQuery } from './queries.ts';

type Listed = Pick<Application, 'id' | 'name' | 'summary'>;

const columns: readonly Column<Listed>[] = [
  { head: t('Application'), cell: ({ name }) => name, isTitle: true, to: ({ id }) => `/applications/${id}` },
  { head: t('Devices'), cell: ({ summary }) => formatNumber(summary?.deviceCount ?? 0), isNumber: true },
];

/** What an organization owns; `mayCreate`: whether whoever is logged in may add to it. */
export function OrganizationApplications({ orgId, mayCreate }: { orgId: string; mayCreate: boolean }) {
  const list = useQuery(organizationApplicationsQuery(orgId));
  const count = list.data?.totalCount;
  return (
    <Section
      title={count === undefined ? t('Applications') : formatCount(count, 'application')}
      padding={0}
      actions={
        mayCreate ? (
          <Button
            size="compact-sm"
            variant="default"
            component={Link}
            to="/applications"
            search={{ owner: orgId } as never}
          >
            {t('Create an application')}
          </Button>
        ) : null
      }
    >
      <QueryView query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('No applications yet')}>
              {t('Create one here, or move one of your own into the organization: its settings say whose it is.')}
            </Empty>
          ) : (
            <DataTable label={t('Applications')} rows={items} keyOf={({ id }) => id} columns={columns} />
          )
        }
      </QueryView>
    </Section>
  );
}
