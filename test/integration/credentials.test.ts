// Credentials (resources.md, "Credentials"): the newer client's actions, called by hand, since the official one has none.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { credentialsFeature, setCredentialReferences } from '../../src/features/credentials/index.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { type Client, logIn } from '../support/api.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let server: TestApp;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await startTestApp({});
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
});
afterAll(() => server.end());

const send = (method: string, path = '', body?: object) =>
  call(server, method, `/applications/${applicationId}/credentials${path}`, { token, ...(body ? { body } : {}) });
const jwt = { type: 'jwt', jwtConfig: { issuer: 'plant', algorithm: 'HS256', secret: 'very secret' } };
const http = {
  type: 'http',
  httpConfig: {
    uriMatch: 'https://api.example.com/v1/*',
    authMethod: 'header',
    publicValue: 'X-Api-Key',
    secretValue: 'hidden',
  },
};

it('takes secrets and never returns them', async () => {
  const made = await send('POST', '', { name: 'Signing', description: 'For calls', ...jwt });
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: 'Signing',
      description: 'For calls',
      enabled: true,
      type: 'jwt',
      applicationId,
      jwtConfig: { issuer: 'plant', algorithm: 'HS256' },
      _type: 'credential',
    },
  });
  const { id } = made.body;
  expect(made.body.credentialId).toBe(id);
  const called = await send('POST', '', { name: 'Weather', ...http });
  const { secretValue, ...shown } = http.httpConfig;
  expect(called.body.httpConfig).toEqual(shown);
  const one = await send('GET', `/${id}`);
  expect(one.body).toEqual(made.body);
  const list = await send('GET');
  expect(list.body).toMatchObject({ count: 2, totalCount: 2, sortField: 'creationDate', sortDirection: 'desc' });
  expect((list.body.items as { name: string }[]).map(({ name }) => name)).toEqual(['Weather', 'Signing']);
  expect((await send('GET', '?filterField=type&filter=jwt')).body.totalCount).toBe(1);
  const all = JSON.stringify([made, called, one, list]);
  for (const secret of [jwt.jwtConfig.secret, secretValue, '****']) expect(all).not.toContain(secret);
  expect((await client.application.get({ applicationId })).summary.credentialCount).toBe(2);
});

it('changes what is given and keeps the rest, the secret too, except for another address', async () => {
  const { body: made } = await send('POST', '', { name: 'Partner', ...http });
  const path = `/${made.id}`;
  const patched = await send('PATCH', path, { enabled: false, httpConfig: { publicValue: 'X-Other' } });
  expect(patched).toMatchObject({
    status: 200,
    body: { name: 'Partner', enabled: false, httpConfig: { publicValue: 'X-Other', authMethod: 'header' } },
  });
  expect((await send('PATCH', path, {})).status).toBe(200);
  const elsewhere = { uriMatch: 'https://thief.example.net' };
  expect(await send('PATCH', path, { httpConfig: elsewhere })).toMatchObject({
    status: 400,
    body: { message: 'httpConfig.secretValue must be given again when the uriMatch changes' },
  });
  expect((await send('PATCH', path, { httpConfig: { ...elsewhere, secretValue: 'new' } })).status).toBe(200);
  expect(await send('PATCH', path, { jwtConfig: { algorithm: 'HS512' } })).toMatchObject({
    status: 400,
    body: { message: 'jwtConfig does not fit a credential of type http' },
  });
  expect((await send('PATCH', path, { type: 'jwt' })).status).toBe(400);
  // A key that the algorithm cannot use is found when either changes.
  const { body: signing } = await send('POST', '', { name: 'Other signing', ...jwt });
  expect((await send('PATCH', `/${signing.id}`, { jwtConfig: { algorithm: 'RS256' } })).body.message).toBe(
    'jwtConfig.secret must be a private or public key in PEM for RS256',
  );
  expect((await send('DELETE', path)).body).toEqual({ success: true });
  expect((await send('GET', path)).status).toBe(404);
});

it('holds names unique within an application', async () => {
  const { body: first } = await send('POST', '', { name: 'Unique', ...jwt });
  const conflict = { status: 409, body: { message: 'name is the name of another credential of the application' } };
  expect(await send('POST', '', { name: 'Unique', ...jwt })).toMatchObject(conflict);
  const { body: second } = await send('POST', '', { name: 'unique', ...jwt });
  expect(await send('PATCH', `/${second.id}`, { name: 'Unique' })).toMatchObject(conflict);
  expect((await send('PATCH', `/${first.id}`, { name: 'Unique' })).status).toBe(200);
  const other = await client.applications.post({ application: { name: 'Other' } });
  const path = `/applications/${other.id}/credentials`;
  expect((await call(server, 'POST', path, { token, body: { name: 'Unique', ...jwt } })).status).toBe(201);
  expect((await call(server, 'GET', `${path}/${first.id}`, { token })).status).toBe(404);
});

const rowIdOf = async (id: string): Promise<number> => {
  const { kysely } = server.app.platform.database;
  const query = kysely.selectFrom('application_directory').where('id', '=', id).select('application_row_id');
  return (await query.executeTakeFirstOrThrow()).application_row_id;
};

it('returns what names a credential, and keeps it and its name as long as something does', async () => {
  const { body: made } = await send('POST', '', { name: 'Named', ...jwt });
  const linked = async () => (await send('GET', `/${made.id}/linkedResources`)).body;
  expect(await linked()).toEqual({});
  expect((await send('GET', `/${'0'.repeat(24)}/linkedResources`)).status).toBe(404);
  const applicationRowId = await rowIdOf(applicationId);
  const name = (user: { type: string; id: string; name: string }, names: string[]) =>
    inTransaction(server.app.platform.database, (tx) => setCredentialReferences(tx, applicationRowId, user, names));
  const daily = { type: 'flow', id: '1'.repeat(24), name: 'Daily' };
  const hourly = { type: 'flow', id: '2'.repeat(24), name: 'Hourly' };
  await name(daily, ['Named', 'Named', 'not there yet']);
  await name(hourly, ['Named']);
  await name({ type: 'integration', id: '3'.repeat(24), name: 'Broker' }, ['Named']);
  expect(await linked()).toMatchObject({
    flows: { count: 2, totalCount: 2, items: [daily, hourly].map((each) => ({ id: each.id, name: each.name })) },
    integrations: { count: 1, items: [{ name: 'Broker', _type: 'integration' }] },
  });
  const used = (what: string) => ({
    status: 409,
    body: { message: `The credential is used by flow "Daily" and 2 more, so it cannot ${what}` },
  });
  expect(await send('DELETE', `/${made.id}`)).toMatchObject(used('be deleted'));
  expect(await send('PATCH', `/${made.id}`, { name: 'Renamed' })).toMatchObject(used('be renamed'));
  expect((await send('PATCH', `/${made.id}`, { name: 'Named', enabled: false })).status).toBe(200);
  await name({ ...daily, name: 'Nightly' }, []);
  await name(hourly, ['Other']);
  expect(await linked()).toEqual({ integrations: expect.objectContaining({ totalCount: 1 }) });
  await name({ type: 'integration', id: '3'.repeat(24), name: 'Broker' }, []);
  expect((await send('DELETE', `/${made.id}`)).status).toBe(200);
});

it('hands a credential out by its name, or says why not', async () => {
  const { credentials } = server.app.api(credentialsFeature);
  const applicationRowId = await rowIdOf(applicationId);
  const { body: made } = await send('POST', '', { name: 'Handed', ...http });
  const use = (name: string, type: 'http' | 'jwt' = 'http') => credentials.use(applicationRowId, name, type);
  expect(await use('Handed')).toEqual({ config: http.httpConfig });
  expect(await use('handed')).toEqual({ failure: 'There is no credential "handed".' });
  expect(await use('Handed', 'jwt')).toEqual({ failure: 'The credential "Handed" is of type http, not jwt.' });
  await send('PATCH', `/${made.id}`, { httpConfig: { secretValue: 'renewed' } });
  expect(await use('Handed')).toEqual({ config: { ...http.httpConfig, secretValue: 'renewed' } });
  await send('PATCH', `/${made.id}`, { enabled: false });
  expect(await use('Handed')).toEqual({ failure: 'The credential "Handed" is disabled.' });
});

it('refuses what could never be used', async () => {
  const refusal = async (body: object) => {
    const { status, body: answer } = await send('POST', '', { name: 'Wrong', ...body });
    expect(status).toBe(400);
    return String(answer.message);
  };
  expect(await refusal({ type: 'jwt' })).toBe('jwtConfig is needed for a credential of type jwt');
  expect(await refusal({ ...jwt, httpConfig: http.httpConfig })).toBe(
    'httpConfig does not fit a credential of type jwt',
  );
  expect(await refusal({ type: 'sendgrid' })).toContain('type');
  const withHttp = (change: object) => refusal({ type: 'http', httpConfig: { ...http.httpConfig, ...change } });
  for (const uriMatch of [
    'example.com/',
    'https://*',
    'https://*.com',
    'https://*example.com',
    'ftp://a.example.com',
  ]) {
    expect(await withHttp({ uriMatch })).toMatch(/^httpConfig.uriMatch must be like/);
  }
  expect(await withHttp({ publicValue: 'no header' })).toMatch(/^httpConfig.publicValue must be the name of a header/);
  expect(await withHttp({ secretValue: 'a\r\nb: c' })).toMatch(/^httpConfig.secretValue holds characters/);
  expect(await withHttp({ authMethod: 'basicAuth', publicValue: 'a:b' })).toMatch(/without a colon/);
  expect(await withHttp({ authMethod: 'queryParam', publicValue: '' })).toMatch(/name of a query parameter/);
  expect(await withHttp({ authMethod: 'clientCertificate' })).toMatch(/must be a certificate in PEM/);
  const withKey = (algorithm: string, secret: string) => refusal({ type: 'jwt', jwtConfig: { algorithm, secret } });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(await withKey('RS256', pem)).toBe('jwtConfig.secret must be an RSA key for RS256');
  expect(await withKey('ES384', pem)).toBe('jwtConfig.secret must be a key on the curve secp384r1 for ES384');
  const good = { type: 'jwt', jwtConfig: { algorithm: 'ES256', secret: pem } };
  expect((await send('POST', '', { name: 'Right', ...good })).status).toBe(201);
});

it('records changes without their secrets', async () => {
  const { id: orgId } = await client.orgs.post({ organization: { name: 'Works' } });
  const application = await client.applications.post({ application: { name: 'Plant', orgId } });
  const path = `/applications/${application.id}/credentials`;
  await call(server, 'POST', path, { token, body: { name: 'Kept', ...jwt } });
  const { items } = await client.auditLogs.get({ orgId });
  const entry = items.find((each: { requestResource: string }) => each.requestResource === 'credentials');
  expect(entry).toMatchObject({ primaryTargetId: application.id });
  const { requestBody } = await client.auditLog.get({ orgId, auditLogId: entry.id });
  expect(requestBody.jwtConfig).toEqual({ ...jwt.jwtConfig, secret: '********' });
});
