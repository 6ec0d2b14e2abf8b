// Device certificates: the actions, and MQTT over TLS with nothing but a certificate (resources.md, "Device certificates").
import { X509Certificate } from 'node:crypto';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { CertificateMaker, type CertifiedKey, deviceExtensions } from '../support/certificates.ts';
import { EventReader } from '../support/event-reader.ts';
import { closedBy, makeDevice } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let maker: CertificateMaker;
let server: TestServer;
let client: Client;
let token: string;
/** Whom the applications of these tests trust. */
let authority: CertifiedKey;

beforeAll(async () => {
  maker = await CertificateMaker.start();
  const own = await maker.server();
  authority = await maker.authority('Plant devices');
  server = await startServer({
    env: {
      SIGNALBOX_TLS_CERT: own.certPath,
      SIGNALBOX_TLS_KEY: own.keyPath,
      SIGNALBOX_WEBSOCKET_CERTIFICATES: 'on',
    },
  });
  ({ client, token } = await logIn(server));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await maker.end();
});

const trust = (applicationId: string, caBundle = authority.cert) =>
  client.applicationCertificateAuthorities.post({
    applicationId,
    applicationCertificateAuthority: { name: 'Plant', caBundle },
  });
const register = (applicationId: string, applicationCertificate: object) =>
  client.applicationCertificates.post({ applicationId, applicationCertificate });
const connect = (deviceId: string, by: Pick<CertifiedKey, 'cert' | 'key'> | undefined, options: IClientOptions = {}) =>
  mqtt.connectAsync(
    server.mqtt,
    { clientId: deviceId, reconnectPeriod: 0, ...(by ? { cert: by.cert, key: by.key } : {}), ...options },
    false,
  );

interface Plant {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
  readonly authorityId: string;
  readonly certificateId: string;
  readonly certified: CertifiedKey;
}

/** An application with a device and a certificate for it. */
async function makePlant(options: { certificate?: object; device?: object } = {}): Promise<Plant> {
  const fixture = await makeDevice(client, { device: options.device ?? {} });
  const { applicationId, deviceId } = fixture;
  const { id: authorityId } = await trust(applicationId);
  const certified = await maker.issue('pump-7', { by: authority });
  const { id: certificateId } = await register(applicationId, {
    certificate: certified.cert,
    deviceIds: [deviceId],
    ...options.certificate,
  });
  return { ...fixture, authorityId, certificateId, certified };
}

const patchCertificate = ({ applicationId, certificateId }: Plant, applicationCertificate: object) =>
  client.applicationCertificate.patch({
    applicationId,
    applicationCertificateId: certificateId,
    applicationCertificate,
  });
const patchAuthority = ({ applicationId, authorityId }: Plant, applicationCertificateAuthority: object) =>
  client.applicationCertificateAuthority.patch({
    applicationId,
    applicationCertificateAuthorityId: authorityId,
    applicationCertificateAuthority,
  });

async function watchLog(applicationId: string) {
  const reader = await EventReader.open(`${server.http}/applications/${applicationId}/logStream?token=${token}`);
  const next = async () => (await reader.next('log'))?.data as { type: string; level: string; message: string };
  return { reader, next };
}

it('keeps authorities as the official client expects them', async () => {
  const { applicationId } = await makeDevice(client);
  const made = await trust(applicationId);
  expectSchema('applicationCertificateAuthority', made);
  const x509 = new X509Certificate(authority.cert);
  expect(made).toMatchObject({
    name: 'Plant',
    status: 'active',
    description: '',
    caBundle: authority.cert,
    caInfo: [
      {
        commonName: 'Plant devices',
        issuerName: 'Plant devices',
        serialNumber: x509.serialNumber,
        fingerprint: x509.fingerprint256,
        notValidBefore: new Date(x509.validFrom).toISOString(),
        notValidAfter: new Date(x509.validTo).toISOString(),
      },
    ],
  });
  const at = { applicationId, applicationCertificateAuthorityId: made.id };
  const patched = await client.applicationCertificateAuthority.patch({
    ...at,
    applicationCertificateAuthority: { name: 'Works', status: 'inactive', description: 'Until May' },
  });
  expect(patched).toMatchObject({ name: 'Works', status: 'inactive', description: 'Until May' });
  expect(await client.applicationCertificateAuthority.get(at)).toEqual(patched);
  const other = await maker.authority('Other');
  await trust(applicationId, `# both\n${authority.cert}\n${other.cert}`);
  const list = await client.applicationCertificateAuthorities.get({ applicationId, sortField: 'name' });
  expectSchema('applicationCertificateAuthorities', list);
  expect(list.items.map(({ name, caInfo }: { name: string; caInfo: unknown[] }) => [name, caInfo.length])).toEqual([
    ['Plant', 2],
    ['Works', 1],
  ]);
  const filtered = { applicationId, filterField: 'status', filter: 'inactive' };
  expect((await client.applicationCertificateAuthorities.get(filtered)).totalCount).toBe(1);
  expect((await client.application.get({ applicationId })).summary.certificateAuthorityCount).toBe(2);
  expect(await client.applicationCertificateAuthority.delete(at)).toEqual({ success: true });
  expect((await failureOf(client.applicationCertificateAuthority.get(at))).statusCode).toBe(404);
  expect((await client.application.get({ applicationId })).summary.certificateAuthorityCount).toBe(1);
});

it('keeps certificates as the official client expects them, and never returns one', async () => {
  const plant = await makePlant({ certificate: { description: 'By the gate', deviceTags: [{ key: 'hall' }] } });
  const { applicationId } = plant;
  const at = { applicationId, applicationCertificateId: plant.certificateId };
  const made = await client.applicationCertificate.get(at);
  expectSchema('applicationCertificate', made);
  const x509 = new X509Certificate(plant.certified.cert);
  expect(made).toMatchObject({
    status: 'active',
    description: 'By the gate',
    deviceIds: [plant.deviceId],
    deviceTags: [{ key: 'hall' }],
    filterType: 'all',
    pubTopics: [],
    subTopics: [],
    certificateInfo: {
      commonName: 'pump-7',
      issuerName: 'Plant devices',
      fingerprint: x509.fingerprint256,
      serialNumber: x509.serialNumber,
      notValidAfter: new Date(x509.validTo).toISOString(),
    },
  });
  expect(JSON.stringify(made)).not.toContain('BEGIN');
  // Which devices it is for does not change any more.
  const fixed = await failureOf(patchCertificate(plant, { deviceIds: [] }));
  expect(fixed).toMatchObject({ statusCode: 400, message: expect.stringContaining('deviceIds') });
  const patched = await patchCertificate(plant, { filterType: 'whitelist', pubTopics: ['a/#'], status: 'inactive' });
  expectSchema('applicationCertificate', patched);
  expect(patched).toMatchObject({ filterType: 'whitelist', pubTopics: ['a/#'], status: 'inactive' });
  expect((await failureOf(patchCertificate(plant, { subTopics: ['a/#/b'] }))).message).toContain('subTopics[0]');
  const list = await client.applicationCertificates.get({ applicationId });
  expectSchema('applicationCertificates', list);
  expect(list).toMatchObject({ sortField: 'certificateInfo.commonName', items: [{ id: plant.certificateId }] });
  const named = { applicationId, filterField: 'certificateInfo.commonName', filter: 'PUMP*' };
  expect((await client.applicationCertificates.get(named)).totalCount).toBe(1);
  expect((await client.application.get({ applicationId })).summary.certificateCount).toBe(1);
  expect(await client.applicationCertificate.delete(at)).toEqual({ success: true });
  expect((await failureOf(client.applicationCertificate.delete(at))).statusCode).toBe(404);
  // Free again.
  await register(applicationId, { certificate: plant.certified.cert });
});

it('refuses authorities that could not sign the certificate of a device', async () => {
  const { applicationId } = await makeDevice(client);
  const refusal = async (caBundle: string) => (await failureOf(trust(applicationId, caBundle))).message;
  const leaf = await maker.issue('leaf', { by: authority });
  const silent = await maker.authority('silent', { extensions: ['basicConstraints=critical,CA:TRUE'] });
  const forServers = await maker.authority('servers', {
    extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign', 'extendedKeyUsage=serverAuth'],
  });
  const small = await maker.issue('small', {
    extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'],
    newKey: ['rsa:1024'],
  });
  expect(await refusal(leaf.cert)).toMatch(/^caBundle must be of a certificate authority/);
  expect(await refusal(silent.cert)).toMatch(/^caBundle must be allowed to sign certificates/);
  expect(await refusal(forServers.cert)).toMatch(/^caBundle must not be restricted to other purposes/);
  expect(await refusal(small.cert)).toMatch(/^caBundle has an RSA key of 1024 bits/);
  expect(await refusal(`${authority.cert}${leaf.cert}`)).toMatch(/certificate 2 \(leaf\)$/);
  expect(await refusal(`${authority.cert}${authority.key}`)).toBe('caBundle must not contain a private key');
  expect(await refusal(authority.cert.slice(0, -40))).toBe('caBundle ends within certificate 1');
  expect(await refusal(authority.cert.replaceAll(/\n[^-\n]{4}/g, '\nAAAA'))).toMatch(/^caBundle holds a certificate/);
  expect(await refusal('x'.repeat(60))).toMatch(/^caBundle must be PEM/);
});

it('registers only certificates of clients, signed by an active authority, for devices that are there', async () => {
  const plant = await makePlant();
  const { applicationId, authorityId } = plant;
  const refusal = async (body: object) => (await failureOf(register(applicationId, body))).message;
  const stranger = await maker.authority('stranger');
  // Of the same name, but another key.
  const impostor = await maker.authority('Plant devices');
  const forged = await maker.issue('forged', { by: stranger });
  const imitated = await maker.issue('imitated', { by: impostor });
  const forServers = await maker.issue('server', { by: authority, extensions: ['extendedKeyUsage=serverAuth'] });
  const forAll = await maker.issue('plain', { by: authority, extensions: ['keyUsage=digitalSignature'] });
  const forSigning = await maker.issue('agree', {
    by: authority,
    extensions: ['keyUsage=keyAgreement', 'extendedKeyUsage=clientAuth'],
  });
  const critical = await maker.issue('critical', {
    by: authority,
    extensions: [...deviceExtensions, '1.2.3.4=critical,ASN1:NULL'],
  });
  const good = await maker.issue('good', { by: authority });
  const unsigned = 'certificate is not signed by an active certificate authority of the application';
  expect(await refusal({ certificate: forged.cert })).toBe(unsigned);
  expect(await refusal({ certificate: imitated.cert })).toBe(unsigned);
  expect(await refusal({ certificate: forServers.cert })).toMatch(/^certificate must be for clients/);
  expect(await refusal({ certificate: forAll.cert })).toMatch(/^certificate must be for clients/);
  expect(await refusal({ certificate: forSigning.cert })).toMatch(/^certificate must be for clients/);
  expect(await refusal({ certificate: critical.cert })).toMatch(/^certificate has a critical extension/);
  expect(await refusal({ certificate: authority.cert })).toMatch(/^certificate must not be of a certificate authority/);
  expect(await refusal({ certificate: good.cert + authority.cert })).toMatch(/^certificate must hold one certificate/);
  const nobody = '0'.repeat(24);
  const { deviceId: foreign } = await makeDevice(client);
  for (const id of [nobody, foreign]) {
    const body = { certificate: good.cert, deviceIds: [plant.deviceId, id] };
    expect(await refusal(body)).toBe(`deviceIds[1] names no device of the application: ${id}`);
  }
  // Taken, here and in every other application.
  const other = await makePlant();
  for (const id of [applicationId, other.applicationId]) {
    expect(await failureOf(register(id, { certificate: plant.certified.cert }))).toMatchObject({
      statusCode: 409,
      message: 'certificate is registered on this installation already',
    });
  }
  expect((await failureOf(patchCertificate(plant, { certificate: other.certified.cert }))).statusCode).toBe(409);
  expect((await failureOf(patchCertificate(plant, { certificate: forged.cert }))).message).toBe(unsigned);
  await patchAuthority(plant, { status: 'inactive' });
  expect(await refusal({ certificate: good.cert })).toBe(unsigned);
  expect((await client.applicationCertificates.get({ applicationId })).totalCount).toBe(1);
  expect(authorityId).not.toBe('');
});

it('connects a device by its certificate alone, and keeps what it reports', async () => {
  const plant = await makePlant();
  const { applicationId, deviceId } = plant;
  const log = await watchLog(applicationId);
  const device = await connect(deviceId, plant.certified);
  const fingerprint = new X509Certificate(plant.certified.cert).fingerprint256;
  expect((await log.next()).message).toBe(
    `Pump connected from 127.0.0.1 by MQTT with TLS with certificate ${fingerprint}.`,
  );
  await device.publishAsync(`losant/${deviceId}/state`, '{"data":{"temperature":7}}', { qos: 1 });
  const [state] = await client.device.getState({ applicationId, deviceId });
  expect(state.data.temperature).toBe(7);
  await device.endAsync();
  log.reader.close();
});

it('connects over WebSocket with a certificate too, where it is asked for', async () => {
  const plant = await makePlant();
  const device = await mqtt.connectAsync(
    `${server.http.replace('https', 'wss')}/mqtt`,
    { clientId: plant.deviceId, reconnectPeriod: 0, cert: plant.certified.cert, key: plant.certified.key },
    false,
  );
  await device.publishAsync('a', 'x', { qos: 1 });
  await device.endAsync();
});

it('trusts an intermediate authority without the root above it', async () => {
  const { applicationId, deviceId } = await makeDevice(client);
  const intermediate = await maker.authority('Hall 3', { by: authority });
  await trust(applicationId, intermediate.cert);
  const certified = await maker.issue('pump-8', { by: intermediate });
  await register(applicationId, { certificate: certified.cert, deviceIds: [deviceId] });
  await (await connect(deviceId, certified)).endAsync();
});

it('asks for a certificate and does not insist: access keys go on, with and without one', async () => {
  const { certified, deviceId, key, secret } = await makePlant();
  for (const by of [undefined, certified]) {
    await (await connect(deviceId, by, { username: key, password: secret })).endAsync();
    // A key that is given is what counts.
    await expect(connect(deviceId, by, { username: key, password: 'wrong' })).rejects.toMatchObject({ code: 4 });
  }
  await expect(connect(deviceId, undefined)).rejects.toMatchObject({ code: 4 });
});

it('holds devices to the topics of their certificate', async () => {
  const plant = await makePlant({
    certificate: { filterType: 'whitelist', pubTopics: ['from/#'], subTopics: ['to/+'] },
  });
  const device = await connect(plant.deviceId, plant.certified);
  const granted = await device.subscribeAsync(['to/a', 'from/a'], { qos: 1 }).catch((error: unknown) => error);
  expect(JSON.stringify(granted)).toContain('128');
  await device.publishAsync('from/b', 'x', { qos: 1 });
  const log = await watchLog(plant.applicationId);
  const closed = closedBy(device);
  device.publish('elsewhere', 'x', { qos: 1 });
  await closed;
  expect((await log.next()).message).toContain('the certificate does not allow publishing on this topic');
  log.reader.close();
});

it('refuses with 5 and a reason in the log whatever is not right', async () => {
  const plant = await makePlant({ device: { tags: [{ key: 'hall', value: '3' }] } });
  const { applicationId, deviceId, certified } = plant;
  const foreign = await makePlant();
  const log = await watchLog(applicationId);
  const refused = async (id: string, by: CertifiedKey, options: IClientOptions = {}): Promise<string> => {
    await expect(connect(id, by, options)).rejects.toMatchObject({ code: 5 });
    const line = await log.next();
    expect(line).toMatchObject({ type: 'authFailure', level: 'warn' });
    return line.message;
  };
  const fingerprint = (by: CertifiedKey) => new X509Certificate(by.cert).fingerprint256;
  const unknown = await maker.issue('unknown', { by: authority });
  const forged = await maker.issue('forged', { by: await maker.authority('stranger') });
  for (const by of [unknown, forged, foreign.certified]) {
    expect(await refused(deviceId, by)).toBe(
      `Pump was refused (MQTT with TLS from 127.0.0.1): its certificate (${fingerprint(by)}) is not one of this application.`,
    );
  }
  const own = `(certificate ${fingerprint(certified)}).`;
  expect(await refused(foreign.deviceId, certified)).toContain(
    `the application of the certificate has no device with this id ${own}`,
  );
  const { deviceId: another } = await makeDevice(client, { applicationId });
  expect(await refused(another, certified)).toContain(`the device is not among those of the certificate ${own}`);
  await patchCertificate(plant, { status: 'inactive' });
  expect(await refused(deviceId, certified)).toContain(`the certificate is inactive ${own}`);
  await patchCertificate(plant, { status: 'active' });
  await patchAuthority(plant, { status: 'inactive' });
  expect(await refused(deviceId, certified)).toContain(
    `the certificate is not signed by an active certificate authority of the application ${own}`,
  );
  await patchAuthority(plant, { status: 'active' });
  await (await connect(deviceId, certified)).endAsync();
  await log.next();
  await log.next();
  await client.applicationCertificate.delete({ applicationId, applicationCertificateId: plant.certificateId });
  expect(await refused(deviceId, certified)).toContain('is not one of this application');
  // For none: neither a device nor a tag.
  const forNone = await maker.issue('none', { by: authority });
  await register(applicationId, { certificate: forNone.cert });
  expect(await refused(deviceId, forNone)).toContain('the device is not among those of the certificate');
  log.reader.close();
});

it('needs the key of the certificate, not the certificate alone', async () => {
  const { certified, deviceId } = await makePlant();
  const other = await maker.issue('pump-7', { by: authority });
  await expect(connect(deviceId, { cert: certified.cert, key: other.key })).rejects.toThrow(/key values mismatch/i);
});

/** What takes the right to be connected away, and what the log says of it. */
const changes: Record<string, [string, (plant: Plant) => Promise<unknown>]> = {
  'the certificate is set inactive': [
    'certificate changed',
    (plant) => patchCertificate(plant, { status: 'inactive' }),
  ],
  'the certificate is deleted': [
    'certificate changed',
    ({ applicationId, certificateId }) =>
      client.applicationCertificate.delete({ applicationId, applicationCertificateId: certificateId }),
  ],
  'the certificate is replaced': [
    'certificate changed',
    async (plant) => patchCertificate(plant, { certificate: (await maker.issue('pump-7', { by: authority })).cert }),
  ],
  'its topics change': ['certificate changed', (plant) => patchCertificate(plant, { filterType: 'none' })],
  'the authority is set inactive': [
    'certificate authority changed',
    (plant) => patchAuthority(plant, { status: 'inactive' }),
  ],
  'the authority is deleted': [
    'certificate authority changed',
    ({ applicationId, authorityId }) =>
      client.applicationCertificateAuthority.delete({
        applicationId,
        applicationCertificateAuthorityId: authorityId,
      }),
  ],
  'the authority has another bundle': [
    'certificate authority changed',
    async (plant) => patchAuthority(plant, { caBundle: (await maker.authority('Next')).cert }),
  ],
  'the device loses its tag': [
    'certificate no longer covers the device',
    ({ applicationId, deviceId }) => client.device.patch({ applicationId, deviceId, device: { tags: [] } }),
  ],
  'the application is deleted': [
    'application deleted',
    ({ applicationId }) => client.application.delete({ applicationId }),
  ],
};

it.for(Object.entries(changes))('ends the connection when %s', async ([, [reason, change]]) => {
  const tags = [{ key: 'hall', value: '3' }];
  const plant = await makePlant({ device: { tags }, certificate: { deviceIds: [], deviceTags: tags } });
  const device: MqttClient = await connect(plant.deviceId, plant.certified);
  // What only tells more of them ends nothing.
  await patchCertificate(plant, { description: 'told' });
  await patchAuthority(plant, { name: 'told', description: 'told' });
  await device.publishAsync('still/here', 'x', { qos: 1 });
  const log = reason === 'application deleted' ? undefined : await watchLog(plant.applicationId);
  const closed = closedBy(device);
  await change(plant);
  const since = Date.now();
  await closed;
  expect(Date.now() - since).toBeLessThan(1000);
  if (log) expect((await log.next()).message).toContain(reason);
  log?.reader.close();
});

it('records who changed certificates', async () => {
  const { id: orgId } = await client.orgs.post({ organization: { name: 'Works' } });
  const { id: applicationId } = await client.applications.post({ application: { name: 'Plant', orgId } });
  await trust(applicationId);
  const certified = await maker.issue('pump-9', { by: authority });
  await register(applicationId, { certificate: certified.cert });
  const { items } = await client.auditLogs.get({ orgId });
  const told = items.map((each: Record<string, string>) => [
    `${each.requestResource}.${each.requestAction}`,
    each.secondaryTargetType,
    each.secondaryTargetName,
  ]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['applicationCertificateAuthorities.post', 'ApplicationCertificateAuthority', 'Plant'],
      ['applicationCertificates.post', 'ApplicationCertificate', 'pump-9'],
    ]),
  );
});
