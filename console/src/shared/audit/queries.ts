import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { AuditFilter } from './filter.ts';

/** Whose record: one's own with one's sandbox applications, or an organization's. */
export type AuditOwner = { readonly kind: 'user' } | { readonly kind: 'organization'; readonly orgId: string };

export const auditLogsPerPage = 50;

/** One page of the record, newest first. */
export const auditLogsQuery = (owner: AuditOwner, filter: AuditFilter) =>
  queryOptions({
    queryKey: keys.auditLogs(owner, filter),
    queryFn: () => {
      const { page, resource, action, actor, days } = filter;
      const wanted = { ...(resource ? { resource } : {}), ...(action ? { action } : {}) };
      const auditLogFilter = {
        ...(resource || action ? { request: [wanted] } : {}),
        ...(actor ? { actor: [{ name: actor }] } : {}),
      };
      const query = {
        page: page - 1,
        perPage: auditLogsPerPage,
        ...(days ? { start: -days * 86_400_000 } : {}),
        ...(Object.keys(auditLogFilter).length > 0 ? { auditLogFilter } : {}),
      };
      return owner.kind === 'user'
        ? request('GET', '/me/audit-logs', { query })
        : request('GET', '/orgs/{orgId}/audit-logs', { path: { orgId: owner.orgId }, query });
    },
    placeholderData: keepPreviousData,
  });
