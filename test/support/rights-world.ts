import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { type Client, connect } from './api.ts';
import type { CertificateMaker, CertifiedKey } from './certificates.ts';
import { EventReader } from './event-reader.ts';
import { sendUpload, type Upload } from './files.ts';
import { connectDevice } from './fixtures.ts';
import type { SharedServer } from './shared-server.ts';
import { call, joinOrganization, makeToken, makeUser, type TestUser } from './tenant.ts';

/** What the servers of these tests are started with: calls that wait outlive the test, and an integration may lead to the server itself. */
export const rightsEnv: Readonly<Record<string, string>> = {
  SIGNALBOX_REPLY_TIMEOUT: '120',
  SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1',
};

/** A gateway with one peripheral of its own. */
interface Pair {
  readonly gatewayId: string;
  readonly peripheralId: string;
}

/** Who and what the rights of one case are about; each case has a world of its own, so that cases can run side by side. */
export interface World {
  readonly server: SharedServer;
  /** Administrator of the installation and of both organizations: sees all of it whatever changes. */
  readonly root: Client;
  readonly rootToken: string;
  readonly orgId: string;
  readonly otherOrgId: string;
  readonly applicationId: string;
  /** The key of the gateways: for those with the tag `fleet=north`. */
  readonly key: { readonly id: string; readonly key: string; readonly secret: string };
  /** Takes what is taken from the others, and hears what they say. */
  readonly otherGatewayId: string;
  readonly otherKey: { readonly key: string; readonly secret: string };
  /** Holds a connection with every kind of subscription. */
  readonly online: Pair;
  /** Left a session behind that gathers messages. */
  readonly away: Pair;
  /** Holds a connection with a will. */
  readonly willed: Pair;
  readonly pairs: readonly Pair[];
  readonly flowId: string;
  readonly dashboardId: string;
  /** What people without an account look at. */
  readonly shared: {
    readonly dashboardId: string;
    readonly pageLink: { readonly id: string; readonly token: string };
  };
  /** What people without an account look at who know its password. */
  readonly guarded: { readonly dashboardId: string; readonly password: string };
  /** Waits for the reply of a workflow, which never comes. */
  readonly webhook: { readonly id: string; readonly url: string };
  /** Logs in as a device of another application. */
  readonly integrationId: string;
  /** A device that logs in with a certificate, which is for those with the tag `fleet=south`. */
  readonly certified: {
    readonly deviceId: string;
    readonly certificateId: string;
    readonly authorityId: string;
    readonly by: CertifiedKey;
    /** Another certificate of the same authority, and another authority. */
    readonly next: CertifiedKey;
    readonly otherCaBundle: string;
  };
  readonly member: TestUser;
  readonly tokens: {
    readonly user: { readonly id: string; readonly token: string };
    readonly organization: { readonly id: string; readonly token: string };
    readonly application: { readonly id: string; readonly token: string };
    readonly device: string;
  };
}

/** What all worlds have in common; certificates take time to make. */
export interface Certifier {
  readonly maker: CertificateMaker;
  readonly authority: CertifiedKey;
  readonly otherAuthority: CertifiedKey;
  readonly serverCertificate: string;
}

/** @param serverCertificate the server's own, which its integrations are to trust */
export async function makeCertifier(maker: CertificateMaker, serverCertificate: string): Promise<Certifier> {
  const [authority, otherAuthority] = [await maker.authority('Fleet'), await maker.authority('Other fleet')];
  return { maker, authority, otherAuthority, serverCertificate };
}

/** A certificate of its own: the installation knows each only once. */
async function certify(root: Client, applicationId: string, { maker, authority, otherAuthority }: Certifier) {
  const tag = { key: 'fleet', value: 'south' };
  const [by, next] = await Promise.all([
    maker.issue('gateway', { by: authority }),
    maker.issue('gateway', { by: authority }),
  ]);
  const { id: authorityId } = await root.applicationCertificateAuthorities.post({
    applicationId,
    applicationCertificateAuthority: { name: 'Fleet', caBundle: authority.cert },
  });
  const { id: certificateId } = await root.applicationCertificates.post({
    applicationId,
    applicationCertificate: { certificate: by.cert, deviceTags: [tag] },
  });
  const { id: deviceId } = await root.devices.post({ applicationId, device: { name: 'Thing', tags: [tag] } });
  return { deviceId, certificateId, authorityId, by, next, otherCaBundle: otherAuthority.cert };
}

async function share(root: Client, token: string, at: { server: SharedServer; applicationId: string }) {
  const { server, applicationId } = at;
  const dashboard = { name: 'Shared', applicationId, public: true };
  const { id: dashboardId } = await root.dashboards.post({ dashboard });
  const made = await call(server, 'POST', `/applications/${applicationId}/page-links`, {
    token,
    body: { name: 'Shared', deviceTags: [{ key: 'fleet' }], expires: new Date(Date.now() + 86_400_000).toISOString() },
  });
  if (made.status !== 201) throw new Error(`no page link: ${JSON.stringify(made.body)}`);
  return {
    dashboardId,
    pageLink: { id: String(made.body.id), token: String(made.body.token) },
  };
}

async function guard(root: Client, applicationId: string) {
  const password = 'Quiet-Otter-3';
  const dashboard = { name: 'Guarded', applicationId, password };
  return { dashboardId: (await root.dashboards.post({ dashboard })).id, password };
}

/** A webhook, and a workflow that starts by it and does not reply. */
async function makeWaitingWebhook(root: Client, applicationId: string) {
  const webhook = await root.webhooks.post({ applicationId, webhook: { name: 'Waits', waitForReply: true } });
  const trigger = { type: 'webhook', key: webhook.id, config: {}, meta: {}, outputIds: [[]] };
  await root.flows.post({ applicationId, flow: { name: 'Silent', triggers: [trigger], nodes: [] } });
  return { id: webhook.id, url: webhook.url };
}

/** An integration whose other broker is the server itself. */
async function integrate(
  root: Client,
  { mqttPort }: SharedServer,
  { applicationId, caCertificate }: { applicationId: string; caCertificate: string },
): Promise<string> {
  const { id: elsewhere } = await root.applications.post({ application: { name: 'Elsewhere' } });
  const { key, secret } = await root.applicationKeys.post({ applicationId: elsewhere, applicationKey: {} });
  const { id: clientId } = await root.devices.post({ applicationId: elsewhere, device: { name: 'Bridge' } });
  const login = { clientId, username: key, password: secret, caCertificate };
  const mqttConfig = { protocol: 'mqtts', host: '127.0.0.1', port: mqttPort, ...login };
  const integration = { name: 'Bridge', integrationType: 'mqtt', mqttConfig };
  return (await root.integrations.post({ applicationId, integration })).id;
}

let worlds = 0;

/** @param options.tokenSeconds after which every token of the world expires; without it they outlive the test */
export async function makeWorld(
  server: SharedServer,
  options: { root: Client; rootToken: string; certifier: Certifier; tokenSeconds?: number },
): Promise<World> {
  const { root, rootToken, certifier, tokenSeconds } = options;
  worlds += 1;
  const email = `member-${worlds}@example.com`;
  const [{ id: orgId }, { id: otherOrgId }] = await Promise.all([
    root.orgs.post({ organization: { name: 'Works' } }),
    root.orgs.post({ organization: { name: 'Other works' } }),
  ]);
  const { id: applicationId } = await root.applications.post({ application: { name: 'Plant', orgId } });
  const makeKey = (applicationKey: object) => root.applicationKeys.post({ applicationId, applicationKey });
  const make = async (device: object): Promise<string> =>
    (await root.devices.post({ applicationId, device: { name: 'Thing', ...device } })).id;
  const makePair = async (): Promise<Pair> => {
    const gatewayId = await make({ deviceClass: 'gateway', tags: [{ key: 'fleet', value: 'north' }] });
    const attributes = [{ name: 'level', dataType: 'number' }];
    return { gatewayId, peripheralId: await make({ deviceClass: 'peripheral', gatewayId, attributes }) };
  };
  const key = await makeKey({ deviceTags: [{ key: 'fleet', value: 'north' }] });
  const pairs = [await makePair(), await makePair(), await makePair()] as const;
  const member = await makeUser(server, rootToken, email);
  await joinOrganization(root, { orgId, email: member.email, role: 'edit', account: member });
  const life = tokenSeconds === undefined ? {} : { tokenTTL: tokenSeconds };
  const device = await connect(server).auth.authenticateDevice({
    credentials: { deviceId: pairs[0].gatewayId, key: key.key, secret: key.secret, ...life },
  });
  const { password } = member;
  const login = await connect(server).auth.authenticateUser({ credentials: { email, password, ...life } });
  const makeLimited = (path: string, token: string) =>
    makeToken(server, path, {
      token,
      ...(tokenSeconds === undefined
        ? {}
        : { expirationDate: new Date(Date.now() + tokenSeconds * 1000).toISOString() }),
    });
  return {
    server,
    root,
    rootToken,
    orgId,
    otherOrgId,
    applicationId,
    key,
    otherGatewayId: await make({ deviceClass: 'gateway' }),
    otherKey: await makeKey({}),
    online: pairs[0],
    away: pairs[1],
    willed: pairs[2],
    flowId: (await root.flows.post({ applicationId, flow: { name: 'Alert' } })).id,
    dashboardId: (await root.dashboards.post({ dashboard: { name: 'Overview', applicationId } })).id,
    shared: await share(root, rootToken, { server, applicationId }),
    guarded: await guard(root, applicationId),
    webhook: await makeWaitingWebhook(root, applicationId),
    integrationId: await integrate(root, server, { applicationId, caCertificate: certifier.serverCertificate }),
    pairs,
    certified: await certify(root, applicationId, certifier),
    member: { ...member, token: login.token },
    tokens: {
      user: await makeLimited('/me/tokens', member.token),
      organization: await makeLimited(`/orgs/${orgId}/tokens`, rootToken),
      application: await makeLimited(`/applications/${applicationId}/tokens`, rootToken),
      device: device.token,
    },
  };
}

/** Whether what is held still works; asked after the change. */
export type Probe = () => Promise<boolean>;

const isAcked = (sent: Promise<unknown>): Promise<boolean> =>
  sent.then(
    () => true,
    () => false,
  );

/** Whether the server acknowledges the message, or ends the connection over it. */
async function canPublish(client: MqttClient, topic: string, payload = '1'): Promise<boolean> {
  if (!client.connected) return false;
  const closed = new Promise<boolean>((resolve) => client.once('close', () => resolve(false)));
  return Promise.race([isAcked(client.publishAsync(topic, payload, { qos: 1 })), closed]);
}

/** Whether a message that `send` causes reaches the client before one that it sends to itself afterwards. */
async function canHear(client: MqttClient, wanted: string, send: () => Promise<unknown>): Promise<boolean> {
  const heard = new Set<string>();
  client.on('message', (topic) => heard.add(topic));
  await send().catch(() => undefined);
  const end = `end/${Math.random()}`;
  if (!client.connected) return false;
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const last = new Promise<void>((resolve) => client.on('message', (topic) => topic === end && resolve()));
  await Promise.race([closed, client.subscribeAsync(end, { qos: 1 }).catch(() => undefined)]);
  await Promise.race([closed, client.publishAsync(end, '', { qos: 1 }).catch(() => undefined)]);
  await Promise.race([closed, last]);
  return heard.has(wanted);
}

const command = ({ root, applicationId }: World, deviceId: string) =>
  root.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'go' } });

export const commandTopic = (deviceId: string): string => `losant/${deviceId}/command`;

/** A connection with subscriptions; each part of it is a right of its own. */
async function holdConnection(world: World): Promise<Record<OnlineRight, Probe>> {
  const { online, key, applicationId, root } = world;
  const device = await connectDevice(world.server, { deviceId: online.gatewayId, ...key });
  device.on('error', () => undefined);
  const { gatewayId, peripheralId } = online;
  await device.subscribeAsync([commandTopic(gatewayId), commandTopic(peripheralId), '#', 'news/+'], { qos: 1 });
  return {
    connection: () => canPublish(device, 'any/topic'),
    'own commands': () => canHear(device, commandTopic(gatewayId), () => command(world, gatewayId)),
    'commands of a peripheral': () => canHear(device, commandTopic(peripheralId), () => command(world, peripheralId)),
    'custom subscription': () =>
      canHear(device, 'news/today', () =>
        root.application.mqttPublishMessage({ applicationId, payload: { topic: 'news/today', message: 'x' } }),
      ),
    // The last one: what it is refused over ends the connection.
    'speaking for a peripheral': () => canPublish(device, `losant/${peripheralId}/state`, '{"data":{"level":1}}'),
  };
}

type OnlineRight =
  | 'connection'
  | 'own commands'
  | 'commands of a peripheral'
  | 'custom subscription'
  | 'speaking for a peripheral';

/** A session that waits with a command for the peripheral, sent before the change, and gets another one after it. */
async function holdSession(world: World): Promise<Probe> {
  const { away, key } = world;
  const credentials = { deviceId: away.gatewayId, ...key };
  const device = await connectDevice(world.server, credentials, { clean: false });
  await device.subscribeAsync([commandTopic(away.peripheralId), '#'], { qos: 1 });
  await device.endAsync();
  await command(world, away.peripheralId);
  return async () => {
    await command(world, away.peripheralId).catch(() => undefined);
    const again = mqtt.connect(world.server.mqtt, {
      clientId: away.gatewayId,
      username: key.key,
      password: key.secret,
      clean: false,
      reconnectPeriod: 0,
      manualConnect: true,
    });
    // What waits may come together with the CONNACK: the listener is there before.
    const heard = new Set<string>();
    again.on('message', (topic) => heard.add(topic));
    const isConnected = new Promise<boolean>((resolve) => {
      again.once('connect', () => resolve(true));
      again.once('error', () => resolve(false));
      again.once('close', () => resolve(false));
    });
    again.connect();
    if (await isConnected) await canHear(again, 'end', async () => undefined);
    await again.endAsync(true);
    return heard.has(commandTopic(away.peripheralId));
  };
}

/** A will; the watcher hears it, or only what is published after the connection's end. */
async function holdWill(world: World): Promise<Probe> {
  const { willed, key, server } = world;
  const credentials = { deviceId: willed.gatewayId, ...key };
  const will = { topic: 'will', payload: Buffer.from('gone'), qos: 1, retain: false } as const;
  const device = await connectDevice(server, credentials, { will });
  device.on('error', () => undefined);
  const watcher = await connectDevice(server, { deviceId: world.otherGatewayId, ...world.otherKey });
  watcher.on('error', () => undefined);
  await watcher.subscribeAsync('will', { qos: 1 });
  const heard = new Set<string>();
  watcher.on('message', (topic) => heard.add(topic));
  return async () => {
    // Taking over ends the earlier connection, where there still is one, before the new one is acknowledged.
    const next = await connectDevice(server, credentials).catch(() => undefined);
    await canHear(watcher, 'will', async () => undefined);
    await Promise.all([next?.endAsync(), watcher.endAsync(true)]);
    return heard.has('will');
  };
}

/** A connection that rests on a certificate. */
async function holdCertified({ server, certified: { deviceId: clientId, by } }: World): Promise<Probe> {
  const { cert, key } = by;
  const device = await mqtt.connectAsync(server.mqtt, { clientId, cert, key, reconnectPeriod: 0 }, false);
  device.on('error', () => undefined);
  return () => canPublish(device, 'any/topic');
}

/** Longer than a stream takes to end. What it had sent before comes first, however late this process reads it. */
const streamEndMs = 2_000;

/** Streams send a comment each second: one that comes long after the change, or the end. */
async function holdStream(world: World, path: string, token?: string): Promise<Probe> {
  const url = `${world.server.http}${path}keepAliveInterval=1`;
  const reader = await EventReader.open(url, token === undefined ? {} : { Authorization: `Bearer ${token}` });
  return async () => {
    const asked = performance.now();
    reader.skip();
    let isOpen = true;
    while (isOpen && performance.now() - asked < streamEndMs) isOpen = (await reader.next('comment')) !== undefined;
    isOpen &&= (await reader.next('comment')) !== undefined;
    reader.close();
    return isOpen;
  };
}

/** The event streams by their actions, and where each is. */
export const streamPaths: Record<string, (world: World) => string> = {
  'application.logStream': ({ applicationId }) => `/applications/${applicationId}/logStream?`,
  'application.mqttSubscriptionStream': ({ applicationId }) =>
    `/applications/${applicationId}/mqttSubscriptionStream?topic=%23&`,
  'events.stream': ({ applicationId }) => `/applications/${applicationId}/eventsStream?`,
  'flow.debugStream': ({ applicationId, flowId }) => `/applications/${applicationId}/flows/${flowId}/debugStream?`,
  'applicationDashboard.stream': ({ applicationId, dashboardId }) =>
    `/applications/${applicationId}/dashboards/${dashboardId}/stream?`,
  'dashboard.stream': ({ dashboardId }) => `/dashboards/${dashboardId}/stream?`,
  'archiveJobs.stream': ({ applicationId }) => `/applications/${applicationId}/archiveJobsStream?`,
  'device.stateStream': ({ applicationId, online }) =>
    `/applications/${applicationId}/devices/${online.peripheralId}/stateStream?`,
  'device.commandStream': ({ applicationId, online }) =>
    `/applications/${applicationId}/devices/${online.peripheralId}/commandStream?`,
};

/** Which streams each kind of caller opens; all kinds of streams are open to all but devices. */
const readers = {
  member: (world: World) => world.member.token,
  'user token': ({ tokens }: World) => tokens.user.token,
  'organization token': ({ tokens }: World) => tokens.organization.token,
  'application token': ({ tokens }: World) => tokens.application.token,
};

const isOpenTo = async (world: World, token: string): Promise<boolean> => {
  const path = `/applications/${world.applicationId}/devices/${world.online.peripheralId}`;
  return (await call(world.server, 'GET', path, { token })).status === 200;
};

/** The link to a finished export: its own credential, that is good for as long as whoever asked could ask again. */
async function holdExport(world: World, token: string): Promise<Probe> {
  const { applicationId, online, server, rootToken } = world;
  const exportsPath = `/applications/${applicationId}/exports`;
  const body = { deviceIds: [online.gatewayId], end: 1 };
  const asked = await call(server, 'POST', `/applications/${applicationId}/data/export`, { token, body });
  for (;;) {
    const { body: job } = await call(server, 'GET', `${exportsPath}/${asked.body.jobId}`, { token: rootToken });
    if (job.state === 'done') return async () => (await fetch(String(job.url))).status === 200;
    if (job.state === 'failed' || job.state === undefined) throw new Error(`no export: ${JSON.stringify(asked.body)}`);
    await setTimeout(20);
  }
}

/** A file that was announced: its content may be sent without a token. */
async function holdUpload({ server, applicationId }: World, token: string): Promise<Probe> {
  const { status, body } = await call(server, 'POST', `/applications/${applicationId}/files`, {
    token,
    body: { type: 'file', name: randomUUID(), parentDirectory: '/' },
  });
  if (status !== 201) throw new Error(`no file: ${JSON.stringify(body)}`);
  return async () => (await sendUpload(body.upload as Upload, 'content')).status === 204;
}

/** The session of somebody who has typed the password of a dashboard. */
async function openGuarded({ server, guarded: { dashboardId, password } }: World): Promise<string> {
  const { status, body } = await call(server, 'POST', `/dashboards/${dashboardId}/session`, { body: { password } });
  if (status !== 200) throw new Error(`no session: ${JSON.stringify(body)}`);
  return encodeURIComponent(String(body.viewerToken));
}

/** A call that waits for a reply; the right ends with its answer. */
async function holdWebhookCall({ server, rootToken, applicationId, webhook }: World): Promise<Probe> {
  let isAnswered = false;
  const answered = fetch(webhook.url, { method: 'POST', body: '{}' }).then(async (response) => {
    await response.arrayBuffer();
    isAnswered = true;
  });
  answered.catch(() => {
    isAnswered = true;
  });
  const callsPath = `/applications/${applicationId}/webhooks/${webhook.id}/calls`;
  const isKept = async () => (await call(server, 'GET', callsPath, { token: rootToken })).body.count === 1;
  while (!isAnswered && !(await isKept())) await setTimeout(20);
  if (isAnswered) throw new Error('the call of the webhook does not wait');
  return async () => {
    await Promise.race([answered, setTimeout(20)]);
    return !isAnswered;
  };
}

async function holdAllStreams(world: World, token: string, wanted: readonly string[]): Promise<Probe[]> {
  return Promise.all(wanted.map((name) => holdStream(world, streamPaths[name]?.(world) ?? '', token)));
}

/** Takes every right there is, before the change. */
export async function holdAll(world: World): Promise<Map<string, Probe>> {
  const held = new Map<string, Probe>();
  for (const [name, probe] of Object.entries(await holdConnection(world))) held.set(name, probe);
  held.set('session left behind', await holdSession(world));
  held.set('will', await holdWill(world));
  held.set('certified connection', await holdCertified(world));
  for (const [name, tokenOf] of Object.entries(readers)) {
    // What belongs to an owner is not reached with a token of an application.
    const isOfOwner = name === 'application token' ? 'dashboard.stream' : '';
    const paths = Object.keys(streamPaths).filter((path) => path !== isOfOwner);
    const probes = await holdAllStreams(world, tokenOf(world), paths);
    for (const [index, probe] of probes.entries()) {
      const about = paths[index]?.startsWith('device.') ? 'device streams' : 'streams';
      held.set(`${about} of the ${name}: ${paths[index]}`, probe);
    }
    held.set(`calls of the ${name}`, () => isOpenTo(world, tokenOf(world)));
    held.set(`upload of the ${name}`, await holdUpload(world, tokenOf(world)));
  }
  // One of each kind of caller: a person, a program, a device.
  for (const name of ['member', 'application token'] as const) {
    held.set(`export of the ${name}`, await holdExport(world, readers[name](world)));
  }
  held.set('export of the gateway', await holdExport(world, world.tokens.device));
  const ofDevice = Object.keys(streamPaths).filter((name) => name.startsWith('device.'));
  for (const [index, probe] of (await holdAllStreams(world, world.tokens.device, ofDevice)).entries()) {
    held.set(`device streams of the gateway: ${ofDevice[index]}`, probe);
  }
  const { shared, guarded, server, applicationId, integrationId, rootToken } = world;
  const viewerToken = await openGuarded(world);
  held.set(
    'streams of the viewer with a password',
    await holdStream(world, `/dashboards/${guarded.dashboardId}/stream?viewerToken=${viewerToken}&`),
  );
  held.set(
    'page of the viewer with a password',
    async () =>
      (await call(server, 'GET', `/dashboards/${guarded.dashboardId}?viewerToken=${viewerToken}`)).status === 200,
  );
  held.set('call of the webhook', await holdWebhookCall(world));
  const publishPath = `/applications/${applicationId}/integrations/${integrationId}/publish`;
  const publish = async () => {
    const body = { topic: 'news', payload: 'x' };
    return (await call(server, 'POST', publishPath, { token: rootToken, body })).status === 200;
  };
  if (!(await publish())) throw new Error('the integration does not publish');
  held.set('outbox of the integration', publish);
  held.set('streams of the anonymous viewer', await holdStream(world, `/dashboards/${shared.dashboardId}/stream?`));
  held.set(
    'page of the link',
    async () => (await call(server, 'GET', '/shared-page', { token: shared.pageLink.token })).status === 200,
  );
  held.set('calls of the gateway', () => isOpenTo(world, world.tokens.device));
  return held;
}
