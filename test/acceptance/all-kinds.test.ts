// Of everything that search finds: by part of its name, and counted right after many have written at once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

/** Each kind this often at once. */
const each = 4;

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let maker: CertificateMaker;

beforeAll(async () => {
  server = await sharedServer();
  const admin = await logIn(server);
  ({ client, token } = await makeUser(server, admin.token, 'kinds@search.example'));
  ({ id: applicationId } = await client.applications.post({ application: { name: 'Harbour' } }));
  maker = await CertificateMaker.start();
});
afterAll(() => maker?.end());

type Make = (name: string) => Promise<{ id: string }>;

const broker = { protocol: 'mqtt', host: 'broker.example.com', port: 1883 };
const post = async (path: string, body: object) => {
  const answer = await call(server, 'POST', `/applications/${applicationId}/${path}`, { token, body });
  expect(answer.status).toBe(201);
  return { id: String(answer.body.id) };
};

/** What makes one of each kind, by the summary's field that counts it. */
const kinds: Readonly<Record<string, Make>> = {
  apiTokenCount: (name) => post('tokens', { name, scope: ['all.Application'] }),
  certificateAuthorityCount: async (name) =>
    client.applicationCertificateAuthorities.post({
      applicationId,
      applicationCertificateAuthority: { name, caBundle: (await maker.authority(name)).cert },
    }),
  credentialCount: (name) =>
    post('credentials', { name, type: 'jwt', jwtConfig: { algorithm: 'HS256', secret: 'secret' } }),
  dashCount: (name) => client.dashboards.post({ dashboard: { name, applicationId } }),
  dataTableCount: (name) => client.dataTables.post({ applicationId, dataTable: { name } }),
  deviceCount: (name) => client.devices.post({ applicationId, device: { name } }),
  deviceRecipeCount: (name) => client.deviceRecipes.post({ applicationId, deviceRecipe: { name } }),
  eventCount: (subject) => client.events.post({ applicationId, event: { level: 'info', subject } }),
  fileCount: (name) => client.files.post({ applicationId, file: { name, type: 'directory' } }),
  flowCount: (name) => client.flows.post({ applicationId, flow: { name, triggers: [{ type: 'virtualButton' }] } }),
  integrationCount: (name) =>
    client.integrations.post({
      applicationId,
      integration: { name, integrationType: 'mqtt', enabled: false, mqttConfig: broker },
    }),
  keyCount: (description) => client.applicationKeys.post({ applicationId, applicationKey: { description } }),
  webhookCount: (name) => client.webhooks.post({ applicationId, webhook: { name } }),
};

const readSummary = async (): Promise<Record<string, number>> =>
  (await client.application.get({ applicationId })).summary;

it('counts every kind right after all of them were written and deleted at once', async () => {
  const before = await readSummary();
  const made = await Promise.all(
    Object.entries(kinds).flatMap(([field, make]) =>
      Array.from({ length: each }, async (_none, index) => ({ field, id: (await make(`Zanzibar ${index}`)).id })),
    ),
  );
  const after = await readSummary();
  for (const field of Object.keys(kinds).filter((each) => each !== 'dashCount'))
    expect([field, after[field]]).toEqual([field, (before[field] ?? 0) + each]);
  const deletions = made.flatMap(({ field, id }) => {
    const path = paths[field];
    return path === undefined ? [] : [{ field, path: `/applications/${applicationId}/${path}/${id}` }];
  });
  // One of each stays, and new ones come while the others go.
  const going = Object.keys(paths).flatMap((field) => deletions.filter((one) => one.field === field).slice(1));
  await Promise.all([
    ...going.map(async ({ path }) =>
      expect([path, (await call(server, 'DELETE', path, { token })).status]).toEqual([path, 200]),
    ),
    ...Object.keys(paths).map((field) => kinds[field]?.('Quito')),
  ]);
  const end = await readSummary();
  for (const field of Object.keys(paths)) expect([field, end[field]]).toEqual([field, (before[field] ?? 0) + 2]);
});

const paths: Readonly<Record<string, string>> = {
  apiTokenCount: 'tokens',
  certificateAuthorityCount: 'certificate-authorities',
  credentialCount: 'credentials',
  dataTableCount: 'data-tables',
  deviceCount: 'devices',
  deviceRecipeCount: 'device-recipes',
  eventCount: 'events',
  fileCount: 'file',
  flowCount: 'flows',
  integrationCount: 'integrations',
  keyCount: 'keys',
  webhookCount: 'webhooks',
};

it('finds every kind that search knows by part of its name', async () => {
  const makes = Object.entries(kinds).filter(([field]) => !unsearched.has(field));
  await Promise.all(makes.map(([, make]) => make('Kilimanjaro Göteborg')));
  for (const filter of ['imanj', 'GÖTEB', 'kilimanjaro göt']) {
    const found: { _type: string }[] = await client.application.search({ applicationId, filter });
    expect([filter, found.map(({ _type }) => _type).sort()]).toEqual([
      filter,
      [
        'applicationApiToken',
        'dashboard',
        'dataTable',
        'device',
        'deviceRecipe',
        'event',
        'file',
        'flow',
        'integration',
        'webhook',
      ],
    ]);
  }
});

/** resources.md, "Rules for all": what search does not have. */
const unsearched: ReadonlySet<string> = new Set(['credentialCount', 'certificateAuthorityCount', 'keyCount']);

it('tries patterns made to be slow as fast as others', async () => {
  const text = 'a'.repeat(255);
  await client.events.post({ applicationId, event: { level: 'info', subject: text } });
  const { id: dataTableId } = await client.dataTables.post({
    applicationId,
    dataTable: { name: text, columns: [{ name: 'text', dataType: 'string', constraint: 'optional' }] },
  });
  await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: { text: 'a'.repeat(5_000) } });
  await client.devices.post({ applicationId, device: { name: text } });
  // With a backtracking matcher each of these would outlive the test by ages.
  const evil = `${'*a'.repeat(120)}*b`;
  const question = { $or: Array.from({ length: 20 }, () => ({ subject: { $startsWith: `${text}b` } })) };
  const items = await Promise.all([
    client.events.get({ applicationId, filterField: 'subject', filter: evil }),
    client.devices.get({ applicationId, filterField: 'name', filter: evil }),
    client.dataTables.get({ applicationId, filterField: 'name', filter: evil }),
    client.application
      .search({ applicationId, filter: evil.slice(0, 255) })
      .then((found: unknown[]) => ({ items: found })),
    client.events.get({ applicationId, query: question }),
    client.dataTableRows.query({
      applicationId,
      dataTableId,
      query: { text: { $startsWith: `${'a'.repeat(4_999)}b` } },
    }),
  ]);
  expect(items.map((answer: { items: unknown[] }) => answer.items.length)).toEqual([0, 0, 0, 0, 0, 0]);
  const bad = await call(server, 'POST', `/applications/${applicationId}/data-tables/${dataTableId}/rows/query`, {
    token,
    body: { text: { $regex: '(a+)+$' } },
  });
  expect([bad.status, String(bad.body.message)]).toEqual([400, expect.stringContaining('$regex')]);
});
