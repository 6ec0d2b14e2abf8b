import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditLog } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { Empty } from '../states.tsx';
import { ResourceTable } from '../table/resource-table.tsx';
import { makeAuditColumns } from './audit-columns.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditFilter, readAuditFilter } from './filter.ts';
import { type AuditOwner, auditLogsPerPage, auditLogsQuery } from './queries.ts';

/** A record of changes: who, what, when, from where. */
export function AuditLogView({ owner }: { owner: AuditOwner }) {
  const filter = readAuditFilter(useSearch({ strict: false }));
  const navigate = useNavigate();
  const [opened, setOpened] = useState<AuditLog>();
  const list = useQuery(auditLogsQuery(owner, filter));
  const change = (next: AuditFilter) => void navigate({ to: '.', search: { ...next }, replace: true });
  const isFiltered = Object.keys(filter).length > 1;
  return (
    <>
      <AuditFilters filter={filter} onChange={change} />
      <ResourceTable
        query={list}
        noun="change"
        label={t('Changes')}
        columns={makeAuditColumns(setOpened)}
        keyOf={({ id }) => id}
        paging={{ page: filter.page, perPage: auditLogsPerPage, onChange: (page) => change({ ...filter, page }) }}
        empty={
          <Empty title={isFiltered ? t('Nothing matches') : t('Nothing has been changed yet')}>
            {isFiltered
              ? t('Choose a longer time or fewer conditions.')
              : t('Whatever is created, changed or deleted through the API or this console appears here.')}
          </Empty>
        }
      />
      {opened === undefined ? null : <AuditEntry entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
