import type { Client } from './api.ts';
import { uploadFile } from './files.ts';
import { makeDevice } from './fixtures.ts';
import type { TestServer } from './start-server.ts';
import { call } from './tenant.ts';

/** Dialogs of the console: the page of each and the button that opens it, in English; `{name}` stands for that of everything. */
export const consoleDialogs: readonly (readonly [path: string, button: string])[] = [
  ['/applications/$applicationId/keys', 'Create access key'],
  ['/applications/$applicationId/recipes', 'New recipe'],
  ['/applications/$applicationId/tokens', 'Create API token'],
  ['/applications/$applicationId/tokens', 'Details: {name}'],
  ['/applications/$applicationId/workflows', 'Create workflow'],
  ['/applications/$applicationId/workflows', 'Import'],
  ['/applications/$applicationId/webhooks', 'Create webhook'],
  ['/applications/$applicationId/webhooks/$webhookId', 'Edit'],
  ['/applications/$applicationId/integrations', 'Create integration'],
  ['/applications/$applicationId/data-tables', 'Create data table'],
  ['/applications/$applicationId/data-tables/$dataTableId', 'Insert row'],
  ['/users', 'Create user'],
  ['/organizations/$orgId', 'Invite somebody'],
  ['/organizations/$orgId/settings', 'Delete organization'],
  ['/account', 'Turn on'],
  ['/account/audit-log', 'Details'],
];

/**
 * One of everything that the console has a page for, each called `name`.
 *
 * @returns the ids, by the names of the parameters in the console's paths
 */
export async function fillConsole(
  { server, client, token }: { server: Pick<TestServer, 'http'>; client: Client; token: string },
  name: string,
): Promise<Record<string, string>> {
  const tags = [{ key: 'site', value: 'north' }];
  const { applicationId, deviceId } = await makeDevice(client, { device: { name, tags } });
  for (const temperature of [20, 21.5, 21]) {
    await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature, note: name } } });
  }
  await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'spin', payload: { speed: 2 } } });
  const org = await client.orgs.post({ organization: { name, description: name } });
  await client.org.inviteMember({ orgId: org.id, invite: { email: 'ada@example.com', role: 'view' } });
  for (const path of [`/applications/${applicationId}/tokens`, `/orgs/${org.id}/tokens`, '/me/tokens']) {
    await call(server, 'POST', path, { token, body: { name, description: name } });
  }
  const event = {
    level: 'error',
    subject: name,
    message: `# ${name}\n\n| a |\n|---|\n| \`b\` |`,
    data: { [name]: name },
  };
  const eventId = (await client.events.post({ applicationId, event: { ...event, deviceId } })).id;
  await client.event.patch({ applicationId, eventId, event: { state: 'acknowledged', comment: name } });
  const recipe = { name, description: name, tags, attributes: [{ name, dataType: 'number' }] };
  const { id: recipeId } = await client.deviceRecipes.post({ applicationId, deviceRecipe: recipe });
  const webhook = await client.webhooks.post({ applicationId, webhook: { name, description: name } });
  await fetch(`${webhook.url}/${name}`, { method: 'POST', body: name });
  const alarm = { name, level: 'critical', kind: 'threshold', minutes: 0, attribute: 'temperature' };
  const { body: alarmRule } = await call(server, 'POST', `/applications/${applicationId}/alarm-rules`, {
    token,
    body: { ...alarm, operator: 'above', limit: 20.5, description: name },
  });
  const notified = { name, console: true, webhook: { url: `https://${'a'.repeat(60)}.invalid/` } };
  const { body: notificationRule } = await call(server, 'POST', `/applications/${applicationId}/notification-rules`, {
    token,
    body: notified,
  });
  await call(server, 'POST', `/applications/${applicationId}/notification-rules/${notificationRule.id}/test`, {
    token,
  });
  const integration = await client.integrations.post({
    applicationId,
    integration: {
      name,
      integrationType: 'mqtt',
      topics: [name],
      mqttConfig: { protocol: 'mqtt', host: 'nowhere.invalid', port: 1883 },
    },
  });
  const columns = [{ name, dataType: 'string', constraint: 'optional' }];
  const dataTable = await client.dataTables.post({ applicationId, dataTable: { name, columns } });
  const dataTableRow = { [name]: name };
  await client.dataTableRows.post({ applicationId, dataTableId: dataTable.id, dataTableRow });
  const flow = {
    name,
    triggers: [{ type: 'virtualButton', meta: { label: name, x: 40, y: 40 }, outputIds: [['show']] }],
    nodes: [{ id: 'show', type: 'DebugNode', config: {}, meta: { label: name, x: 40, y: 140 } }],
  };
  const { id: flowId } = await client.flows.post({ applicationId, flow });
  const header = {
    blockType: 'section-header',
    startX: 0,
    startY: 0,
    width: 4,
    height: 1,
    config: { message: name },
  };
  const dashboard = { name, description: name, applicationId, blocks: [header] };
  const { id: dashboardId } = await client.dashboards.post({ dashboard });
  const text = {
    applicationId,
    path: `/${name}.txt`,
    content: `${name}\n`.repeat(40),
    contentType: 'text/plain',
  };
  const { id: fileId } = await uploadFile(client, text);
  return {
    applicationId,
    deviceId,
    eventId,
    recipeId,
    webhookId: webhook.id,
    alarmRuleId: String(alarmRule.id),
    integrationId: integration.id,
    dataTableId: dataTable.id,
    fileId,
    flowId,
    dashboardId,
    orgId: org.id,
  };
}
