import type { RecentType } from './resources.ts';

/**
 * Every key under which the console keeps an answer. Keys are made here alone: whoever changes something finds what shows
 * it. A shorter key stands for all that begin with it, so `keys.devices(id)` renews every list of that application's devices.
 */
export const keys = {
  me: () => ['me'] as const,
  server: () => ['server'] as const,
  health: () => ['health'] as const,
  users: () => ['users'] as const,
  userList: (page: number, filter: string) => [...keys.users(), page, filter] as const,

  applications: () => ['applications'] as const,
  applicationList: (filter: string) => [...keys.applications(), filter] as const,
  /** Below `organizations`: who changes one of them changes who may own what. */
  owners: () => [...keys.organizations(), 'owners'] as const,
  templates: () => ['applicationTemplates'] as const,
  application: (applicationId: string) => ['application', applicationId] as const,
  allLimits: () => ['limits'] as const,
  limits: (applicationId: string) => ['limits', applicationId] as const,
  limitOverrides: (subjectId: string) => ['limits', subjectId, 'overrides'] as const,
  search: (applicationId: string, filter: string) => ['search', applicationId, filter] as const,
  usage: (applicationId: string) => ['usage', applicationId] as const,
  recentItems: (itemType: RecentType, parentId: string | undefined) => ['recentItems', itemType, parentId] as const,

  devices: (applicationId: string) => ['devices', applicationId] as const,
  deviceList: (applicationId: string, listing: object) => [...keys.devices(applicationId), 'list', listing] as const,
  deviceChoices: (applicationId: string, filter: string) =>
    [...keys.devices(applicationId), 'choices', filter] as const,
  gatewayChoices: (applicationId: string, filter: string) =>
    [...keys.devices(applicationId), 'gateways', filter] as const,
  peripherals: (applicationId: string, gatewayId: string, page: number) =>
    [...keys.devices(applicationId), 'peripherals', gatewayId, page] as const,
  exploredDevices: (applicationId: string, deviceIds: readonly string[], tags: readonly string[]) =>
    [...keys.devices(applicationId), 'explored', deviceIds, tags] as const,
  exploredTags: (applicationId: string, deviceIds: readonly string[], tags: readonly string[], key: string) =>
    [...keys.devices(applicationId), 'exploredTags', deviceIds, tags, key] as const,
  devicesByIds: (applicationId: string, ids: readonly string[]) =>
    [...keys.devices(applicationId), 'byIds', ids] as const,
  hiddenDevices: (applicationId: string, filter: object, ids: readonly string[]) =>
    [...keys.devices(applicationId), 'hidden', filter, ids] as const,
  attributeNames: (applicationId: string) => [...keys.devices(applicationId), 'attributeNames'] as const,
  tagSuggestions: (applicationId: string, typed: string) => [...keys.devices(applicationId), 'tags', typed] as const,
  connectedDevices: (applicationId: string) => ['connectedDevices', applicationId] as const,
  recentConnections: (applicationId: string) => ['recentConnections', applicationId] as const,
  positions: (applicationId: string) => [...keys.devices(applicationId), 'positions'] as const,
  device: (applicationId: string, deviceId: string) => ['device', applicationId, deviceId] as const,
  commandHistory: (applicationId: string, deviceId: string) =>
    ['deviceHistory', applicationId, deviceId, 'commands'] as const,
  deviceHistory: (applicationId: string, deviceId: string, kind: string, limit: number) =>
    ['deviceHistory', applicationId, deviceId, kind, limit] as const,

  compositeState: (applicationId: string, deviceId: string) => ['compositeState', applicationId, deviceId] as const,
  lastValues: (applicationId: string, deviceIds: readonly string[]) =>
    ['lastValues', applicationId, deviceIds] as const,
  /** `question`: whatever makes one answer differ from another, as JSON. */
  series: (question: string) => ['series', question] as const,
  liveSeries: (applicationId: string, deviceId: string, attribute: string) =>
    ['liveSeries', applicationId, deviceId, attribute] as const,
  export: (applicationId: string, jobId: string) => ['export', applicationId, jobId] as const,

  recipes: (applicationId: string) => ['recipes', applicationId] as const,
  recipeList: (applicationId: string, page: number) => [...keys.recipes(applicationId), 'list', page] as const,
  recipeChoices: (applicationId: string) => [...keys.recipes(applicationId), 'choices'] as const,
  recipe: (applicationId: string, recipeId: string) => [...keys.recipes(applicationId), 'one', recipeId] as const,
  dataTables: (applicationId: string) => ['dataTables', applicationId] as const,
  dataTableList: (applicationId: string, page: number) => [...keys.dataTables(applicationId), 'list', page] as const,
  dataTable: (applicationId: string, dataTableId: string) =>
    [...keys.dataTables(applicationId), 'one', dataTableId] as const,
  dataTableRowList: (applicationId: string, dataTableId: string, listing: object) =>
    [...keys.dataTables(applicationId), 'rows', dataTableId, listing] as const,
  dataTableImport: (applicationId: string, dataTableId: string, jobId: string) =>
    ['dataTableImport', applicationId, dataTableId, jobId] as const,
  files: (applicationId: string) => ['files', applicationId] as const,
  fileList: (applicationId: string, listing: object) => [...keys.files(applicationId), 'list', listing] as const,
  file: (applicationId: string, fileId: string) => [...keys.files(applicationId), 'file', fileId] as const,
  fileText: (url: string, etag: string | undefined) => ['fileText', url, etag] as const,

  accessKeys: (applicationId: string) => ['accessKeys', applicationId] as const,
  accessKeyList: (applicationId: string, page: number) => [...keys.accessKeys(applicationId), page] as const,
  certificates: (applicationId: string) => ['certificates', applicationId] as const,
  certificateList: (applicationId: string, page: number) => [...keys.certificates(applicationId), page] as const,
  certificateAuthorities: (applicationId: string) => ['certificateAuthorities', applicationId] as const,
  certificateAuthorityList: (applicationId: string, page: number) =>
    [...keys.certificateAuthorities(applicationId), page] as const,
  credentials: (applicationId: string) => ['credentials', applicationId] as const,
  credentialList: (applicationId: string, page: number) => [...keys.credentials(applicationId), page] as const,
  linkedResources: (applicationId: string, credentialId: string) =>
    [...keys.credentials(applicationId), 'linked', credentialId] as const,
  /** `owner`: an application, an organization or oneself, as `shared/tokens` describes it. */
  tokens: (owner: object) => ['tokens', owner] as const,
  tokenList: (owner: object, page: number) => [...keys.tokens(owner), page] as const,
  auditLogs: (owner: object, filter: object) => ['auditLogs', owner, filter] as const,
  integrations: (applicationId: string) => ['integrations', applicationId] as const,
  integrationList: (applicationId: string, page: number) => [...keys.integrations(applicationId), page] as const,
  integration: (applicationId: string, integrationId: string) => ['integration', applicationId, integrationId] as const,
  archiveJobs: (applicationId: string) => ['archiveJobs', applicationId] as const,
  archiveJobList: (applicationId: string, question: object) => [...keys.archiveJobs(applicationId), question] as const,

  /** Every list of an application's events, each event, and how many are new. */
  edgeDeployments: (applicationId: string) => ['edgeDeployments', applicationId] as const,
  edgeDeploymentList: (applicationId: string, question: object) =>
    [...keys.edgeDeployments(applicationId), question] as const,

  events: (applicationId: string) => ['events', applicationId] as const,
  eventList: (applicationId: string, listing: object) => [...keys.events(applicationId), 'list', listing] as const,
  event: (applicationId: string, eventId: string) => [...keys.events(applicationId), 'event', eventId] as const,
  pageLinks: (applicationId: string) => ['pageLinks', applicationId] as const,
  sharedPage: (token: string, question: string) => ['sharedPage', token, question] as const,
  deviceEvents: (applicationId: string, deviceIds: readonly string[]) =>
    [...keys.events(applicationId), 'ofDevices', deviceIds] as const,
  newEvents: (applicationId: string) => [...keys.events(applicationId), 'new'] as const,
  /** Every list of an application's alarm rules, each rule, and how it stands with devices. */
  alarmRules: (applicationId: string) => ['alarmRules', applicationId] as const,
  alarmRuleList: (applicationId: string, question: object) =>
    [...keys.alarmRules(applicationId), 'list', question] as const,
  alarmRule: (applicationId: string, alarmRuleId: string) =>
    [...keys.alarmRules(applicationId), 'rule', alarmRuleId] as const,
  alarmStates: (applicationId: string, alarmRuleId: string, page: number) =>
    [...keys.alarmRule(applicationId, alarmRuleId), 'states', page] as const,
  notificationRules: (applicationId: string) => ['notificationRules', applicationId] as const,
  notificationRuleList: (applicationId: string, page: number) =>
    [...keys.notificationRules(applicationId), page] as const,
  notifications: (applicationId: string) => ['notifications', applicationId] as const,
  notificationList: (applicationId: string, question: object) =>
    [...keys.notifications(applicationId), question] as const,
  notificationInbox: (applicationId: string) => ['notificationInbox', applicationId] as const,

  webhooks: (applicationId: string) => ['webhooks', applicationId] as const,
  webhookList: (applicationId: string, page: number) => [...keys.webhooks(applicationId), page] as const,
  webhook: (applicationId: string, webhookId: string) => ['webhook', applicationId, webhookId] as const,
  webhookCalls: (applicationId: string, webhookId: string) => ['webhookCalls', applicationId, webhookId] as const,

  /** Every list of an application's workflows. */
  workflows: (applicationId: string) => ['workflows', applicationId] as const,
  workflowList: (applicationId: string, question: object) => [...keys.workflows(applicationId), question] as const,
  workflow: (applicationId: string, flowId: string) => ['workflow', applicationId, flowId] as const,
  workflowVersions: (applicationId: string, flowId: string) => ['workflowVersions', applicationId, flowId] as const,
  workflowRuns: (applicationId: string, flowId: string, question: object) =>
    ['workflowRuns', applicationId, flowId, question] as const,
  workflowRun: (applicationId: string, flowId: string, runId: string) =>
    ['workflowRun', applicationId, flowId, runId] as const,
  workflowLog: (applicationId: string, flowId: string) => ['workflowLog', applicationId, flowId] as const,
  workflowStorage: (applicationId: string, flowId: string) => ['workflowStorage', applicationId, flowId] as const,

  /** Every list of dashboards, and each of them. */
  dashboards: () => ['dashboards'] as const,
  dashboardList: (question: object) => [...keys.dashboards(), 'list', question] as const,
  dashboard: (dashboardId: string) => [...keys.dashboards(), 'one', dashboardId] as const,
  sharedDashboard: (dashboardId: string, viewerToken: string) => ['sharedDashboard', dashboardId, viewerToken] as const,
  /** `question`: its variables and its window, as JSON. */
  dashboardReports: (dashboardId: string) => ['dashboardReports', dashboardId] as const,
  dashboardData: (dashboardId: string, question: string) => ['dashboardData', dashboardId, question] as const,

  organizations: () => ['organizations'] as const,
  organizationList: (page: number) => [...keys.organizations(), page] as const,
  organization: (orgId: string) => ['organization', orgId] as const,
  organizationApplications: (orgId: string) => ['organizationApplications', orgId] as const,
  invitations: (orgId: string) => ['invitations', orgId] as const,
  invitation: (email: string) => ['invitation', email] as const,
};
