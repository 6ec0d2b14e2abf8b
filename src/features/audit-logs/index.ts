export { registerAuditLogRoutes } from './routes.ts';
export { AuditLogService } from './service.ts';
