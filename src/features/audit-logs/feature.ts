import { defineFeature } from '../../platform/feature.ts';
import { auditLogResource, userAuditLogResource } from './resource.ts';
import { registerAuditLogRoutes } from './routes.ts';
import { AuditLogService } from './service.ts';

/** The record of who changed what; the action router writes to it. */
export const auditLogsFeature = defineFeature({
  name: 'audit-logs',
  resources: [auditLogResource, userAuditLogResource],
  create({ database, now }) {
    const audit = new AuditLogService({ database, now });
    return { api: { audit }, routes: (router) => registerAuditLogRoutes(router, audit) };
  },
});
