import type { OwnerRef } from '../../kernel/owner.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { auditLog, auditLogs, auditLogsQuery } from './schemas.ts';
import type { AuditLogService } from './service.ts';

/** The record of changes of an organization, and (ours) of a user. Read only: it is written with each change. */
export function registerAuditLogRoutes(router: ActionRouter, audit: AuditLogService): void {
  router.handle('auditLogs.get', {
    summary: 'Who changed what in an organization, newest first.',
    query: auditLogsQuery,
    answer: auditLogs,
    handle: async ({ organization, query }) => audit.list(ofOrganization(organization), query),
  });

  router.handle('auditLog.get', {
    summary: 'One change made in an organization.',
    answer: auditLog,
    handle: async ({ organization, parameters }) => audit.get(ofOrganization(organization), parameters.auditLogId),
  });

  router.handle('userAuditLogs.get', {
    summary: 'Who changed what in the caller’s own account and sandbox applications, newest first.',
    query: auditLogsQuery,
    answer: auditLogs,
    handle: async ({ user, query }) => audit.list({ ownerType: 'user', ownerId: user.userId }, query),
  });

  router.handle('userAuditLog.get', {
    summary: 'One change made in the caller’s own account and sandbox applications.',
    answer: auditLog,
    handle: async ({ user, parameters }) =>
      audit.get({ ownerType: 'user', ownerId: user.userId }, parameters.auditLogId),
  });
}

function ofOrganization({ organizationId }: { organizationId: string }): OwnerRef {
  return { ownerType: 'organization', ownerId: organizationId };
}
