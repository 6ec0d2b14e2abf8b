import { nameType } from '../../api/resources.ts';
import { inSentence, t } from '../../words/words.ts';

/** What resources are called whose names in the API are not words. */
const nouns: Readonly<Record<string, string>> = {
  me: t('own account'),
  org: t('organization'),
  orgs: t('organization'),
  orgApiToken: t('API token of the organization'),
  orgApiTokens: t('API token of the organization'),
  userApiToken: t('own API token'),
  userApiTokens: t('own API token'),
};

const verbs: Readonly<Record<string, (resource: string) => string>> = {
  post: (resource) => t('Created {resource}', { resource }),
  patch: (resource) => t('Changed {resource}', { resource }),
  delete: (resource) => t('Deleted {resource}', { resource }),
};

/** Actions that do something else than creating, changing and deleting what they are named after. */
const sentences: Readonly<Record<string, string>> = {
  'application.applyTemplate': t('Applied a template'),
  'application.archiveData': t('Archived a day'),
  'application.archiveTest': t('Tested the archive'),
  'application.backfillArchiveData': t('Archived every day'),
  'application.clone': t('Copied the application'),
  'application.export': t('Exported the application'),
  'application.globals': t('Changed globals'),
  'application.import': t('Imported a bundle'),
  'application.mqttPublishMessage': t('Published a message'),
  'application.readmePatch': t('Changed the readme'),
  'applicationDashboard.act': t('Used a control of a dashboard'),
  'applicationDashboard.restoreVersion': t('Restored a dashboard'),
  'applicationDashboard.sendReport': t('Sent a report of a dashboard'),
  'applicationDashboard.updateEvents': t('Changed events on a dashboard'),
  'applications.import': t('Made an application of a bundle'),
  'archiveJob.cancel': t('Cancelled an archive job'),
  'dashboard.act': t('Used a control of a dashboard'),
  'dashboard.restoreVersion': t('Restored a dashboard'),
  'dashboard.sendReport': t('Sent a report of a dashboard'),
  'dashboard.updateEvents': t('Changed events on a dashboard'),
  'data.importHistory': t('Imported history'),
  'dataTable.addColumn': t('Added a column to a data table'),
  'dataTable.removeColumn': t('Removed a column of a data table'),
  'dataTableRows.delete': t('Deleted rows of a data table'),
  'dataTableRows.import': t('Imported rows into a data table'),
  'dataTableRows.truncate': t('Emptied a data table'),
  'device.removeData': t('Removed data of a device'),
  'device.sendCommand': t('Sent a command'),
  'device.sendState': t('Reported a state'),
  'device.setConnectionStatus': t('Reported a connection'),
  'deviceRecipe.bulkCreate': t('Created devices from a recipe'),
  'devices.delete': t('Deleted several devices'),
  'devices.patch': t('Changed several devices'),
  'devices.removeData': t('Removed data of several devices'),
  'devices.sendCommand': t('Sent a command to several devices'),
  'integration.publish': t('Published a message through an integration'),
  'edgeDeployment.report': t('Reported an edge workflow'),
  'edgeDeployments.release': t('Released an edge workflow'),
  'edgeDeployments.remove': t('Removed an edge workflow'),
  'edgeDeployments.replace': t('Replaced an edge workflow'),
  'events.delete': t('Deleted several events'),
  'events.patch': t('Changed several events'),
  'file.move': t('Moved a file or directory'),
  'file.patch': t('Announced new content of a file'),
  'file.upload': t('Uploaded the content of a file'),
  'flow.cancelRun': t('Cancelled a run'),
  'flow.check': t('Checked a workflow'),
  'flow.clearStorageEntries': t('Emptied the storage of a workflow'),
  'flow.debugStream': t('Watched runs of a workflow'),
  'flow.getRun': t('Looked at a run'),
  'flow.getRuns': t('Looked at runs'),
  'flow.pressVirtualButton': t('Pressed a button'),
  'flow.replayRun': t('Started a run again'),
  'flow.stepRun': t('Stepped through a run'),
  'flow.setStorageEntry': t('Changed a stored value'),
  'flow.setStorageEntries': t('Changed stored values'),
  'flows.import': t('Imported workflows'),
  'flowVersions.delete': t('Deleted versions of a workflow'),
  'installationLimits.patch': t('Changed limits'),
  'me.addRecentItem': t('Opened something'),
  'me.changePassword': t('Changed own password'),
  'me.disableTwoFactorAuth': t('Turned off two-factor authentication'),
  'me.enableTwoFactorAuth': t('Turned on two-factor authentication'),
  'me.refreshToken': t('Renewed a session'),
  'me.transferResources': t('Transferred applications'),
  'notification.resend': t('Sent a notification again'),
  'notificationRule.test': t('Tested a notification rule'),
  'notificationInbox.markRead': t('Read notifications'),
  'org.inviteMember': t('Invited a member'),
  'org.modifyMember': t('Changed a member’s role'),
  'org.removeMember': t('Removed a member'),
  'org.revokeInvite': t('Took back an invitation'),
  'org.transferResources': t('Transferred applications'),
};

/** A resource of the API in words: `applicationKeys` is an access key. */
export function nameResource(resource: string): string {
  const noun = nouns[resource];
  if (noun !== undefined) return noun;
  const single = resource.replace(/s$/, '');
  const label = nameType(single);
  // Only the first letter: "API token" keeps its capitals.
  if (label !== single) return inSentence(label);
  return toWords(single);
}

/** What was done, in words: `applicationKeys.post` is "Created access key". */
export function describeChange(resource: string, action: string): string {
  const sentence = sentences[`${resource}.${action}`];
  if (sentence !== undefined) return sentence;
  const verb = verbs[action];
  // An action that this console has no words for is told by its name.
  return verb === undefined ? `${toWords(action, true)} (${nameResource(resource)})` : verb(nameResource(resource));
}

function toWords(name: string, isSentence = false): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return isSentence ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}
