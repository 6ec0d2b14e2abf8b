import type { FastifyInstance } from 'fastify';
import { registerApiTokenRoutes } from './features/api-tokens/index.ts';
import { registerApplicationKeyRoutes } from './features/application-keys/index.ts';
import { registerApplicationLogRoutes } from './features/application-log/index.ts';
import { registerApplicationRoutes } from './features/applications/index.ts';
import { registerArchiveRoutes } from './features/archives/index.ts';
import { registerAuditLogRoutes } from './features/audit-logs/index.ts';
import { registerConnectionStatusRoutes, registerDeviceAuthRoutes } from './features/connections/index.ts';
import { registerDeviceCommandRoutes } from './features/device-commands/index.ts';
import { registerDeviceStateRoutes } from './features/device-state/index.ts';
import { registerDeviceStreamRoutes } from './features/device-streams/index.ts';
import { registerDeviceRoutes } from './features/devices/index.ts';
import { registerExportRoutes } from './features/exports/index.ts';
import { registerHistoryRoutes } from './features/history/index.ts';
import { registerMessageRoutes } from './features/messages/index.ts';
import { registerOperationRoutes } from './features/operations/index.ts';
import { registerOrganizationRoutes } from './features/organizations/index.ts';
import { registerRecentItemRoutes } from './features/recent-items/index.ts';
import { registerSearchRoutes } from './features/search/index.ts';
import { registerTimeSeriesRoutes } from './features/time-series/index.ts';
import { registerUsageRoutes } from './features/usage/index.ts';
import { registerUserRoutes } from './features/users/index.ts';
import type { Parts } from './parts.ts';
import { ActionRouter } from './platform/http/action-router.ts';
import { registerConsole, registerRootRoutes } from './platform/http/console.ts';
import { LinkBase } from './platform/http/link-base.ts';
import { registerOpenApi } from './platform/http/openapi.ts';

/** Every route of the server. Actions of the contract that no feature handles answer 501. */
export async function registerRoutes(
  server: FastifyInstance,
  parts: Parts,
  {
    version,
    publicUrl,
    host,
    consoleDir,
    mqttTls = false,
  }: {
    version: string;
    publicUrl: string | undefined;
    host: string;
    consoleDir?: string | undefined;
    mqttTls?: boolean;
  },
): Promise<void> {
  // First, because it describes what is registered after it.
  await registerOpenApi(server, { version });
  const hasConsole = consoleDir !== undefined && (await registerConsole(server, consoleDir));
  registerRootRoutes(server, {
    version,
    hasConsole,
    readMqtt: () => {
      const { port } = parts.broker;
      return port === undefined ? undefined : { port, tls: mqttTls };
    },
  });
  registerOperationRoutes(server, {
    metrics: parts.metrics,
    checkHealth: async () => {
      await parts.database.query({ sql: 'select 1' });
    },
  });
  const router = new ActionRouter({ server, gatekeeper: parts.access, audit: parts.audit });
  const links = new LinkBase({ publicUrl, host });
  registerUserRoutes(router, { ...parts, links });
  registerRecentItemRoutes(router, parts.recentItems);
  registerOrganizationRoutes(router, { ...parts, links });
  registerApplicationRoutes(router, parts.applications);
  registerApplicationLogRoutes(router, parts);
  registerApplicationKeyRoutes(router, parts.keys);
  registerApiTokenRoutes(router, parts.tokens);
  registerAuditLogRoutes(router, parts.audit);
  registerDeviceAuthRoutes(router, parts.deviceAuth);
  registerDeviceRoutes(router, parts);
  registerConnectionStatusRoutes(router, parts.connectionStatus);
  registerDeviceStateRoutes(router, parts);
  registerDeviceCommandRoutes(router, parts.commands);
  registerDeviceStreamRoutes(router, parts);
  registerExportRoutes(router, { ...parts, links });
  registerMessageRoutes(router, parts);
  registerSearchRoutes(router, parts.search);
  registerHistoryRoutes(router, parts.history);
  registerTimeSeriesRoutes(router, parts.timeSeries);
  registerUsageRoutes(router, parts.usage);
  registerArchiveRoutes(router, parts);
  router.registerUnbuilt();
}
