import { accessFeature } from './features/access/index.ts';
import { alarmRulesFeature } from './features/alarm-rules/index.ts';
import { apiTokensFeature } from './features/api-tokens/index.ts';
import { applicationBundlesFeature } from './features/application-bundles/index.ts';
import { applicationKeysFeature } from './features/application-keys/index.ts';
import { applicationLogFeature } from './features/application-log/index.ts';
import { applicationsFeature } from './features/applications/index.ts';
import { archivesFeature } from './features/archives/index.ts';
import { auditLogsFeature } from './features/audit-logs/index.ts';
import { certificatesFeature } from './features/certificates/index.ts';
import { connectionsFeature } from './features/connections/index.ts';
import { credentialsFeature } from './features/credentials/index.ts';
import { dashboardsFeature } from './features/dashboards/index.ts';
import { dataTablesFeature } from './features/data-tables/index.ts';
import { deviceCommandsFeature } from './features/device-commands/index.ts';
import { deviceRecipesFeature } from './features/device-recipes/index.ts';
import { deviceStateFeature } from './features/device-state/index.ts';
import { deviceStreamsFeature } from './features/device-streams/index.ts';
import { devicesFeature } from './features/devices/index.ts';
import { edgeDeploymentsFeature } from './features/edge-deployments/index.ts';
import { eventsFeature } from './features/events/index.ts';
import { exportsFeature } from './features/exports/index.ts';
import { filesFeature } from './features/files/index.ts';
import { historyFeature } from './features/history/index.ts';
import { integrationsFeature } from './features/integrations/index.ts';
import { limitsFeature } from './features/limits/index.ts';
import { messagesFeature } from './features/messages/index.ts';
import { notificationsFeature } from './features/notifications/index.ts';
import { operationsFeature } from './features/operations/index.ts';
import { organizationsFeature } from './features/organizations/index.ts';
import { pageLinksFeature } from './features/page-links/index.ts';
import { recentItemsFeature } from './features/recent-items/index.ts';
import { retentionFeature } from './features/retention/index.ts';
import { searchFeature } from './features/search/index.ts';
import { selfMonitoringFeature } from './features/self-monitoring/index.ts';
import { systemDevicesFeature } from './features/system-devices/index.ts';
import { timeSeriesFeature } from './features/time-series/index.ts';
import { usageFeature } from './features/usage/index.ts';
import { usersFeature } from './features/users/index.ts';
import { webhooksFeature } from './features/webhooks/index.ts';
import { workflowRunsFeature } from './features/workflow-runs/index.ts';
import { workflowsFeature } from './features/workflows/index.ts';
import type { FeatureDefinition } from './platform/feature.ts';

/**
 * Every feature of the server. What a feature needs stands before it; they start in this order and stop in the opposite
 * one.
 */
export const features: readonly FeatureDefinition[] = [
  operationsFeature,
  auditLogsFeature,
  accessFeature,
  recentItemsFeature,
  applicationLogFeature,
  searchFeature,
  limitsFeature,
  devicesFeature,
  applicationsFeature,
  usersFeature,
  organizationsFeature,
  applicationKeysFeature,
  apiTokensFeature,
  deviceStateFeature,
  usageFeature,
  historyFeature,
  timeSeriesFeature,
  exportsFeature,
  deviceRecipesFeature,
  edgeDeploymentsFeature,
  dataTablesFeature,
  filesFeature,
  archivesFeature,
  retentionFeature,
  credentialsFeature,
  certificatesFeature,
  connectionsFeature,
  deviceCommandsFeature,
  messagesFeature,
  deviceStreamsFeature,
  eventsFeature,
  alarmRulesFeature,
  pageLinksFeature,
  notificationsFeature,
  webhooksFeature,
  integrationsFeature,
  workflowsFeature,
  applicationBundlesFeature,
  workflowRunsFeature,
  dashboardsFeature,
  systemDevicesFeature,
  selfMonitoringFeature,
];
