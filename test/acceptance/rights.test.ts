import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import {
  type Certifier,
  holdAll,
  makeCertifier,
  makeWorld,
  type Probe,
  streamPaths,
  type World,
} from '../support/rights-world.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let root: Client;
let rootToken: string;
let certifier: Certifier;
beforeAll(async () => {
  const maker = await CertificateMaker.start();
  certifier = await makeCertifier(maker);
  const { certPath, keyPath } = await maker.server();
  server = await startServer({ env: { SIGNALBOX_TLS_CERT: certPath, SIGNALBOX_TLS_KEY: keyPath } });
  ({ client: root, token: rootToken } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  await certifier.maker.end();
});

/** What ends together, as the start of the names of the rights that `holdAll` takes. */
const peripheral = [
  'commands of a peripheral',
  'speaking for a peripheral',
  'session left behind',
  'device streams of the gateway',
  'calls of the gateway',
];
const connections = [
  'connection',
  'own commands',
  'commands of a peripheral',
  'custom subscription',
  'speaking for a peripheral',
  'will',
];
const device = [
  ...connections,
  'session left behind',
  'device streams of the gateway',
  'calls of the gateway',
  'export of the gateway',
];
const allOf = (caller: string): string[] => [
  `streams of the ${caller}`,
  `device streams of the ${caller}`,
  `calls of the ${caller}`,
  `export of the ${caller}`,
  `upload of the ${caller}`,
];
const ofMember = [...allOf('member'), ...allOf('user token')];
const ofDeviceToken = ['device streams of the gateway', 'calls of the gateway', 'export of the gateway'];
const programs = [...allOf('organization token'), ...allOf('application token')];

interface Change {
  /** The fields of bodies, or whole actions, that the change stands for. */
  readonly by: readonly string[];
  readonly make: (world: World) => Promise<unknown>;
  /** What ends; everything else must go on. */
  readonly ends: readonly string[];
}

const certified = ['certified connection'];

const patchAll = (fields: object, which: 'gatewayId' | 'peripheralId') => (world: World) =>
  Promise.all(
    world.pairs.map((pair) =>
      world.root.device.patch({ applicationId: world.applicationId, deviceId: pair[which], device: fields }),
    ),
  );
const patchInBulk = (fields: (world: World) => object, which: 'gatewayId' | 'peripheralId') => (world: World) =>
  world.root.devices.patch({
    applicationId: world.applicationId,
    patchInfo: { deviceIds: world.pairs.map((pair) => pair[which]), updateFields: fields(world) },
  });
const deleteAll = (which: 'gatewayId' | 'peripheralId') => (world: World) =>
  Promise.all(
    world.pairs.map((pair) => world.root.device.delete({ applicationId: world.applicationId, deviceId: pair[which] })),
  );
const moved = ({ otherGatewayId }: World) => ({ gatewayId: otherGatewayId });
const patchKey = (applicationKey: object) => (world: World) =>
  world.root.applicationKey.patch({
    applicationId: world.applicationId,
    applicationKeyId: world.key.id,
    applicationKey,
  });
const patchCertificate = (fields: (world: World) => object) => (world: World) =>
  world.root.applicationCertificate.patch({
    applicationId: world.applicationId,
    applicationCertificateId: world.certified.certificateId,
    applicationCertificate: fields(world),
  });
const patchAuthority = (fields: (world: World) => object) => (world: World) =>
  world.root.applicationCertificateAuthority.patch({
    applicationId: world.applicationId,
    applicationCertificateAuthorityId: world.certified.authorityId,
    applicationCertificateAuthority: fields(world),
  });
const send =
  (method: string, path: (world: World) => string, body?: (world: World) => object, token?: (world: World) => string) =>
  async (world: World) => {
    const options = { token: token?.(world) ?? rootToken, ...(body ? { body: body(world) } : {}) };
    const { status, body: answer } = await call(world.server, method, path(world), options);
    if (status !== 200) throw new Error(`${method} ${path(world)}: ${JSON.stringify(answer)}`);
  };
const memberPath = ({ member }: World): string => `/users/${member.userId}`;
const asMember = ({ member }: World): string => member.token;
const newPassword = 'Another-Horse-8';
const setRole = (fields: (world: World) => object) =>
  send(
    'PATCH',
    ({ orgId }) => `/orgs/${orgId}/member`,
    (world) => ({ userId: world.member.userId, ...fields(world) }),
  );
const tokenPaths: Record<string, (world: World) => string> = {
  userApiToken: ({ tokens }) => `/me/tokens/${tokens.user.id}`,
  orgApiToken: ({ orgId, tokens }) => `/orgs/${orgId}/tokens/${tokens.organization.id}`,
  applicationApiToken: ({ applicationId, tokens }) => `/applications/${applicationId}/tokens/${tokens.application.id}`,
};
const tokenChange = (
  action: string,
  how: 'PATCH' | 'DELETE',
  owner: string,
  token?: (world: World) => string,
): Change => ({
  by: [how === 'PATCH' ? `${action}.patch:status` : `${action}.delete`],
  make: send(
    how,
    tokenPaths[action] ?? (() => ''),
    how === 'PATCH' ? () => ({ status: 'inactive' }) : undefined,
    token,
  ),
  ends: allOf(owner),
});

/** Every change that can take a right away. */
const changes: Record<string, Change> = {
  'the peripheral gets another gateway': {
    by: ['device.patch:gatewayId'],
    make: (world) => patchAll(moved(world), 'peripheralId')(world),
    ends: peripheral,
  },
  'the peripheral gets another gateway, in bulk': {
    by: ['devices.patch:updateFields'],
    make: patchInBulk(moved, 'peripheralId'),
    ends: peripheral,
  },
  'the peripheral becomes a standalone device': {
    by: ['device.patch:deviceClass'],
    make: patchAll({ deviceClass: 'standalone' }, 'peripheralId'),
    ends: peripheral,
  },
  'the gateway becomes a standalone device': {
    by: ['device.patch:deviceClass'],
    make: patchAll({ deviceClass: 'standalone' }, 'gatewayId'),
    ends: peripheral,
  },
  'the gateway becomes a peripheral': {
    by: ['device.patch:deviceClass'],
    make: patchAll({ deviceClass: 'peripheral' }, 'gatewayId'),
    ends: device,
  },
  'the gateway loses the tag of its key': {
    by: ['device.patch:tags'],
    make: patchAll({ tags: [{ key: 'fleet', value: 'south' }] }, 'gatewayId'),
    ends: device,
  },
  'the gateway loses the tag of its key, in bulk': {
    by: ['devices.patch:updateOperations'],
    make: patchInBulk(() => ({ tags: [] }), 'gatewayId'),
    ends: device,
  },
  'the gateway is deleted': { by: ['device.delete'], make: deleteAll('gatewayId'), ends: device },
  'the peripheral is deleted': {
    by: ['device.delete'],
    make: deleteAll('peripheralId'),
    ends: [
      ...peripheral,
      ...['member', 'user token', 'organization token', 'application token'].flatMap((caller) => [
        `device streams of the ${caller}`,
        `calls of the ${caller}`,
      ]),
    ],
  },
  'gateways are deleted in bulk': {
    by: ['devices.delete'],
    make: ({ root: client, applicationId, pairs }) =>
      client.devices.delete({
        applicationId,
        options: { query: { $or: pairs.map(({ gatewayId }) => ({ id: gatewayId })) } },
      }),
    ends: device,
  },
  'the key is set inactive': {
    by: ['applicationKey.patch:status'],
    make: patchKey({ status: 'inactive' }),
    ends: device,
  },
  'the key is deleted': {
    by: ['applicationKey.delete'],
    make: ({ root: client, applicationId, key }) =>
      client.applicationKey.delete({ applicationId, applicationKeyId: key.id }),
    ends: device,
  },
  // The device may connect again at once; what it held rests on what the key said before.
  'the key is closed for all topics': {
    by: ['applicationKey.patch:filterType'],
    make: patchKey({ filterType: 'none' }),
    ends: [...connections, 'device streams of the gateway'],
  },
  'the key is closed for single topics': {
    by: ['applicationKey.patch:pubTopics', 'applicationKey.patch:subTopics'],
    make: patchKey({ filterType: 'blacklist', pubTopics: ['a'], subTopics: ['b'] }),
    ends: [...connections, 'device streams of the gateway'],
  },
  'the device of the certificate loses its tag': {
    by: ['device.patch:tags'],
    make: ({ root: client, applicationId, certified: { deviceId } }) =>
      client.device.patch({ applicationId, deviceId, device: { tags: [] } }),
    ends: certified,
  },
  'the device of the certificate is deleted': {
    by: ['device.delete'],
    make: ({ root: client, applicationId, certified: { deviceId } }) =>
      client.device.delete({ applicationId, deviceId }),
    ends: certified,
  },
  'the certificate is set inactive': {
    by: ['applicationCertificate.patch:status'],
    make: patchCertificate(() => ({ status: 'inactive' })),
    ends: certified,
  },
  'the certificate is replaced': {
    by: ['applicationCertificate.patch:certificate'],
    make: patchCertificate(({ certified: { next } }) => ({ certificate: next.cert })),
    ends: certified,
  },
  'the certificate is closed for topics': {
    by: [
      'applicationCertificate.patch:filterType',
      'applicationCertificate.patch:pubTopics',
      'applicationCertificate.patch:subTopics',
    ],
    make: patchCertificate(() => ({ filterType: 'blacklist', pubTopics: ['a'], subTopics: ['b'] })),
    ends: certified,
  },
  'the certificate is deleted': {
    by: ['applicationCertificate.delete'],
    make: ({ root: client, applicationId, certified: { certificateId } }) =>
      client.applicationCertificate.delete({ applicationId, applicationCertificateId: certificateId }),
    ends: certified,
  },
  'the authority is set inactive': {
    by: ['applicationCertificateAuthority.patch:status'],
    make: patchAuthority(() => ({ status: 'inactive' })),
    ends: certified,
  },
  'the authority has other certificates': {
    by: ['applicationCertificateAuthority.patch:caBundle'],
    make: patchAuthority(({ certified: { otherCaBundle } }) => ({ caBundle: otherCaBundle })),
    ends: certified,
  },
  'the authority is deleted': {
    by: ['applicationCertificateAuthority.delete'],
    make: ({ root: client, applicationId, certified: { authorityId } }) =>
      client.applicationCertificateAuthority.delete({
        applicationId,
        applicationCertificateAuthorityId: authorityId,
      }),
    ends: certified,
  },
  'a token of the user is set inactive': tokenChange('userApiToken', 'PATCH', 'user token', asMember),
  'a token of the user is deleted': tokenChange('userApiToken', 'DELETE', 'user token', asMember),
  'a token of the organization is set inactive': tokenChange('orgApiToken', 'PATCH', 'organization token'),
  'a token of the organization is deleted': tokenChange('orgApiToken', 'DELETE', 'organization token'),
  'a token of the application is set inactive': tokenChange('applicationApiToken', 'PATCH', 'application token'),
  'a token of the application is deleted': tokenChange('applicationApiToken', 'DELETE', 'application token'),
  'the member changes the password': {
    by: ['me.changePassword'],
    make: send(
      'PATCH',
      () => '/me/changePassword',
      ({ member }) => ({ password: member.password, newPassword }),
      asMember,
    ),
    ends: ofMember,
  },
  'the member ends all tokens': {
    by: ['me.patch:tokenCutoff'],
    make: send(
      'PATCH',
      () => '/me',
      () => ({ tokenCutoff: new Date().toISOString() }),
      asMember,
    ),
    ends: ofMember,
  },
  'the member gets a new password': {
    by: ['user.patch:password'],
    make: send('PATCH', memberPath, () => ({ password: newPassword })),
    ends: ofMember,
  },
  'the member deletes the account': {
    by: ['me.delete'],
    make: send(
      'POST',
      () => '/me/delete',
      ({ member: { email, password } }) => ({ email, password }),
      asMember,
    ),
    ends: ofMember,
  },
  'the member is deleted': { by: ['user.delete'], make: send('DELETE', memberPath), ends: ofMember },
  'the member leaves the organization': {
    by: ['org.removeMember'],
    make: ({ root: client, orgId, member }) => client.org.removeMember({ orgId, userId: member.userId }),
    ends: ofMember,
  },
  'the member has no role any more': {
    by: ['org.modifyMember:role'],
    make: setRole(() => ({ role: 'none' })),
    ends: ofMember,
  },
  'the member has no role in the application any more': {
    by: ['org.modifyMember:applicationRoles'],
    make: setRole(({ applicationId }) => ({ applicationRoles: [{ resourceId: applicationId, role: 'none' }] })),
    ends: ofMember,
  },
  'the member may only look': {
    by: ['org.modifyMember:role'],
    make: setRole(() => ({ role: 'view' })),
    ends: ['member', 'user token'].flatMap((who) => [
      `streams of the ${who}: flow.debugStream`,
      `upload of the ${who}`,
    ]),
  },
  'the application is given to another organization': {
    by: ['org.transferResources', 'me.transferResources'],
    make: ({ root: client, orgId, otherOrgId, applicationId }) =>
      client.org.transferResources({
        orgId,
        transfer: { destinationId: otherOrgId, destinationType: 'organization', applicationIds: [applicationId] },
      }),
    ends: [...ofMember, ...allOf('organization token')],
  },
  'the application is deleted': {
    by: ['application.delete', 'org.delete'],
    make: ({ root: client, applicationId }) => client.application.delete({ applicationId }),
    ends: [...device, ...certified, ...ofMember, ...programs],
  },
};

/** Asks again until the right has ended, for a second by the test's clock and once more after it. */
async function probeUntilEnd(probe: Probe): Promise<boolean> {
  const until = performance.now() + 1_000;
  let works = true;
  while (works && performance.now() < until) works = await probe();
  return works && probe();
}

it.concurrent.for(Object.entries(changes))('%s', { timeout: 60_000 }, async ([, change]) => {
  const world = await makeWorld(server, { root, rootToken, certifier });
  const held = await holdAll(world);
  await change.make(world);
  await expectEnds(held, change.ends);
});

/** By a lifetime that is long enough for everything to be taken before its end, which depends on the machine. */
it.concurrent('every token expires', { timeout: 180_000 }, async ({ expect: check }) => {
  for (let tokenSeconds = 15; ; tokenSeconds *= 2) {
    const world = await makeWorld(server, { root, rootToken, certifier, tokenSeconds });
    const bearers = [
      world.member.token,
      world.tokens.device,
      ...[world.tokens.user, world.tokens.organization, world.tokens.application].map(({ token }) => token),
    ];
    const expiry = Date.now() + tokenSeconds * 1000;
    const held = await holdAll(world).catch(() => undefined);
    if (!held || Date.now() > expiry - 2_000) continue;
    const isOpen = async (token: string): Promise<boolean> =>
      (await call(server, 'GET', `/applications/${world.applicationId}`, { token })).status !== 401;
    await check
      .poll(async () => (await Promise.all(bearers.map(isOpen))).includes(true), { timeout: 120_000 })
      .toBe(false);
    await expectEnds(held, [...ofMember, ...programs, ...ofDeviceToken]);
    return;
  }
});

async function expectEnds(held: ReadonlyMap<string, Probe>, ends: readonly string[]): Promise<void> {
  const ended: string[] = [];
  const wanted: string[] = [];
  // One connection's rights after the other, the streams side by side.
  const streams = [...held].filter(([name]) => name.includes('streams'));
  const probes = streams.map(([, probe]) => probe());
  for (const [name, probe] of held) {
    const index = streams.findIndex(([stream]) => stream === name);
    let works = await (index < 0 ? probe() : probes[index]);
    const isWanted = ends.some((start) => name.startsWith(start));
    // The contract gives a connection a second to end; until then it may still be heard.
    if (works && isWanted && name === 'connection') works = await probeUntilEnd(probe);
    if (!works) ended.push(name);
    if (isWanted) wanted.push(name);
  }
  expect(ended).toEqual(wanted);
}

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
  'webhook.patch': 'is looked up at every call',
  'webhook.delete': 'is looked up at every call',
  'integration.patch': 'changes where the application connects to, which is nobody’s right',
  'integration.delete': 'ends a connection that nobody holds a right through',
  'integration.publish': 'sends data',
  'alarmRule.patch': 'is judged at every report',
  'alarmRule.delete': 'is judged at every report',
  'notificationRule.patch': 'is looked up for every event and at every delivery',
  'notificationRule.delete': 'is looked up for every event and at every delivery',
  'notificationRule.test': 'sends data',
  'notification.resend': 'sends data',
  'notificationInbox.markRead': 'a mark of one’s own',
  'dashboard.session': 'gives a right, until the password is another one: dashboards.test.ts',
  'dashboard.data': 'reads',
  'dashboard.validateContext': 'reads',
  'applicationDashboard.data': 'reads',
  'dashboard.patch': 'ends every stream of the dashboard, and is judged anew: dashboards.test.ts',
  'dashboard.delete': 'ends every stream of the dashboard: dashboards.test.ts',
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
  'flow.replayRun': 'starts a run',
  'flow.cancelRun': 'ends a run',
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
  applicationCertificateAuthorities integrations events alarmRules notificationRules dataTables deviceRecipes files
  flows flowVersions dashboards applicationDashboards`
    .split(/\s+/)
    .join('|');
/** Fields of bodies that patch, likewise. */
const harmlessFields = new Set(
  `name description title email firstName lastName companyName phoneNumber location url dataTTL planId billingEmail
  cardToken iconColor dashboardRoles endpointSlug expUserTokenCutoff endpointDefaultCors globals ftueTracking
  archiveConfig attributes parentId systemInterval keepDuplicates query deviceIds isAdministrator twoFactorAuthEnabled
  userId templateId content`.split(/\s+/),
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
