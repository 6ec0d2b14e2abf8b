import type { RecentType } from './resources.ts';

/**
 * Every key under which the console keeps an answer. Keys are made here alone: whoever changes something finds what shows
 * it. A shorter key stands for all that begin with it, so `keys.devices(id)` renews every list of that application's devices.
 */
export const keys = {
  me: () => ['me'] as const,
  server: () => ['server'] as const,
  users: () => ['users'] as const,
  userList: (page: number, filter: string) => [...keys.users(), page, filter] as const,

  applications: () => ['applications'] as const,
  applicationList: (filter: string) => [...keys.applications(), filter] as const,
  application: (applicationId: string) => ['application', applicationId] as const,
  search: (applicationId: string, filter: string) => ['search', applicationId, filter] as const,
  usage: (applicationId: string) => ['usage', applicationId] as const,
  recentItems: (itemType: RecentType, parentId: string | undefined) => ['recentItems', itemType, parentId] as const,

  devices: (applicationId: string) => ['devices', applicationId] as const,
  deviceList: (applicationId: string, listing: object) => [...keys.devices(applicationId), 'list', listing] as const,
  deviceChoices: (applicationId: string, filter: string) =>
    [...keys.devices(applicationId), 'choices', filter] as const,
  exploredDevices: (applicationId: string, deviceIds: readonly string[], tags: readonly string[]) =>
    [...keys.devices(applicationId), 'explored', deviceIds, tags] as const,
  attributeNames: (applicationId: string) => [...keys.devices(applicationId), 'attributeNames'] as const,
  tagSuggestions: (applicationId: string, typed: string) => [...keys.devices(applicationId), 'tags', typed] as const,
  connectedDevices: (applicationId: string) => ['connectedDevices', applicationId] as const,
  recentConnections: (applicationId: string) => ['recentConnections', applicationId] as const,
  device: (applicationId: string, deviceId: string) => ['device', applicationId, deviceId] as const,
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

  files: (applicationId: string) => ['files', applicationId] as const,
  fileList: (applicationId: string, listing: object) => [...keys.files(applicationId), 'list', listing] as const,
  file: (applicationId: string, fileId: string) => [...keys.files(applicationId), 'file', fileId] as const,
  fileText: (url: string, etag: string | undefined) => ['fileText', url, etag] as const,

  accessKeys: (applicationId: string) => ['accessKeys', applicationId] as const,
  accessKeyList: (applicationId: string, page: number) => [...keys.accessKeys(applicationId), page] as const,
  /** `owner`: an application, an organization or oneself, as `shared/tokens` describes it. */
  tokens: (owner: object) => ['tokens', owner] as const,
  tokenList: (owner: object, page: number) => [...keys.tokens(owner), page] as const,
  auditLogs: (owner: object, filter: object) => ['auditLogs', owner, filter] as const,
  archiveJobs: (applicationId: string) => ['archiveJobs', applicationId] as const,
  archiveJobList: (applicationId: string, question: object) => [...keys.archiveJobs(applicationId), question] as const,

  organizations: () => ['organizations'] as const,
  organizationList: (page: number) => [...keys.organizations(), page] as const,
  organization: (orgId: string) => ['organization', orgId] as const,
  organizationApplications: (orgId: string) => ['organizationApplications', orgId] as const,
  invitations: (orgId: string) => ['invitations', orgId] as const,
  invitation: (email: string) => ['invitation', email] as const,
};
