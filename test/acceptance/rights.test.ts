import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { changes, expectChangeEnds } from '../support/rights-changes.ts';
import { type Certifier, makeCertifier, rightsEnv, streamPaths } from '../support/rights-world.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let root: Client;
let rootToken: string;
let certifier: Certifier;
beforeAll(async () => {
  const maker = await CertificateMaker.start();
  const { cert, certPath, keyPath } = await maker.server();
  certifier = await makeCertifier(maker, cert);
  server = await startServer({ env: { SIGNALBOX_TLS_CERT: certPath, SIGNALBOX_TLS_KEY: keyPath, ...rightsEnv } });
  ({ client: root, token: rootToken } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  await certifier.maker.end();
});

/**
 * One device's rights that go, and everybody's to an application. All the others, by tokens, roles, certificates and gateways
 * too, take two seconds of a processor each, and are in test/slow/walks/rights.test.ts.
 */
const usual = ['the key is set inactive', 'the application is given to another organization'];

it.concurrent.for(usual)('%s', { timeout: 120_000 }, async (name) => {
  const change = changes[name];
  if (!change) throw new Error(`there is no change "${name}"`);
  await expectChangeEnds(server, change, { root, rootToken, certifier });
});

/** What changes something, and takes nothing from anybody that is held, with the reason. */
const harmless: Record<string, string> = {
  'auth.authenticateUser': 'makes a token',
  'auth.authenticateDevice': 'makes a token',
  'me.enableTwoFactorAuth': 'counts from the next login on',
  'me.disableTwoFactorAuth': 'counts from the next login on',
  'me.addRecentItem': 'no right',
  'org.inviteMember': 'gives a right',
  'org.revokeInvite': 'takes an invitation back, which is looked up whenever it is used',
  'orgInvites.post': 'gives a right',
  'device.setConnectionStatus': 'data',
  'device.sendState': 'data',
  'device.sendCommand': 'data',
  'devices.sendCommand': 'data',
  'device.removeData': 'data',
  'devices.removeData': 'data',
  'application.mqttPublishMessage': 'data',
  'data.importHistory': 'data',
  'data.timeSeriesQuery': 'reads',
  'data.lastValueQuery': 'reads',
  'application.archiveTest': 'reads',
  'emailConfirmations.post': 'no right: accounts are known by their ids',
  'export.delete': 'takes one export back, which is looked up whenever it is used',
  'credential.patch': 'whoever uses one looks it up each time',
  'credential.delete': 'whoever uses one looks it up each time',
  'archiveJob.cancel': 'ends a job, not a right to it',
  'device.export': 'begins a job',
  'data.export': 'begins a job',
  'devices.export': 'begins a job',
  'webhook.patch': 'but for being disabled, is looked up at every call',
  'integration.patch': 'but for being disabled, changes where the application connects to, which is nobody’s right',
  'integration.publish': 'sends data',
  'alarmRule.patch': 'is judged at every report',
  'alarmRule.delete': 'is judged at every report',
  'notificationRule.patch': 'is looked up for every event and at every delivery',
  'notificationRule.delete': 'is looked up for every event and at every delivery',
  'notificationRule.test': 'sends data',
  'notification.resend': 'sends data',
  'notificationInbox.markRead': 'a mark of one’s own',
  'sharedPage.series': 'reads',
  'dashboard.session': 'gives a right, until the password is another one: dashboards.test.ts',
  'dashboard.data': 'reads',
  'dashboard.validateContext': 'reads',
  'applicationDashboard.data': 'reads',
  'applicationDashboard.validateContext': 'reads',
  'dashboard.act': 'sends data',
  'applicationDashboard.act': 'sends data',
  'dashboard.updateEvents': 'data',
  'applicationDashboard.updateEvents': 'data',
  'dashboard.sendReport': 'begins a job',
  'applicationDashboard.sendReport': 'begins a job',
  'dashboard.restoreVersion': 'as dashboard.patch',
  'dashboard.patch': 'but for what changes how it is shared, data; streams end and are judged anew: dashboards.test.ts',
  'applicationDashboard.patch': 'as dashboard.patch',
  'applicationDashboard.delete': 'as dashboard.delete',
  'event.patch': 'data',
  'event.delete': 'data',
  'events.patch': 'begins a job',
  'events.delete': 'data',
  'events.export': 'begins a job',
  'dataTable.addColumn': 'data',
  'dataTable.removeColumn': 'data',
  'dataTable.delete': 'data, which is looked up whenever it is asked for',
  'dataTableRow.patch': 'data',
  'dataTableRow.delete': 'data',
  'dataTableRows.post': 'data',
  'dataTableRows.query': 'reads',
  'dataTableRows.delete': 'data',
  'dataTableRows.truncate': 'data',
  'dataTableRows.import': 'begins a job',
  'dataTableRows.export': 'begins a job',
  'deviceRecipe.patch': 'counts for devices that are made later',
  'deviceRecipe.delete': 'counts for devices that are made later',
  'deviceRecipe.bulkCreate': 'makes devices',
  'edgeDeployments.release': 'says what a device should run',
  'edgeDeployments.replace': 'says what a device should run',
  'edgeDeployments.remove': 'says what a device should run',
  'flow.patch': 'changes what runs, which is nobody’s right',
  'flow.delete': 'ends what runs, which is nobody’s right',
  'flow.setStorageEntry': 'data',
  'flow.clearStorageEntries': 'data',
  'flowVersion.patch': 'changes what runs, which is nobody’s right',
  'flowVersion.delete': 'ends what runs, which is nobody’s right',
  'flowVersions.delete': 'ends what runs, which is nobody’s right',
  'flows.import': 'makes workflows',
  'file.patch': 'data',
  'file.move': 'data',
  'file.delete': 'data, which is looked up whenever it is asked for',
  'file.upload': 'data',
  'edgeDeployment.report': 'data',
  'flow.pressVirtualButton': 'starts a run',
  'flow.check': 'changes nothing',
  'flow.replayRun': 'starts a run',
  'flow.cancelRun': 'ends a run',
  'flow.stepRun': 'goes on with a run',
  'installationLimits.patch': 'counts for what comes later; what is there, and is connected, stays',
  'application.export': 'begins a job',
  'application.import': 'adds to what is there',
  'application.clone': 'makes an application',
  'application.applyTemplate': 'adds to what is there',
  'application.globals': 'data',
  'application.readmePatch': 'data',
  'applications.import': 'makes an application',
};
const makers =
  `users orgs applications applicationKeys \\w*ApiTokens devices applicationCertificates credentials webhooks
  applicationCertificateAuthorities integrations events alarmRules pageLinks notificationRules dataTables deviceRecipes files
  flows flowVersions dashboards applicationDashboards`
    .split(/\s+/)
    .join('|');
/** Fields of bodies that patch, likewise. */
const harmlessFields = new Set(
  `name description title email firstName lastName companyName phoneNumber location url dataTTL planId billingEmail
  cardToken iconColor dashboardRoles endpointSlug expUserTokenCutoff endpointDefaultCors globals ftueTracking
  archiveConfig attributes parentId systemInterval keepDuplicates query deviceIds isAdministrator twoFactorAuthEnabled
  userId templateId content commandForms`.split(/\s+/),
);

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Schema {
  readonly $ref?: string;
  readonly properties?: Record<string, unknown>;
}
interface Operation {
  readonly operationId: string;
  readonly 'x-not-built'?: boolean;
  readonly 'x-public'?: boolean;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: unknown;
}

it('knows every stream, and every action and field that could take a right away', async () => {
  const document = (await (await fetch(`${server.http}/openapi.json`)).json()) as OpenApi;
  const operations = Object.values(document.paths)
    .flatMap((methods) => Object.entries(methods))
    // Public routes ask for no right.
    .filter(([, operation]) => !operation['x-not-built'] && !operation['x-public']);
  const streams = operations.filter(([, operation]) => JSON.stringify(operation).includes('text/event-stream'));
  expect(streams.map(([, { operationId }]) => operationId).sort()).toEqual(Object.keys(streamPaths).sort());

  const known = new Set(Object.values(changes).flatMap(({ by }) => by));
  const unknown: string[] = [];
  for (const [method, { operationId, requestBody }] of operations) {
    if (method === 'get' || operationId in harmless || known.has(operationId)) continue;
    // What makes something new takes nothing away.
    if (new RegExp(`^(${makers}).post$`).test(operationId)) continue;
    const schema = requestBody?.content['application/json']?.schema;
    const named = schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
    const fields = Object.keys(named?.properties ?? {});
    if (fields.length === 0) unknown.push(operationId);
    for (const field of fields) {
      if (harmlessFields.has(field) || known.has(`${operationId}:${field}`)) continue;
      // The current password, which proves who asks.
      if (operationId === 'me.patch' && /^(password|twoFactorCode)$/.test(field)) continue;
      unknown.push(`${operationId}:${field}`);
    }
  }
  expect(unknown).toEqual([]);
  // A name that does not exist any more is no test of anything.
  const names = new Set(operations.map(([, { operationId }]) => operationId));
  const gone = [...Object.keys(harmless), ...known].filter((name) => !names.has(name.split(':')[0] ?? ''));
  expect(gone).toEqual([]);
});
