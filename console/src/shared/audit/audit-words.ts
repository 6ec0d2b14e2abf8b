import { nameType } from '../../api/resources.ts';

/** What resources are called whose names in the API are not words. */
const nouns: Readonly<Record<string, string>> = {
  me: 'own account',
  org: 'organization',
  orgs: 'organization',
  orgApiToken: 'API token of the organization',
  orgApiTokens: 'API token of the organization',
  userApiToken: 'own API token',
  userApiTokens: 'own API token',
};

const verbs: Readonly<Record<string, string>> = { post: 'Created', patch: 'Changed', delete: 'Deleted' };

/** Actions that do something else than creating, changing and deleting what they are named after. */
const sentences: Readonly<Record<string, string>> = {
  'application.applyTemplate': 'Applied a template',
  'application.archiveData': 'Archived a day',
  'application.archiveTest': 'Tested the archive',
  'application.backfillArchiveData': 'Archived every day',
  'application.clone': 'Copied the application',
  'application.export': 'Exported the application',
  'application.globals': 'Changed globals',
  'application.import': 'Imported a bundle',
  'application.mqttPublishMessage': 'Published a message',
  'application.readmePatch': 'Changed the readme',
  'applicationDashboard.act': 'Used a control of a dashboard',
  'applicationDashboard.restoreVersion': 'Restored a dashboard',
  'applicationDashboard.sendReport': 'Sent a report of a dashboard',
  'applicationDashboard.updateEvents': 'Changed events on a dashboard',
  'applications.import': 'Made an application of a bundle',
  'archiveJob.cancel': 'Cancelled an archive job',
  'dashboard.act': 'Used a control of a dashboard',
  'dashboard.restoreVersion': 'Restored a dashboard',
  'dashboard.sendReport': 'Sent a report of a dashboard',
  'dashboard.updateEvents': 'Changed events on a dashboard',
  'data.importHistory': 'Imported history',
  'dataTable.addColumn': 'Added a column to a data table',
  'dataTable.removeColumn': 'Removed a column of a data table',
  'dataTableRows.delete': 'Deleted rows of a data table',
  'dataTableRows.import': 'Imported rows into a data table',
  'dataTableRows.truncate': 'Emptied a data table',
  'device.removeData': 'Removed data of a device',
  'device.sendCommand': 'Sent a command',
  'device.sendState': 'Reported a state',
  'device.setConnectionStatus': 'Reported a connection',
  'deviceRecipe.bulkCreate': 'Created devices from a recipe',
  'devices.delete': 'Deleted several devices',
  'devices.patch': 'Changed several devices',
  'devices.removeData': 'Removed data of several devices',
  'devices.sendCommand': 'Sent a command to several devices',
  'integration.publish': 'Published a message through an integration',
  'edgeDeployment.report': 'Reported an edge workflow',
  'edgeDeployments.release': 'Released an edge workflow',
  'edgeDeployments.remove': 'Removed an edge workflow',
  'edgeDeployments.replace': 'Replaced an edge workflow',
  'events.delete': 'Deleted several events',
  'events.patch': 'Changed several events',
  'file.move': 'Moved a file or directory',
  'file.patch': 'Announced new content of a file',
  'file.upload': 'Uploaded the content of a file',
  'flow.cancelRun': 'Cancelled a run',
  'flow.clearStorageEntries': 'Emptied the storage of a workflow',
  'flow.debugStream': 'Watched runs of a workflow',
  'flow.getRun': 'Looked at a run',
  'flow.getRuns': 'Looked at runs',
  'flow.pressVirtualButton': 'Pressed a button',
  'flow.replayRun': 'Started a run again',
  'flow.stepRun': 'Stepped through a run',
  'flow.setStorageEntry': 'Changed a stored value',
  'flow.setStorageEntries': 'Changed stored values',
  'flows.import': 'Imported workflows',
  'flowVersions.delete': 'Deleted versions of a workflow',
  'installationLimits.patch': 'Changed limits',
  'me.addRecentItem': 'Opened something',
  'me.changePassword': 'Changed own password',
  'me.disableTwoFactorAuth': 'Turned off two-factor authentication',
  'me.enableTwoFactorAuth': 'Turned on two-factor authentication',
  'me.refreshToken': 'Renewed a session',
  'me.transferResources': 'Transferred applications',
  'notification.resend': 'Sent a notification again',
  'notificationRule.test': 'Tested a notification rule',
  'notificationInbox.markRead': 'Read notifications',
  'org.inviteMember': 'Invited a member',
  'org.modifyMember': 'Changed a member’s role',
  'org.removeMember': 'Removed a member',
  'org.revokeInvite': 'Took back an invitation',
  'org.transferResources': 'Transferred applications',
};

/** A resource of the API in words: `applicationKeys` is an access key. */
export function nameResource(resource: string): string {
  const noun = nouns[resource];
  if (noun !== undefined) return noun;
  const single = resource.replace(/s$/, '');
  const label = nameType(single);
  // Only the first letter: "API token" keeps its capitals.
  if (label !== single) return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return toWords(single);
}

/** What was done, in words: `applicationKeys.post` is "Created access key". */
export function describeChange(resource: string, action: string): string {
  const sentence = sentences[`${resource}.${action}`];
  if (sentence !== undefined) return sentence;
  const verb = verbs[action];
  // An action that this console has no words for is told by its name.
  return verb === undefined
    ? `${toWords(action, true)} (${nameResource(resource)})`
    : `${verb} ${nameResource(resource)}`;
}

function toWords(name: string, isSentence = false): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return isSentence ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}
