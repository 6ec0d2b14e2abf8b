import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Client } from './api.ts';
import type { Certifier, Probe, World } from './rights-world.ts';
import { holdAll, makeWorld } from './rights-world.ts';
import type { SharedServer } from './shared-server.ts';
import { call } from './tenant.ts';

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
export const ofMember = [...allOf('member'), ...allOf('user token')];
export const ofDeviceToken = ['device streams of the gateway', 'calls of the gateway', 'export of the gateway'];
export const programs = [...allOf('organization token'), ...allOf('application token')];

/** What people without an account hold. */
const viewers = ['streams of the anonymous viewer', 'page of the link'];
const guarded = ['streams of the viewer with a password', 'page of the viewer with a password'];
/** What others do for the application, or it for others. */
const services = ['call of the webhook', 'outbox of the integration'];
/** The contract gives these a second to end. */
const endsSoon: ReadonlySet<string> = new Set(['connection', 'call of the webhook']);

export interface Change {
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
    const options = { token: token?.(world) ?? world.rootToken, ...(body ? { body: body(world) } : {}) };
    const { status, body: answer } = await call(world.server, method, path(world), options);
    if (status !== 200) throw new Error(`${method} ${path(world)}: ${JSON.stringify(answer)}`);
  };
const sharedPath = ({ shared }: World): string => `/dashboards/${shared.dashboardId}`;
const guardedPath = ({ guarded: { dashboardId } }: World): string => `/dashboards/${dashboardId}`;
const webhookPath = ({ applicationId, webhook }: World): string =>
  `/applications/${applicationId}/webhooks/${webhook.id}`;
const integrationPath = ({ applicationId, integrationId }: World): string =>
  `/applications/${applicationId}/integrations/${integrationId}`;
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
export const changes: Record<string, Change> = {
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
    ends: [...device, ...certified, ...ofMember, ...programs, ...viewers, ...guarded, ...services],
  },
  'the shared dashboard turns private': {
    by: ['dashboard.patch:public'],
    make: send('PATCH', sharedPath, () => ({ public: false })),
    ends: ['streams of the anonymous viewer'],
  },
  'the shared dashboard gets a password': {
    by: ['dashboard.patch:password'],
    make: send('PATCH', sharedPath, () => ({ password: newPassword })),
    ends: ['streams of the anonymous viewer'],
  },
  'the shared dashboard is deleted': {
    by: ['dashboard.delete'],
    make: send('DELETE', sharedPath),
    ends: ['streams of the anonymous viewer'],
  },
  'the guarded dashboard gets another password': {
    by: ['dashboard.patch:password'],
    make: send('PATCH', guardedPath, () => ({ password: newPassword })),
    ends: guarded,
  },
  'the guarded dashboard is shared with nobody any more': {
    by: ['dashboard.patch:password'],
    make: send('PATCH', guardedPath, () => ({ password: null })),
    ends: guarded,
  },
  'the guarded dashboard is deleted': { by: ['dashboard.delete'], make: send('DELETE', guardedPath), ends: guarded },
  'the webhook is disabled': {
    by: ['webhook.patch:enabled'],
    make: send('PATCH', webhookPath, () => ({ enabled: false })),
    ends: ['call of the webhook'],
  },
  'the webhook is deleted': {
    by: ['webhook.delete'],
    make: send('DELETE', webhookPath),
    ends: ['call of the webhook'],
  },
  'the integration is disabled': {
    by: ['integration.patch:enabled'],
    make: send('PATCH', integrationPath, () => ({ enabled: false })),
    ends: ['outbox of the integration'],
  },
  'the integration is deleted': {
    by: ['integration.delete'],
    make: send('DELETE', integrationPath),
    ends: ['outbox of the integration'],
  },
  'the page link is revoked': {
    by: ['pageLink.delete'],
    make: send(
      'DELETE',
      ({ applicationId, shared }) => `/applications/${applicationId}/page-links/${shared.pageLink.id}`,
    ),
    ends: ['page of the link'],
  },
};

/** Makes a world, takes every right in it, makes the change, and looks at what has ended. */
export async function expectChangeEnds(
  server: SharedServer,
  change: Change,
  options: {
    root: Client;
    rootToken: string;
    certifier: Certifier;
    /** Another server on the same database, which is asked for the change. */
    elsewhere?: { readonly server: SharedServer; readonly root: Client };
  },
): Promise<void> {
  const world = await makeWorld(server, options);
  const held = await holdAll(world);
  await change.make({ ...world, ...options.elsewhere });
  // The second that the contract gives a change to reach every server.
  if (options.elsewhere) await setTimeout(1_000);
  await expectEnds(held, change.ends);
}

/** Asks again until the right has ended, for a second by the test's clock and once more after it. */
async function probeUntilEnd(probe: Probe): Promise<boolean> {
  const until = performance.now() + 1_000;
  let works = true;
  while (works && performance.now() < until) works = await probe();
  return works && probe();
}

/** What was held works on, but for what `ends` names. */
export async function expectEnds(held: ReadonlyMap<string, Probe>, ends: readonly string[]): Promise<void> {
  const ended: string[] = [];
  const wanted: string[] = [];
  // One connection's rights after the other, the streams side by side.
  const streams = [...held].filter(([name]) => name.includes('streams'));
  const probes = streams.map(([, probe]) => probe());
  for (const [name, probe] of held) {
    const index = streams.findIndex(([stream]) => stream === name);
    let works = await (index < 0 ? probe() : probes[index]);
    const isWanted = ends.some((start) => name.startsWith(start));
    // Until then a connection may still be heard.
    if (works && isWanted && endsSoon.has(name)) works = await probeUntilEnd(probe);
    if (!works) ended.push(name);
    if (isWanted) wanted.push(name);
  }
  expect(ended).toEqual(wanted);
}
