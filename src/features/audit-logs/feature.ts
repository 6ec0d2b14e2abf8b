import { sql } from 'kysely';
import { defineFeature } from '../../platform/feature.ts';
import { definePruneJob } from '../../platform/jobs/prune-job.ts';
import { auditLogResource, userAuditLogResource } from './resource.ts';
import { registerAuditLogRoutes } from './routes.ts';
import { AuditLogService } from './service.ts';

/** The record of who changed what; the action router writes to it. */
export const auditLogsFeature = defineFeature({
  name: 'audit-logs',
  resources: [auditLogResource, userAuditLogResource],
  create({ clock, config, database, now }) {
    const audit = new AuditLogService({ database, now });
    return {
      api: { audit },
      routes: (router) => registerAuditLogRoutes(router, audit),
      jobs: (jobs) =>
        definePruneJob(jobs, {
          name: 'auditLog.prune',
          days: config.keepAuditLog,
          table: 'audit_log',
          key: 'audit_log_row_id',
          isOld: (before) => sql`created_at < ${new Date(before)}`,
          database,
          now,
          clock,
        }),
    };
  },
});
