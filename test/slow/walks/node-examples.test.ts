// The example of every type of node, as docs/workflow-nodes.md shows it, in a run of a started server: what it makes of a payload, and what comes of
// it outside. Hosts outside are real servers on this machine where there are such, else what stands for all of the internet.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client as PostgresClient } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeTypes } from '../../../src/features/workflow-nodes/index.ts';
import { logIn } from '../../support/api.ts';
import { CertificateMaker, type CertifiedKey } from '../../support/certificates.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { type MongoStandIn, startMongoStandIn } from '../../support/mongo-server.ts';
import { type OutsideServer, startFtp } from '../../support/outside-servers.ts';
import { type OutsideAnswer, type OutsideWorld, startOutsideWorld } from '../../support/outside-world.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { press } from '../../support/run-nodes.ts';
import { sign, spMetadata, writeAssertion, writeIdpMetadata, writeResponse } from '../../support/saml.ts';
import { makeDatabase } from '../../support/server-database.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

/** One example as it is run. */
interface Example {
  /** What the path brings along beside its envelope. */
  readonly data?: Record<string, unknown>;
  readonly working?: Record<string, unknown>;
  /** What of the example's config is another: hosts, ids. */
  readonly config?: object;
  /** The output by which the path goes on. */
  readonly output?: number;
  /** What the payload has then. */
  readonly has?: object;
  /** Instead of going on the run ends so. */
  readonly fails?: object;
  /** Further nodes of the workflow. */
  readonly nodes?: object[];
  /** What has come of it elsewhere. */
  readonly also?: () => Promise<void>;
}

let server: TestServer;
let token: string;
let applicationId: string;
let outside: OutsideWorld;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let database: Awaited<ReturnType<typeof makeDatabase>>;
let redis: TestRedis;
let ftp: OutsideServer;
let mongo: MongoStandIn;
let maker: CertificateMaker;
let authority: CertifiedKey;
let provider: CertifiedKey;
let globals: Record<string, string>;
const ids: Record<string, string> = {};

const act = async (method: string, path: string, body?: object) => {
  const made = await call(server, method, `/applications/${applicationId}${path}`, {
    token,
    ...(body ? { body } : {}),
  });
  expect([made.status, made.body], `${method} ${path}`).toEqual([
    expect.toSatisfy((status) => status < 300),
    made.body,
  ]);
  return made.body as Record<string, unknown>;
};
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signatureOf = (text: string) => createSign('SHA256').update(text).sign(keys.privateKey, 'base64');

beforeAll(async () => {
  maker = await CertificateMaker.start();
  const certificate = await maker.issue('localhost', { newKey: ['rsa:2048'] });
  authority = await maker.authority('Plant');
  const ofDevice = await maker.issue('pump', { by: authority });
  provider = await maker.issue('idp', { newKey: ['rsa:2048'] });
  [outside, mail, database, redis, ftp, mongo] = await Promise.all([
    startOutsideWorld(({ method, url }) => answers(url) ?? (method === 'GET' ? { body: 'a,b' } : { status: 201 })),
    startMailServer(),
    makeDatabase(),
    startRedis({ args: ['--requirepass', 'kept secret'] }),
    startFtp(certificate),
    startMongoStandIn(),
  ]);
  server = await startServer({
    nodeFlags: outside.nodeFlags,
    env: {
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SIGNALBOX_SMS_URL: `${outside.origin}/sms`,
      SIGNALBOX_WORKFLOW_HOSTS: '*',
    },
  });
  const session = await logIn(server);
  token = session.token;
  applicationId = (await session.client.applications.post({ application: { name: 'Examples' } })).id;
  const columns = ['room', 'level'].map((name) => ({
    name,
    dataType: name === 'room' ? 'string' : 'number',
    constraint: 'optional',
  }));
  globals = {
    table: (await act('POST', '/data-tables', { name: 'Rooms', columns })).id as string,
    limit: '5',
    secret: 'a secret of some length',
    awsKey: 'AK',
    awsSecret: 'kept',
    certificate: certificate.cert,
    deviceCertificate: ofDevice.cert,
    // A key may stand in place of a request.
    request: certificate.key,
    particleToken: 't',
    azureKey: Buffer.from('a key').toString('base64'),
    datadogKey: 'k',
    logglyToken: 't',
    serviceNowUser: 'u',
    serviceNowPassword: 'p',
    privateKey: String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: String(keys.publicKey.export({ type: 'spki', format: 'pem' })),
    sendgridKey: 'k',
    email: 'a@example.com',
    slackUrl: 'https://hooks.slack.com/services/x',
    twilioSid: 'AC1',
    twilioToken: 't',
    phone: '+15005550001',
    eventHub: 'Endpoint=sb://plant-hubs.servicebus.windows.net/;SharedAccessKeyName=s;SharedAccessKey=k',
    mailgunKey: 'key',
    salesforceUser: 'u',
    salesforcePassword: 'p',
    salesforceToken: 't',
    spMetadata: spMetadata(),
    idpMetadata: writeIdpMetadata({ provider, stranger: certificate }),
  };
  await makeThings();
}, 240_000);
afterAll(async () => {
  await server?.stop();
  await Promise.all([outside?.stop(), redis?.end(), ftp?.stop(), maker?.end(), database?.drop()]);
  mongo?.stop();
  mail?.close();
});

/** What hosts outside say that say more than that they have taken it. */
function answers(url: string): OutsideAnswer | undefined {
  if (url.startsWith('https://api.particle.io/v1/devices/d1/')) return { body: { id: 'd1', return_value: 7 } };
  if (url.startsWith('https://lambda.')) return { body: { rating: 5 } };
  if (url.startsWith('https://sqs.')) return { body: { MessageId: 'm1' } };
  if (url.startsWith('https://oauth2.googleapis.com/')) return { body: { access_token: 'ya29' } };
  if (url.startsWith('https://pubsub.googleapis.com/')) return { body: { messageIds: ['7'] } };
  if (url.startsWith('https://plant.service-now.com/')) return { status: 201, body: { result: { number: 'INC1' } } };
  if (url.startsWith('https://plantstorage.table.core.windows.net/')) return { body: { RowKey: 's1', limit: 80 } };
  if (url.startsWith('https://bigquery.googleapis.com/')) return { body: { jobComplete: true, rows: [] } };
  if (url.startsWith('https://cloudfunctions.googleapis.com/')) return { body: { result: '5' } };
  if (url.startsWith('https://api.eu.mailgun.net/')) return { body: { id: 'm1' } };
  if (url.startsWith('https://login.salesforce.com/')) return { body: salesforceSession };
  if (url.startsWith('https://plant.my.salesforce.com/')) return { status: 201, body: { id: '500', success: true } };
  if (url.startsWith('https://plant.snowflakecomputing.com/')) return { body: snowflakeRows };
  if (url.startsWith('https://graph.facebook.com/')) return { body: { messages: [{ id: 'w1' }] } };
  return undefined;
}

const salesforceSession =
  '<r><serverUrl>https://plant.my.salesforce.com/services</serverUrl><sessionId>s</sessionId></r>';
const snowflakeRows = {
  resultSetMetaData: { rowType: [{ name: 'NAME', type: 'text' }], partitionInfo: [{ rowCount: 1 }] },
  data: [['Press']],
  statementHandle: 'h1',
};

/** What examples are about. */
async function makeThings(): Promise<void> {
  const attributes = [{ name: 'temperature', dataType: 'number' }];
  for (const name of ['device', 'gone']) ids[name] = (await act('POST', '/devices', { name, attributes })).id as string;
  await act('POST', `/devices/${ids.device}/state`, { data: { temperature: 20 } });
  for (const name of ['event', 'other'])
    ids[name] = (await act('POST', '/events', { level: 'info', subject: name })).id as string;
  await act('POST', `/data-tables/${globals.table}/rows`, { room: 'Hall', level: 0 });
  await act('POST', `/data-tables/${globals.table}/rows`, { room: 'Attic', level: 2 });
  const target = await act('POST', '/flows', {
    name: 'Target',
    triggers: [{ type: 'virtualButton', config: {}, meta: { uiId: 'b1' }, outputIds: [['0']] }],
    nodes: [
      {
        id: '0',
        type: 'StoreValueNode',
        config: { keyName: 'data', valueType: 'path', value: 'data' },
        meta: {},
        outputIds: [],
      },
    ],
  });
  ids.target = target.id as string;
  const cap = nodeTypes.find(({ type }) => type === 'CustomNodeCapNode');
  const set = { rules: [{ type: 'set', valueTemplate: 'capped', destination: 'working.result' }] };
  const custom = await act('POST', '/flows', {
    name: 'Custom',
    flowClass: 'customNode',
    nodes: [
      { id: 'set', type: 'MutateNode', config: set, meta: {}, outputIds: [['cap']] },
      { id: 'cap', type: cap?.type, config: cap?.example, meta: {}, outputIds: [] },
    ],
    triggers: [{ type: 'customNodeStart', key: 'customNodeStart', config: {}, meta: {}, outputIds: [['set']] }],
    customNodeConfig: { outputCount: 1, resultMode: 'required', fields: [] },
  });
  ids.custom = custom.id as string;
  const credential = (name: string, port: number | string, user: string) =>
    act('POST', '/credentials', {
      name,
      type: 'http',
      httpConfig: {
        uriMatch: `https://127.0.0.1:${port}`,
        authMethod: 'basicAuth',
        publicValue: user,
        secretValue: 'kept secret',
      },
    });
  const { port, username } = new URL(database.url);
  await credential('plant database', port, username);
  await credential('redis', redis.port, 'default');
  await credential('files', ftp.port, 'anonymous');
  await act('POST', '/credentials', {
    name: 'plant authority',
    type: 'certificateKeyPair',
    certificateKeyPairConfig: { certificate: authority.cert, privateKey: authority.key },
  });
  const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyJson = JSON.stringify({
    type: 'service_account',
    project_id: 'plant-1',
    client_email: 'signal@plant-1.iam.gserviceaccount.com',
    private_key: String(account.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  });
  await act('POST', '/credentials', { name: 'google', type: 'gcp', gcpConfig: { keyJson } });
  const azureConfig = { account: 'plantstorage', accountKey: globals.azureKey };
  await act('POST', '/credentials', { name: 'plant storage', type: 'azure', azureConfig });
  const whatsappConfig = { accessToken: 't', fromNumberId: '7' };
  await act('POST', '/credentials', { name: 'plant whatsapp', type: 'whatsapp', whatsappConfig });
  const privateKey = String(account.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const snowflakeConfig = { host: 'plant.snowflakecomputing.com', username: 'u', privateKey };
  await act('POST', '/credentials', { name: 'plant warehouse', type: 'snowflake', snowflakeConfig });
  await act('POST', '/certificate-authorities', { name: 'Plant', caBundle: authority.cert });
  ids.edge = (await act('POST', '/devices', { name: 'Edge', deviceClass: 'edgeCompute' })).id as string;
  ids.edgeFlow = (await act('POST', '/flows', { name: 'At the edge', flowClass: 'edge' })).id as string;
  await act('POST', `/flows/${ids.edgeFlow}/versions`, { version: 'v1' });
  const particleConfig = { accessToken: 'kept' };
  const particle = { name: 'Particle', integrationType: 'particle', particleConfig };
  ids.particle = (await act('POST', '/integrations', particle)).id as string;
  const client = new PostgresClient({ connectionString: database.url });
  await client.connect();
  await client.query('create table machine (name text, limit_c integer, serial text)');
  await client.query("insert into machine values ('Press', 80, 's1')");
  await client.end();
  mongo.documents.push({ serial: 's1', kind: 'press' });
  const incoming = join(ftp.folder, 'root', 'incoming');
  await mkdir(join(incoming, 'reports'), { recursive: true });
  await writeFile(join(incoming, 'reports', 'm1.csv'), 'x,y');
}

const id = expect.stringMatching(/^[0-9a-f]{24}$/);
const lastRequest = (url: string) => outside.requests.findLast((request) => request.url.startsWith(url));
const page = '<table><tr><td class="value">1</td></tr></table>';
const claims = 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6ImkifQ';
const signed = () =>
  `${claims}.${createHmac('sha256', globals.secret ?? '')
    .update(claims)
    .digest('base64url')}`;

const examples: Readonly<Record<string, () => Example>> = {
  AnnotationNode: () => ({ fails: { name: 'never' } }),
  ArrayNode: () => ({ data: { temperature: 5 }, working: { points: [1] }, has: { working: { points: [1, 5] } } }),
  AwsLambdaNode: () => ({
    data: { speed: 3 },
    has: { working: { rated: { StatusCode: 200, Payload: { rating: 5 } } } },
    also: async () => expect(lastRequest('https://lambda.us-east-1.amazonaws.com/')?.body).toBe('{"speed":3}'),
  }),
  AwsS3GetNode: () => ({ has: { working: { read: { value: 'a,b' } } } }),
  AwsS3PutNode: () => ({
    data: { csv: 'x,y' },
    has: { working: { written: { success: true } } },
    also: async () =>
      expect(lastRequest('https://reports.s3.us-east-1.amazonaws.com/today.csv')).toMatchObject({
        method: 'PUT',
        body: 'x,y',
      }),
  }),
  AzureBlobStorageGetNode: () => ({ has: { working: { read: { value: 'a,b' } } } }),
  AzureBlobStoragePutNode: () => ({
    data: { csv: 'x,y' },
    has: { working: { written: { success: true } } },
    also: async () =>
      expect(lastRequest('https://plantstorage.blob.core.windows.net/reports/today.csv?')?.body).toBe('x,y'),
  }),
  AzureEventHubPublishNode: () => ({
    data: { level: 3 },
    has: { working: { sent: { success: true } } },
    also: async () => expect(lastRequest('https://plant-hubs.servicebus.windows.net/alarms')?.body).toContain('level'),
  }),
  AzureTableStorageNode: () => ({ data: { serial: 's1' }, has: { working: { machine: { limit: 80 } } } }),
  AzureFunctionNode: () => ({
    data: { speed: 3 },
    has: { working: { rated: { statusCode: 201 } } },
    also: async () => expect(lastRequest('https://plant.azurewebsites.net/api/RateMachine')?.body).toBe('{"speed":3}'),
  }),
  Base64DecodeNode: () => ({ data: { body: 'eA==' }, has: { working: { text: 'x' } } }),
  Base64EncodeNode: () => ({ data: { user: 'u', password: '&' }, has: { working: { base64: 'dTom' } } }),
  BranchOnChangeNode: () => ({ data: { temperature: 5 }, output: 0 }),
  CertificateCreateNode: () => ({
    data: { csr: globals.request, deviceId: ids.device },
    has: { working: { issued: { info: { commonName: ids.device } } } },
  }),
  CertificateReadNode: () => ({ has: { working: { certificate: { subject: { CN: 'localhost' } } } } }),
  ConditionalNode: () => ({ data: { temperature: 31 }, output: 1 }),
  CreateAccessKeyNode: () => ({
    data: { serial: 's1', deviceId: ids.device },
    has: { working: { accessKey: { key: expect.any(String), secret: expect.any(String) } } },
  }),
  CreateDeviceNode: () => ({ data: { serial: 's7' }, has: { working: { device: { name: 'Pump s7', deviceId: id } } } }),
  CreateEventNode: () => ({ has: { working: { event: { subject: 'Pump is too warm', level: 'warning' } } } }),
  CryptoSignNode: () => ({
    data: { body: 'x' },
    has: { working: { signature: expect.stringMatching(/^[\w+/=]{80,}$/) } },
  }),
  CryptoVerifyNode: () => ({ data: { body: 'x', signature: signatureOf('x') }, output: 1 }),
  CSVDecodeNode: () => ({ data: { csv: 'a,b\n1,2' }, has: { working: { rows: [{ a: '1', b: '2' }] } } }),
  CSVEncodeNode: () => ({ working: { rows: [{ a: 1, b: 'x,y' }] }, has: { working: { csv: 'a,b\n1,"x,y"\n' } } }),
  CustomNodeCapNode: () => ({ has: { working: { result: 'capped' } }, config: { customNodeId: ids.custom } }),
  CustomNodeExecuteNode: () => ({ has: { working: { result: 'capped' } }, config: { customNodeId: ids.custom } }),
  DatadogLogsWriteNode: () => ({
    has: { working: { logged: { success: true } } },
    also: async () =>
      expect(lastRequest('https://http-intake.logs.datadoghq.com/api/v2/logs')?.body).toContain('Pump is too warm'),
  }),
  DataTableDeleteRowNode: () => ({ has: { working: { deleted: { result: true } } } }),
  DataTableInsertRowNode: () => ({ data: { room: 'Lab' }, has: { working: { row: { room: 'Lab', id } } } }),
  DataTableQueryNode: () => ({
    data: { room: 'Hall' },
    has: { working: { rows: { items: expect.any(Array), count: expect.any(Number) } } },
  }),
  DataTableUpdateRowNode: () => ({
    data: { room: 'Attic', level: 3 },
    has: { working: { row: { room: 'Attic', level: 3 } } },
  }),
  DateTimeNode: () => ({ has: { working: { start: expect.any(String) } } }),
  DebugNode: () => ({ data: { temperature: 5 } }),
  DelayNode: () => ({ config: { delay: '0.1' } }),
  DeviceDeleteWorkflowNode: () => ({ data: { deviceId: ids.gone }, has: { working: { deleted: true } } }),
  DeleteEventNode: () => ({ data: { eventId: ids.other }, has: { working: { deleted: expect.anything() } } }),
  DeviceChangeStateNode: () => ({
    data: { deviceId: ids.device },
    working: { celsius: 21.5 },
    also: () =>
      expect
        .poll(async () => JSON.stringify(await act('GET', `/devices/${ids.device}/compositeState`)))
        .toContain('21.5'),
  }),
  DeviceSendCommandNode: () => ({
    data: { deviceId: ids.device, speed: 3 },
    also: async () => expect(JSON.stringify(await act('GET', `/devices/${ids.device}/command`))).toContain('setSpeed'),
  }),
  EdgeDeployNode: () => ({
    data: { flowId: ids.edgeFlow, version: 'v1', deviceId: ids.edge },
    has: { working: { deployed: { success: true, scheduled: 1 } } },
  }),
  EndpointReplyNode: () => ({ data: { replyId: 'none' } }),
  FileCreateNode: () => ({ data: { id: 'f', csv: 'x' }, has: { working: { file: { name: 'report-f.csv' } } } }),
  FileGetNode: () => ({
    config: { filePathTemplate: '/reports/report-f.csv' },
    has: { working: { file: { value: 'x' } } },
  }),
  FTPGetNode: () => ({ ...atFtp(), data: { machine: 'm1' }, has: { working: { content: 'x,y' } } }),
  FTPPutNode: () => ({
    ...atFtp(),
    data: { machine: 'm2', csv: 'y' },
    has: { working: { written: { success: true } } },
  }),
  GaugeNode: () => ({ data: { deviceId: ids.device }, has: { working: { newest: { value: expect.any(Number) } } } }),
  GenerateIdNode: () => ({ has: { working: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) } } }),
  GeofenceNode: () => ({ data: { location: '39.1001,-84.5' }, output: 1 }),
  GetDeviceNode: () => ({ data: { deviceId: ids.device }, has: { working: { device: { deviceId: ids.device } } } }),
  GetEventNode: () => ({ has: { working: { event: { state: 'new' } } } }),
  GetValueNode: () => ({ has: { working: { count: 0 } } }),
  GoogleCloudStorageGetNode: () => ({ has: { working: { read: { value: 'a,b' } } } }),
  GoogleCloudStoragePutNode: () => ({
    data: { csv: 'x,y' },
    has: { working: { written: { success: true } } },
    also: async () => expect(lastRequest('https://storage.googleapis.com/upload/')?.body).toBe('x,y'),
  }),
  GoogleBigQueryNode: () => ({
    has: { working: { found: { jobComplete: true } } },
    also: async () => expect(lastRequest('https://bigquery.googleapis.com/')?.body).toContain('plant.machines'),
  }),
  GoogleFunctionNode: () => ({ data: { speed: 3 }, has: { working: { rated: { result: '5' } } } }),
  GooglePublishNode: () => ({ data: { level: 1 }, has: { working: { sent: { success: true, messageId: '7' } } } }),
  HashNode: () => ({ data: { body: '' }, has: { working: { hash: expect.stringMatching(/^e3b0c442/) } } }),
  HtmlParserNode: () => ({ data: { page }, has: { working: { values: ['1'] } } }),
  HttpNode: () => ({ has: { working: { response: { statusCode: 200, body: 'a,b' } } } }),
  JsonDecodeNode: () => ({ data: { body: '{"a": 1}' }, has: { working: { body: { a: 1 } } } }),
  JsonEncodeNode: () => ({ data: { a: 1 }, has: { working: { text: expect.stringContaining('"a":1') } } }),
  JWTCreateNode: () => ({
    data: { id: 'i' },
    has: { working: { token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) } },
  }),
  JWTDecodeNode: () => ({ data: { token: signed() }, has: { working: { claims: { id: 'i' } } } }),
  JWTVerifyNode: () => ({ data: { token: signed() }, output: 1 }),
  LatchNode: () => ({ data: { temperature: 31 }, output: 1, has: { working: { isHot: true } } }),
  LogglyWriteNode: () => ({
    has: { working: { logged: { success: true } } },
    also: async () => expect(lastRequest('https://logs-01.loggly.com/bulk/')?.body).toContain('Pump is too warm'),
  }),
  LoopCapNode: () => loop(),
  LoopNode: () => loop(),
  LosantApiNode: () => ({ has: { working: { devices: { result: { items: expect.any(Array) } } } } }),
  MathNode: () => ({ data: { celsius: 100 }, has: { data: { fahrenheit: 212 } } }),
  MongoNode: () => ({
    data: { serial: 's1' },
    config: { mongoUriTemplate: `mongodb://127.0.0.1:${mongo.port}/plant`, credentialNameTemplate: '' },
    has: { working: { machines: [{ serial: 's1', kind: 'press' }] } },
  }),
  MqttMessageNode: () => ({ data: { site: 'a', level: 1 } }),
  MutateNode: () => ({ has: { working: { name: 'Pump' } } }),
  ObjectNode: () => ({ working: { settings: { a: 1 } }, has: { working: { settings: { a: 1, limit: 5 } } } }),
  ParticleCallNode: () => ({
    // The token of the integration, in place of the example's own.
    config: { integrationId: ids.particle, accessToken: '' },
    data: { particleDevice: 'd1', temperature: 5 },
    has: { working: { called: { return_value: 7 } } },
    also: async () =>
      expect(lastRequest('https://api.particle.io/v1/devices/d1/setTemperature')).toMatchObject({
        body: 'arg=5',
        headers: { authorization: 'Bearer kept' },
      }),
  }),
  RandomNumberNode: () => ({ has: { working: { dice: expect.any(Number) } } }),
  RawFunctionNode: () => ({ data: { a: 1, b: 2 }, has: { working: { sum: 3 } } }),
  RedisNode: () => ({
    data: { serial: 's1' },
    config: { host: '127.0.0.1', port: String(redis.port) },
    has: { working: { state: null } },
  }),
  RegisterDeviceCertificateNode: () => ({
    data: { deviceId: ids.device },
    working: { issued: { certificate: globals.deviceCertificate } },
    has: { working: { registered: { deviceIds: [ids.device] } } },
  }),
  MailgunNode: () => ({
    data: { text: 'Well' },
    has: { working: { sent: { success: true, id: 'm1' } } },
    also: async () => expect(lastRequest('https://api.eu.mailgun.net/')?.body).toContain('Well'),
  }),
  SalesforceNode: () => ({
    has: { working: { case: { id: '500' } } },
    also: async () => expect(lastRequest('https://plant.my.salesforce.com/')?.body).toContain('Pump is too warm'),
  }),
  SamlLoginRedirectNode: () => ({
    has: { working: { login: { redirectUrl: expect.stringContaining('https://idp.example.com/login?') } } },
  }),
  SamlVerifyNode: () => {
    const response = writeResponse(sign(writeAssertion(), provider));
    const body = { SAMLResponse: Buffer.from(response).toString('base64') };
    return { data: { body }, output: 1, has: { working: { user: { nameID: 'ann@example.com' } } } };
  },
  SnowflakeNode: () => ({ has: { working: { machines: { rows: [{ NAME: 'Press' }] } } } }),
  WhatsAppNode: () => ({
    has: { working: { sent: [{ success: true, number: globals.phone }] } },
    also: async () => expect(lastRequest('https://graph.facebook.com/')?.body).toContain('Pump is too warm'),
  }),
  SendgridEmailNode: () => ({
    data: { text: 'Well' },
    has: { working: { sent: { success: true } } },
    also: async () => expect(lastRequest('https://api.sendgrid.com/')?.body).toContain('Well'),
  }),
  ServiceNowNode: () => ({
    has: { working: { incident: { result: { number: 'INC1' } } } },
    also: async () =>
      expect(lastRequest('https://plant.service-now.com/api/now/table/incident')?.body).toContain('Pump is too warm'),
  }),
  SlackNode: () => ({
    has: { working: { sent: expect.anything() } },
    also: async () => expect(lastRequest('https://hooks.slack.com/')?.body).toContain('Pump is too warm'),
  }),
  SqlNode: () => {
    const { port, pathname } = new URL(database.url);
    const config = { hostTemplate: '127.0.0.1', portTemplate: port, databaseTemplate: pathname.slice(1), sslOn: false };
    return { data: { serial: 's1' }, config, has: { working: { machines: [{ name: 'Press', limit_c: 80 }] } } };
  },
  SqsSendNode: () => ({
    data: { level: 1 },
    has: { working: { sent: { success: true, messageId: 'm1' } } },
  }),
  StoreValueNode: () => ({ has: { working: { count: 1 } } }),
  StringNode: () => ({ data: { list: 'a,b' }, has: { working: { parts: ['a', 'b'] } } }),
  StructureEmailNode: () => ({
    data: { temperature: 5 },
    has: { working: { sent: { success: true } } },
    also: async () => expect(await mail.next()).toContain('It has 5 degrees'),
  }),
  StructureSmsNode: () => ({
    has: { working: { sent: { success: true } } },
    also: async () => expect(lastRequest('/sms')?.body).toContain('"to":"+15005550001","text":"Pump is too warm"'),
  }),
  SwitchNode: () => ({ data: { mode: 'off' }, output: 2 }),
  ThrottleNode: () => ({ output: 1 }),
  ThrowErrorNode: () => ({ data: { id: 'd' }, fails: { name: 'ThrowError', message: 'There is no device d' } }),
  TimeRangeNode: () => ({ config: { startTimeTemplate: '', endTimeTemplate: '', days: [] }, output: 1 }),
  TimeSeriesNode: () => ({ data: { deviceId: ids.device }, has: { working: { series: expect.any(Array) } } }),
  TwilioSmsNode: () => ({
    has: { working: { sent: [{ success: true }] } },
    also: async () => expect(lastRequest('https://api.twilio.com/')?.body).toContain('Body=Pump+is+too+warm'),
  }),
  UpdateDeviceNode: () => ({
    data: { deviceId: ids.device, serial: 's9', site: 'a' },
    has: { working: { device: { name: 'Pump s9' } } },
  }),
  UpdateEventNode: () => ({ data: { eventId: ids.event }, has: { working: { event: { state: 'resolved' } } } }),
  ValidatePayloadNode: () => ({
    data: { temperature: 'hot' },
    output: 0,
    has: { working: { errors: [{ field: 'data.temperature' }] } },
  }),
  WebhookReplyNode: () => ({ data: { replyId: 'none' } }),
  WorkflowTriggerNode: () => ({
    data: { deviceId: 'd' },
    config: { triggerWorkflowId: ids.target },
    has: { working: { started: { runId: id } } },
    also: () =>
      expect.poll(async () => (await act('GET', `/flows/${ids.target}/storage`)).data).toEqual({ deviceId: 'd' }),
  }),
};

/** Two items, for each of which the loop's body, a cap alone, is come to. */
function loop(): Example {
  const cap = nodeTypes.find(({ type }) => type === 'LoopCapNode');
  const config = { ...cap?.example, loopNodeId: 'example', mapValuePath: 'working.item.value' };
  return {
    data: { items: ['a', 'b'] },
    config: { mapResultPath: 'working.seen' },
    nodes: [{ id: 'cap', type: 'LoopCapNode', config, meta: { groupId: 'example' }, outputIds: [] }],
    has: { working: { seen: ['a', 'b'] } },
  };
}

/** vsftpd has a certificate that nobody vouches for. */
function atFtp(): Example {
  const directoryTemplate = join(ftp.folder, 'root', 'incoming', 'reports');
  return {
    config: {
      hostTemplate: '127.0.0.1',
      portTemplate: String(ftp.port),
      disableSSLVerification: true,
      directoryTemplate,
    },
  };
}

/** What a type is run as: those that stand within another are run with it. */
const runAs: Readonly<Record<string, string>> = { LoopCapNode: 'LoopNode', CustomNodeCapNode: 'CustomNodeExecuteNode' };

it.each(nodeTypes.map(({ type }) => type))('%s', { timeout: 120_000 }, async (type) => {
  const example = examples[type]?.();
  if (!example) throw new Error(`there is no run of the example of ${type}: add it to the list`);
  const { data = {}, working = {}, config = {}, nodes = [], output = 0 } = example;
  const run = runAs[type] ?? type;
  const declared = nodeTypes.find((each) => each.type === run);
  const store = (at: number) => ({
    ...{ id: `out${at}`, type: 'StoreValueNode', meta: {}, outputIds: [] },
    config: { keyName: `out${at}`, valueType: 'path', value: '.' },
  });
  const outputIds = run === 'LoopNode' ? [['out0'], ['cap']] : [['out0'], ['out1'], ['out2']];
  // What never runs has no wires.
  const isNote = declared?.structure === 'note';
  const wires =
    declared?.outputs === 0 ? [] : outputIds.slice(0, declared?.outputs === 'cases' ? 3 : declared?.outputs);
  const root = { working, deviceName: 'Pump' };
  const flow = await act('POST', '/flows', {
    name: `${type} ${Math.random()}`,
    globals: Object.entries(globals).map(([key, value]) => ({
      key,
      json: JSON.stringify(key === 'limit' ? Number(value) : value),
    })),
    triggers: [{ type: 'virtualButton', config: {}, meta: {}, outputIds: [['root']] }],
    nodes: [
      {
        ...{ id: 'root', type: 'RawFunctionNode', meta: {}, outputIds: [[isNote ? 'out0' : 'example']] },
        config: { script: `Object.assign(payload, ${JSON.stringify(root)})` },
      },
      { id: 'example', type: run, config: { ...declared?.example, ...config }, meta: {}, outputIds: wires },
      ...nodes,
      ...[0, 1, 2].map(store),
    ],
  });
  const [{ key }] = flow.triggers as unknown as [{ key: string }];
  const { run: ended } = await press(server, { token, applicationId }, { flowId: flow.id as string, key }, data);
  if (example.fails && !isNote) {
    expect(ended).toMatchObject({ status: 'failed', error: example.fails });
    return;
  }
  expect([ended.status, ended.error]).toEqual(['succeeded', undefined]);
  const stored = (await act('GET', `/flows/${flow.id}/storage`)) as Record<string, Record<string, unknown>>;
  expect(Object.keys(stored).filter((name) => name.startsWith('out'))).toEqual([`out${output}`]);
  const after = stored[`out${output}`];
  expect(JSON.stringify(after?.working)).not.toContain('"error"');
  if (example.has) expect(after).toMatchObject(example.has);
  await example.also?.();
});
