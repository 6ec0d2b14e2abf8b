// Every action that is built and that the official client can call, called once with success through it: each answer is what
// the client's own schema says. The list is the client's and the server's own; an action that is built and not called fails.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, logIn } from '../support/api.ts';
import { importEnded } from '../support/bundles.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { checkAnswers, readBuiltActions, readClientActions } from '../support/client-schemas.ts';
import { sendUpload } from '../support/files.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import type { DeviceFixture } from '../support/fixtures.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { makeUser, type TestUser } from '../support/tenant.ts';
import { makeTotpKey, totpCode } from '../support/totp.ts';
import { makeZip } from '../support/zip.ts';

const actions = readClientActions();
const seen = new Set<string>();

let mails: MailServer;
let maker: CertificateMaker;
let server: TestServer;
let user: TestUser;
let client: Client;
let device: DeviceFixture;
const ids: Record<string, string> = {};

const checked = (token?: string): Client => checkAnswers(connect(server, token), actions, seen);

beforeAll(async () => {
  mails = await startMailServer();
  maker = await CertificateMaker.start();
  const templates = fileURLToPath(new URL('../fixtures/bundles', import.meta.url));
  server = await startServer({
    env: { SIGNALBOX_TEMPLATES_DIR: templates, SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mails.port}` },
  });
  const admin = await logIn(server);
  user = await makeUser(server, admin.token, 'owner@schemas.example');
  client = checked(user.token);
  device = await fillTenant({ server, maker }, { ...user, client }, ids);
  ids.templateId = (await client.applicationTemplates.get()).items[0].id;
  ids.apiTokenId = (
    await client.applicationApiTokens.post({ applicationId: ids.applicationId, apiToken: { name: 'checked' } })
  ).id;
}, 300_000);

afterAll(async () => {
  await server.stop();
  await maker.end();
  mails.close();
});

/** As the client gives it: events come once the stream is open. */
interface EventSource {
  on(kind: string, take: (event: { data: string }) => void): void;
  close(): void;
}

/** What names a thing in a path, as far as there is one. */
function pathOf(name: string): Record<string, string> | undefined {
  const known = (actions.get(name)?.parameters ?? []).map((parameter) => [parameter, ids[parameter]] as const);
  return known.every(([, id]) => id !== undefined) ? (Object.fromEntries(known) as Record<string, string>) : undefined;
}

function run(name: string, more: object = {}, by: Client = client): Promise<never> {
  const [resource = '', verb = ''] = name.split('.');
  return by[resource][verb]({ ...pathOf(name), ...more });
}

/** What a read asks besides the path. */
const queries: Readonly<Record<string, () => object>> = {
  'devices.tagValues': () => ({ key: 'site' }),
  'flows.getByVersion': () => ({ version: 'v1' }),
  'me.fetchRecentItems': () => ({ itemType: 'application' }),
  'application.search': () => ({ filter: 'p' }),
  'application.archiveData': () => ({ date: String(Date.now() - 41 * 86_400_000) }),
};
/** Actions that need more than an id and a body without fields: they are part of what is told below. */
const elsewhere = ['orgInvites.get', 'userApiToken.get', 'userApiToken.patch', 'userApiToken.delete', 'file.patch'];
const fields: Readonly<Record<string, object>> = {
  'event.patch': { state: 'acknowledged' },
  'events.patch': { comment: 'seen' },
};

it('returns of every read, and of every change of nothing, what the client’s schemas say', async () => {
  await client.device.sendState({ ...device, deviceState: { data: { temperature: 1 } } });
  await client.device.sendCommand({ ...device, deviceCommand: { name: 'stop', payload: { now: true } } });
  const { applicationId = '' } = ids;
  await client.flow.setStorageEntry({ applicationId, flowId: ids.flowId, entry: { key: 'count', value: 1 } });
  const failures: string[] = [];
  const attempt = (name: string, more?: object) =>
    run(name, more).catch((error: Error) => failures.push(`${name}: ${error.message}`));
  for (const name of await readBuiltActions(server, actions)) {
    const action = actions.get(name);
    if (elsewhere.includes(name) || pathOf(name) === undefined) continue;
    if (action?.method === 'GET' && action.schemas.length > 0) await attempt(name, queries[name]?.());
    else if (/^\w+\.patch$/.test(name) && name !== 'devices.patch')
      await attempt(name, { [action?.body ?? '']: fields[name] ?? {} });
  }
  expect(failures).toEqual([]);
  await run('events.mostRecentBySeverity');
}, 300_000);

it('streams to the client what its schemas say', async () => {
  const { applicationId, deviceId } = device;
  const first = async (stream: EventSource, kind: string, cause: () => Promise<unknown>) => {
    const event = new Promise<{ data: string }>((resolve) => stream.on(kind, resolve));
    await cause();
    const { data } = await event;
    stream.close();
    return JSON.parse(data);
  };
  const states = await client.device.stateStream({ applicationId, deviceId, keepAliveInterval: '5' });
  const deviceState = { data: { temperature: 2 } };
  expectSchema(
    'deviceState',
    await first(states, 'deviceState', () => client.device.sendState({ applicationId, deviceId, deviceState })),
  );
  const commands = await client.device.commandStream({ applicationId, deviceId });
  const deviceCommand = { name: 'go' };
  expectSchema(
    'deviceCommand',
    await first(commands, 'deviceCommand', () => client.device.sendCommand({ applicationId, deviceId, deviceCommand })),
  );
  const messages = await client.application.mqttSubscriptionStream({ applicationId, topic: 'news/#' });
  const payload = { topic: 'news/today', message: 'sunny' };
  expectSchema(
    'mqttPublishBody',
    await first(messages, 'mqttMessage', () => client.application.mqttPublishMessage({ applicationId, payload })),
  );
  // Not among the client's functions, but opened by its helper for streams.
  const events = await client.attachEventSource({ url: `/applications/${applicationId}/eventsStream`, params: {} });
  const { kind, ...event } = await first(events, 'event', () =>
    client.events.post({ applicationId, event: { level: 'info', subject: 'Streamed' } }),
  );
  expect(kind).toBe('created');
  expectSchema('event', event);
});

it('returns of what acts what the client’s schemas say', async () => {
  const { applicationId = '', deviceId = '', dataTableId = '', flowId = '' } = ids;
  const app = { applicationId };
  const table = { applicationId, dataTableId };
  await client.application.globals({ ...app, globals: [{ key: 'limit', json: '5' }] });
  await client.application.readmePatch({ ...app, readme: { content: '# Plant' } });
  await client.application.payloadCounts(app);

  await client.device.setConnectionStatus({ ...device, connectionStatus: { status: 'connected' } });
  await client.devices.sendCommand({ ...app, multiDeviceCommand: { name: 'all', deviceIds: [deviceId] } });
  await client.devices.patch({ ...app, patchInfo: { deviceIds: [deviceId], updateFields: { description: 'x' } } });
  await client.data.timeSeriesQuery({ ...app, query: { deviceIds: [deviceId] } });
  await client.data.lastValueQuery({ ...app, query: { attribute: 'temperature', deviceIds: [deviceId] } });
  await client.device.export(device);
  await client.devices.export({ ...app, options: {} });
  await client.device.removeData(device);
  await client.devices.removeData({ ...app, options: { query: {}, start: 1, end: 2 } });

  await client.deviceRecipe.bulkCreate({ ...app, deviceRecipeId: ids.deviceRecipeId, bulkInfo: { csv: 'name\nA\nB' } });
  await client.devices.delete({ ...app, options: { query: { name: 'B' } } });

  await client.dataTable.addColumn({
    ...table,
    dataTableColumn: { name: 'note', dataType: 'string', constraint: 'optional' },
  });
  await client.dataTableRows.query({ ...table, query: { n: { $gte: 0 } } });
  await client.dataTableRows.export({ ...table, exportData: {} });
  await client.dataTableRows.post({ ...table, dataTableRow: [{ n: 5 }, { n: 6 }] });
  await client.dataTableRows.delete({ ...table, query: { n: 6 } });
  await client.dataTable.removeColumn({ ...table, columnName: 'note' });
  await client.dataTableRows.truncate(table);
  ids.rowId = (await client.dataTableRows.post({ ...table, dataTableRow: { n: 7 } })).id;

  const file = { name: 'a.txt', parentDirectory: 'plans', type: 'file' };
  const made = await client.files.post({ ...app, file });
  expect((await sendUpload(made.upload, 'one')).status).toBe(204);
  await client.file.patch({ ...app, fileId: made.id, updates: {} });
  await client.file.upload({ ...app, fileId: made.id, file: Buffer.from('two') });
  await client.file.move({ ...app, fileId: made.id, name: 'b.txt' });
  await client.file.delete({ ...app, fileId: made.id });

  await client.events.export({ ...app, exportData: {} });
  const second = await client.events.post({ ...app, event: { level: 'warning', subject: 'Gone' } });
  await client.event.delete({ ...app, eventId: second.id });
  await client.events.delete({ ...app, query: { level: 'critical' } });

  const button = { key: (await client.flow.get({ ...app, flowId })).triggers[0].key };
  await client.flow.pressVirtualButton({ ...app, flowId, button });
  await client.flow.clearStorageEntries({ ...app, flowId });
  const importData = { flows: [{ id: 'made-elsewhere', name: 'Imported', triggers: [], nodes: [] }], flowVersions: [] };
  await client.flows.import({ ...app, importData });
  await client.flowVersions.delete({ ...app, flowId, options: { query: { version: 'v1' } } });
  ids.flowVersionId = (await client.flowVersions.post({ ...app, flowId, flowVersion: { version: 'v2' } })).id;

  const [deployment] = (await client.edgeDeployments.get(app)).items;
  const edge = { ...app, flowId: deployment.flowId };
  await client.flowVersions.post({ ...edge, flowVersion: { version: 'v2' } });
  await client.edgeDeployments.replace({
    ...app,
    deployment: { flowId: edge.flowId, oldVersion: 'v1', newVersion: 'v2' },
  });
  await client.edgeDeployments.remove({ ...app, deployment: { flowId: edge.flowId, deviceId: deployment.deviceId } });

  const { dashboardId } = ids;
  await client.dashboard.validateContext({ dashboardId, ctx: {} });
  await client.dashboard.sendReport({ dashboardId, reportConfig: { toEmail: ['ada@example.com'] } });
  await client.applicationDashboards.get(app);
  const own = await client.applicationDashboards.post({ ...app, dashboard: { name: 'Own' } });
  await client.applicationDashboard.get({ ...app, dashboardId: own.id });
  await client.applicationDashboard.patch({ ...app, dashboardId: own.id, dashboard: {} });
  await client.applicationDashboard.delete({ ...app, dashboardId: own.id });
});

it('returns of exports, copies and imports of applications what the client’s schemas say', async () => {
  const { applicationId = '', templateId = '' } = ids;
  await client.application.export({ applicationId, options: {} });
  await client.application.clone({ applicationId, options: { dryRun: true } });
  await client.application.clone({ applicationId, options: {} });
  await client.application.applyTemplate({ applicationId, options: { templateId } });
  await importEnded(server, user.token, applicationId);
  const importBundle = await makeZip([
    { path: 'application.yaml', content: 'resourceType: Application\nresources:\n  - name: Small\nversion: 1\n' },
  ]);
  await client.application.import({ applicationId, importBundle });
  await importEnded(server, user.token, applicationId);
  await client.applications.import({ importBundle });
});

it('returns of what people do what the client’s schemas say', async () => {
  const guest = await makeUser(server, (await logIn(server)).token, 'guest@schemas.example');
  const anonymous = checked();
  const { orgId = '', applicationId = '' } = ids;
  const invitation = { email: guest.email, role: 'view' };
  const [first] = await client.org.inviteMember({ orgId, invite: { ...invitation, email: 'other@schemas.example' } });
  await client.org.revokeInvite({ orgId, inviteId: first.id });
  const [invite] = await client.org.inviteMember({ orgId, invite: invitation });
  const token = new URL(invite.link).searchParams.get('token');
  await anonymous.orgInvites.get({ token, email: guest.email });
  await checked(guest.token).orgInvites.post({ invite: { email: guest.email, token, accept: true } });
  await client.org.modifyMember({ orgId, member: { userId: guest.userId, role: 'edit' } });
  await client.org.removeMember({ orgId, userId: guest.userId });

  await client.me.addRecentItem({ data: { itemType: 'application', itemId: applicationId } });
  const own = await client.userApiTokens.post({ apiToken: { name: 'own' } });
  await client.userApiToken.get({ apiTokenId: own.id });
  await client.userApiToken.patch({ apiTokenId: own.id, apiToken: { name: 'mine' } });
  await client.userApiToken.delete({ apiTokenId: own.id });
  const { key, secret, deviceId } = device;
  await anonymous.auth.authenticateDevice({ credentials: { deviceId, key, secret } });

  const transfer = { destinationId: orgId, destinationType: 'organization', applicationIds: [] };
  await client.me.transferResources({ transfer });
  const other = await client.orgs.post({ organization: { name: 'Other' } });
  await client.org.transferResources({ orgId: other.id, transfer });

  const { password, email } = guest;
  const { token: fresh } = await anonymous.auth.authenticateUser({ credentials: { email, password } });
  const twoFactorAuthKey = makeTotpKey();
  await checked(fresh).me.enableTwoFactorAuth({ data: { password, twoFactorAuthKey } });
  const twoFactorCode = totpCode(twoFactorAuthKey, Date.now());
  const off = { password, twoFactorCode };
  await checked(fresh).me.disableTwoFactorAuth({ data: off });
  const changed = await checked(fresh).me.changePassword({ data: { password, newPassword: 'Another-Horse-8' } });
  await checked(changed.token).me.delete({ credentials: { email, password: 'Another-Horse-8' } });
});

it('returns of what removes what the client’s schemas say, and no action that is built has been left out', async () => {
  const built = await readBuiltActions(server, actions);
  const removing = built.filter(
    (name) => actions.get(name)?.method === 'DELETE' && !seen.has(name) && !elsewhere.includes(name),
  );
  const failures: string[] = [];
  // What is in an application goes before it, and rows before their table.
  const depth = (name: string) => (name === 'application.delete' ? 0 : (actions.get(name)?.parameters.length ?? 0));
  for (const name of removing.sort((a, b) => depth(b) - depth(a))) {
    if (name === 'org.delete')
      await client.org.delete({ orgId: (await client.orgs.post({ organization: { name: 'Gone' } })).id });
    else if (pathOf(name)) await run(name).catch((error: Error) => failures.push(error.message));
  }
  expect(failures).toEqual([]);
  expect(built.filter((name) => !seen.has(name))).toEqual([]);
  expect(built.length).toBeGreaterThan(150);
}, 300_000);
