import type { Resource } from '../../platform/resources/resource.ts';

const entry = {
  label: 'Audit log',
  idParameter: 'auditLogId',
  table: 'audit_log',
  rowId: 'audit_log_row_id',
} as const;

export const auditLogResource: Resource = { ...entry, type: 'auditLog', parent: 'organization' };

export const userAuditLogResource: Resource = { ...entry, type: 'userAuditLog', parent: 'user' };
