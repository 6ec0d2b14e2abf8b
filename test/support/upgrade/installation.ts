import { setTimeout as sleep } from 'node:timers/promises';
import { connect, logIn } from '../api.ts';
import { connectDevice } from '../fixtures.ts';
import type { TestServer } from '../start-server.ts';
import { call, makeToken } from '../tenant.ts';
import { makeTotpKey } from '../totp.ts';

/** What whoever opens the installation later has to know; kept beside it as `known.json`. */
export interface KnownInstallation {
  /** When it was made, epoch ms: the clock of the test that opens it, so that nothing has expired. */
  readonly madeAt: number;
  readonly secretKey: string;
  readonly publicUrl: string;
  /** API tokens that never expire, by their owner. */
  readonly tokens: { readonly user: string; readonly organization: string; readonly application: string };
  readonly twoFactor: { readonly email: string; readonly password: string; readonly key: string };
  readonly orgId: string;
  readonly inviteEmail: string;
  readonly applicationId: string;
  readonly archivingApplicationId: string;
  readonly accessKey: { readonly key: string; readonly secret: string };
  /** By name. */
  readonly devices: Readonly<Record<'gateway' | 'sensor' | 'system' | 'sleeper', string>>;
  readonly session: { readonly topic: string; readonly message: string };
  readonly retained: { readonly topic: string; readonly message: string };
  readonly exportId: string;
  /** Gone for every caller, and still to be purged. */
  readonly deleted: { readonly applicationId: string; readonly deviceId: string };
  /** Jobs that wait with the data that the former version gave them, by their kind. */
  readonly waitingJobs: Readonly<Record<string, string>>;
}

const day = 86_400_000;
const sensorAttributes = [
  { name: 'temperature', dataType: 'number', description: 'degrees Celsius', attributeTags: { unit: 'C' } },
  { name: 'running', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
  { name: 'place', dataType: 'gps' },
];

/** Fills a new installation through its API with one of everything. All but the deletions, which `deleteSome` makes. */
export async function makeInstallation(
  server: TestServer,
  settings: { secretKey: string; publicUrl: string },
): Promise<Omit<KnownInstallation, 'madeAt' | 'waitingJobs'>> {
  const { client, token } = await logIn(server);
  const user = await makeToken(server, '/me/tokens', { token, scope: ['all.User'] });
  const org = await client.orgs.post({ organization: { name: 'Works', description: 'All of it' } });
  const orgId: string = org.id;
  const twoFactor = { email: 'member@example.com', password: 'Correct-Horse-7', key: makeTotpKey() };
  await joinWithTwoFactor(server, { orgId, ...twoFactor, token });
  const inviteEmail = 'invited@example.com';
  await client.org.inviteMember({ orgId, invite: { email: inviteEmail, role: 'view' } });
  const organization = await makeToken(server, `/orgs/${orgId}/tokens`, { token, scope: ['all.Organization'] });

  const { id: archivingApplicationId } = await client.applications.post({
    application: {
      name: 'Archiving',
      archiveConfig: {
        s3: { bucket: 'bucket', region: 'eu-west-1', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hush-hush-hush' },
      },
    },
  });
  const { id: applicationId } = await client.applications.post({
    application: {
      name: 'Plant',
      description: 'Where it hums',
      orgId,
      globals: [{ key: 'limit', json: '{"high":80}' }],
    },
  });
  const application = await makeToken(server, `/applications/${applicationId}/tokens`, {
    token,
    scope: ['all.Application'],
  });
  const make = async (device: object): Promise<string> =>
    (await client.devices.post({ applicationId, device })).id as string;
  const gateway = await make({ name: 'Gateway', deviceClass: 'gateway', tags: [{ key: 'floor', value: '1' }] });
  const system = await make({
    name: 'System',
    deviceClass: 'system',
    systemInterval: 3600,
    attributes: [
      {
        name: 'mean',
        dataType: 'number',
        system: { aggregation: 'MEAN', childAttributes: [{ name: 'temperature', mode: 'all' }] },
      },
    ],
  });
  const sensor = await make({
    name: 'Sensor',
    deviceClass: 'peripheral',
    gatewayId: gateway,
    parentId: system,
    tags: [
      { key: 'floor', value: '1' },
      { key: 'kind', value: 'sensor' },
    ],
    attributes: sensorAttributes,
  });
  const sleeper = await make({ name: 'Sleeper' });
  const accessKey = await client.applicationKeys.post({
    applicationId,
    applicationKey: { description: 'all devices' },
  });
  await client.applicationKeys.post({
    applicationId,
    applicationKey: { deviceIds: [sensor], filterType: 'whitelist', pubTopics: ['a/#'] },
  });

  const now = Date.now();
  const deviceState = Array.from({ length: 72 }, (_, index) => ({
    time: now - 3 * day + index * 3_600_000,
    data: {
      temperature: index / 4,
      running: index % 2 === 0,
      note: `say "${index}"`,
      place: `${48 + index / 100},11.5`,
    },
  }));
  await client.device.sendState({ applicationId, deviceId: sensor, deviceState });
  const states = Array.from({ length: 400 }, (_, index) => ({
    deviceId: sensor,
    time: Date.UTC(2024, 1, 27) + index * 900_000,
    data: { temperature: index },
  }));
  await call(server, 'POST', `/applications/${applicationId}/data/import-history`, { token, body: { states } });
  const deviceCommand = { name: 'start', payload: { speed: 3 } };
  await client.device.sendCommand({ applicationId, deviceId: sensor, deviceCommand });
  await client.devices.sendCommand({
    applicationId,
    multiDeviceCommand: { name: 'all', payload: null, deviceIds: [gateway, sleeper] },
  });
  await client.device.setConnectionStatus({
    applicationId,
    deviceId: gateway,
    connectionStatus: {
      status: 'disconnected',
      connectedAt: new Date(now - day).toISOString(),
      disconnectedAt: new Date(now - day / 2).toISOString(),
      disconnectReason: 'maintenance',
      messagesFromClient: 12,
      messagesToClient: 3,
    },
  });
  const messages = await leaveMessages(
    server,
    { deviceId: sleeper, ...accessKey },
    { deviceId: gateway, ...accessKey },
  );
  await client.me.addRecentItem({ data: { itemType: 'application', itemId: applicationId } });
  await client.me.addRecentItem({ data: { itemType: 'device', itemId: sensor, parentId: applicationId } });
  const { jobId: exportId } = await client.device.export({ applicationId, deviceId: sensor, start: now - 4 * day });
  await untilExported(server, `/applications/${applicationId}/exports/${exportId}`, token);
  return {
    ...settings,
    tokens: { user: user.token, organization: organization.token, application: application.token },
    twoFactor,
    orgId,
    inviteEmail,
    applicationId,
    archivingApplicationId,
    accessKey: { key: accessKey.key, secret: accessKey.secret },
    devices: { gateway, sensor, system, sleeper },
    ...messages,
    exportId,
    deleted: await makeDoomed(server, token, applicationId),
  };
}

async function joinWithTwoFactor(
  server: TestServer,
  member: { orgId: string; email: string; password: string; key: string; token: string },
): Promise<void> {
  const { orgId, email, password } = member;
  const made = await call(server, 'POST', '/users', { token: member.token, body: { email, password } });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const invites = await connect(server, member.token).org.inviteMember({ orgId, invite: { email, role: 'edit' } });
  const { link } = invites.find((invite: { email: string }) => invite.email === email);
  const invite = { email, token: new URL(link).searchParams.get('token'), accept: true };
  await connect(server).orgInvites.post({ invite });
  const login = await connect(server).auth.authenticateUser({ credentials: { email, password } });
  await connect(server, login.token).me.enableTwoFactorAuth({ data: { password, twoFactorAuthKey: member.key } });
}

type Credentials = { deviceId: string; key: string; secret: string };

/** A session that is away with a message waiting for it, and a retained message. */
async function leaveMessages(server: TestServer, sleeper: Credentials, sender: Credentials) {
  const session = { topic: 'wake/up', message: 'while you were away' };
  const retained = { topic: 'plant/mode', message: 'night' };
  const asleep = await connectDevice(server, sleeper, { clean: false });
  await asleep.subscribeAsync('wake/#', { qos: 1 });
  await asleep.endAsync();
  const awake = await connectDevice(server, sender);
  await awake.publishAsync(session.topic, session.message, { qos: 1 });
  await awake.publishAsync(retained.topic, retained.message, { qos: 1, retain: true });
  await awake.endAsync();
  return { session, retained };
}

async function untilExported(server: TestServer, path: string, token: string): Promise<void> {
  for (;;) {
    const { body } = await call(server, 'GET', path, { token });
    if (body.state === 'done') return;
    if (body.state === 'failed') throw new Error(JSON.stringify(body));
    await sleep(200);
  }
}

/** An application and a device with something in them, for `deleteSome`. */
async function makeDoomed(server: TestServer, token: string, plantId: string) {
  const client = connect(server, token);
  const { id: applicationId } = await client.applications.post({ application: { name: 'Doomed' } });
  const ids: string[] = [];
  for (const owner of [applicationId, plantId]) {
    const device = { name: 'Doomed', attributes: sensorAttributes };
    const { id: deviceId } = await client.devices.post({ applicationId: owner, device });
    await client.device.sendState({ applicationId: owner, deviceId, deviceState: { data: { temperature: 1 } } });
    ids.push(deviceId);
  }
  return { applicationId, deviceId: String(ids[1]) };
}

/** Queues a job of each kind that names rows. The server is to be killed at once, while they wait. */
export async function deleteSome(
  server: TestServer,
  known: Pick<KnownInstallation, 'tokens' | 'applicationId' | 'archivingApplicationId' | 'deleted'>,
): Promise<void> {
  const client = connect(server, known.tokens.user);
  await Promise.all([
    client.application.delete({ applicationId: known.deleted.applicationId }),
    client.device.delete({ applicationId: known.applicationId, deviceId: known.deleted.deviceId }),
    client.application.backfillArchiveData({ applicationId: known.archivingApplicationId }),
  ]);
}
