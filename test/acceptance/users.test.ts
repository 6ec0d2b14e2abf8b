import { beforeAll, expect, it } from 'vitest';
import { connect, failureOf, logIn } from '../support/api.ts';
import { get } from '../support/fixtures.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { adminEmail, adminPassword } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import { makeTotpKey, totpCode } from '../support/totp.ts';

const strong = 'Correct-Horse-7';

let server: SharedServer;
let adminToken: string;
beforeAll(async () => {
  server = await sharedServer();
  adminToken = (await logIn(server)).token;
});

async function send(method: string, path: string, token: string, body?: object) {
  const response = await fetch(`${server.http}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function makeUser(email: string) {
  const created = await send('POST', '/users', adminToken, { email, password: strong });
  expect(created.status).toBe(201);
  const credentials = { email, password: strong };
  const { token } = await connect(server).auth.authenticateUser({ credentials });
  return { id: String(created.body.id), email, token, client: connect(server, token) };
}

it('lets an administrator create users, and nobody else', async () => {
  const shown = await send('POST', '/users', adminToken, { email: 'grace@example.com', firstName: 'Grace' });
  expect(shown).toMatchObject({ status: 201, body: { email: 'grace@example.com', isAdministrator: false } });
  const credentials = { email: 'GRACE@example.com', password: shown.body.password };
  const { token } = await connect(server).auth.authenticateUser({ credentials });
  const listed = await send('GET', '/users?filterField=email&filter=grace*', adminToken);
  expect(listed.body).toMatchObject({ totalCount: 1, items: [{ fullName: 'Grace' }] });
  expect(JSON.stringify(listed.body)).not.toContain(shown.body.password);

  for (const [method, path] of [
    ['GET', '/users'],
    ['POST', '/users'],
    ['GET', `/users/${shown.body.id}`],
    ['PATCH', `/users/${shown.body.id}`],
    ['DELETE', `/users/${shown.body.id}`],
  ] as const) {
    expect((await send(method, path, token, method === 'GET' ? undefined : {})).status).toBe(403);
  }
  const twice = await send('POST', '/users', adminToken, { email: 'Grace@Example.com' });
  expect(twice).toMatchObject({ status: 409, body: { type: 'Conflict', message: 'email is already taken' } });
  const weak = await send('POST', '/users', adminToken, { email: 'a@example.com', password: 'short' });
  expect(weak).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^password /) } });
});

it('keeps an account’s own data, and a unique e-mail', async () => {
  const { client } = await makeUser('ada@example.com');
  const patched = await client.me.patch({ user: { firstName: 'Ada', lastName: 'L', title: 'Engineer' } });
  expectSchema('me', patched);
  expect(patched).toMatchObject({ fullName: 'Ada L', title: 'Engineer', email: 'ada@example.com' });
  const narrow = await client.me.get({ summaryInclude: ['appCount', 'orgCount'] });
  expect(narrow.summary).toEqual({ appCount: 0, orgCount: 0 });
  // Taken or not: without a mail server only an administrator changes it.
  for (const email of [adminEmail.toUpperCase(), 'free@example.com']) {
    expect(await failureOf(client.me.patch({ user: { email, password: strong } }))).toMatchObject({ statusCode: 403 });
  }
  expect(await send('PATCH', `/users/${patched.id}`, adminToken, { email: 'ada2@example.com' })).toMatchObject({
    status: 200,
    body: { email: 'ada2@example.com' },
  });
  expect(await failureOf(client.me.patch({ user: { password: 'Another-Horse-8' } }))).toMatchObject({
    statusCode: 400,
    message: expect.stringMatching(/^password is changed with/),
  });
  expect(await client.me.payloadCounts()).toEqual({});
});

it('ends every token at a change of the password, and returns one that works', async () => {
  const { client, token, email } = await makeUser('alan@example.com');
  const api = await client.userApiTokens.post({ apiToken: { name: 'script' } });
  expectSchema('apiToken', api);
  const data = { password: strong, newPassword: 'Another-Horse-8' };
  expect(await failureOf(client.me.changePassword({ data: { ...data, password: 'wrong' } }))).toMatchObject({
    statusCode: 400,
    message: 'password is wrong',
  });
  const changed = await client.me.changePassword({ data });
  expectSchema('authedUser', changed);
  for (const old of [token, api.token]) expect((await get(server, '/me', old)).status).toBe(401);
  expect((await get(server, '/me', changed.token)).status).toBe(200);
  expect(await failureOf(connect(server).auth.authenticateUser({ credentials: { email, password: strong } }))).toEqual(
    expect.objectContaining({ statusCode: 401 }),
  );

  const kept = await connect(server, changed.token).me.changePassword({
    data: { password: 'Another-Horse-8', newPassword: strong, invalidateExistingTokens: false },
  });
  expect((await get(server, '/me', changed.token)).status).toBe(200);
  const cutoff = new Date(Date.now() + 1000).toISOString();
  await connect(server, kept.token).me.patch({ user: { tokenCutoff: cutoff } });
  expect((await get(server, '/me', changed.token)).status).toBe(401);
});

it('gives a login a new token like the old one, and an API token none', async () => {
  const { client, email } = await makeUser('edsger@example.com');
  const credentials = { email, password: strong, requestedScopes: ['me.*'], tokenTTL: 3600 };
  const narrow = await connect(server).auth.authenticateUser({ credentials });
  const refreshed = await connect(server, narrow.token).me.refreshToken();
  expectSchema('authedUser', refreshed);
  expect(refreshed.token).not.toBe(narrow.token);
  expect((await get(server, '/me', refreshed.token)).status).toBe(200);
  expect((await get(server, '/applications', refreshed.token)).status).toBe(403);
  const api = await client.userApiTokens.post({ apiToken: { name: 'script', scope: ['all.User'] } });
  expect((await get(server, '/me/refreshToken', api.token)).status).toBe(403);
});

it('asks for a code at every login once two-factor authentication is on, and takes a code once', async () => {
  const { client, email } = await makeUser('barbara@example.com');
  const twoFactorAuthKey = makeTotpKey();
  const on = await client.me.enableTwoFactorAuth({ data: { password: strong, twoFactorAuthKey } });
  expectSchema('me', on);
  expect(on.twoFactorAuthEnabled).toBe(true);
  expect(JSON.stringify(on)).not.toContain(twoFactorAuthKey);

  const attempt = (twoFactorCode?: string) =>
    connect(server).auth.authenticateUser({
      credentials: { email, password: strong, ...(twoFactorCode === undefined ? {} : { twoFactorCode }) },
    });
  expect((await failureOf(attempt())).message).toMatch(/^twoFactorCode is required/);
  expect((await failureOf(attempt('000000'))).statusCode).toBe(401);
  const code = totpCode(twoFactorAuthKey, Date.now());
  expectSchema('authedUser', await attempt(code));
  expect((await failureOf(attempt(code))).message).toMatch(/already used/);

  const next = totpCode(twoFactorAuthKey, Date.now() + 30_000);
  const off = await client.me.disableTwoFactorAuth({ data: { password: strong, twoFactorCode: next } });
  expect(off.twoFactorAuthEnabled).toBe(false);
  expectSchema('authedUser', await attempt());
});

it('slows down guessing without telling which e-mails exist, and never locks the owner out elsewhere', async () => {
  const { email } = await makeUser('donald@example.com');
  const answers: Record<string, string[]> = {};
  for (const [name, address] of Object.entries({ known: email, unknown: 'nobody-at-all@example.com' })) {
    const outcome: string[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const response = await fetch(`${server.http}/auth/user`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: address, password: 'wrong' }),
      });
      const { type, message } = (await response.json()) as { type: string; message: string };
      outcome.push(`${response.status} ${type} ${message.replace(/\d+ s$/, 'n s')}`);
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      else expect(response.headers.get('ratelimit-limit')).toBe('10');
    }
    answers[name] = outcome;
  }
  expect(answers.known).toEqual(answers.unknown);
  expect(answers.known?.map((answer) => answer.slice(0, 3))).toEqual([...Array(10).fill('401'), '429', '429']);
  // The right password from the same place has to wait as well: it could be the guesser's next guess.
  const right = connect(server).auth.authenticateUser({ credentials: { email, password: strong } });
  expect((await failureOf(right)).statusCode).toBe(429);
});

it('asks who somebody is before it looks at the scopes that are wanted', async () => {
  const { email } = await makeUser('gladstone@example.com');
  const requestedScopes = Array.from({ length: 1000 }, (_, index) => `all.Nothing${index}`);
  const attempt = async (credentials: object): Promise<number> =>
    (await call(server, 'POST', '/auth/user', { body: { email, requestedScopes, ...credentials } })).status;
  expect(await attempt({ password: strong })).toBe(400);
  for (let failed = 0; failed < 10; failed += 1) expect(await attempt({ password: 'wrong' })).toBe(401);
  expect(await attempt({ password: 'wrong' })).toBe(429);
  expect(await attempt({ password: strong })).toBe(429);
});

it('deletes an account with its sandbox, but never the last administrator', async () => {
  const { client, email, token } = await makeUser('tony@example.com');
  const { id: applicationId } = await client.applications.post({ application: { name: 'Sandbox' } });
  const api = await client.applicationApiTokens.post({ applicationId, apiToken: { name: 'script' } });
  expect((await failureOf(client.me.delete({ credentials: { email, password: 'wrong' } }))).statusCode).toBe(400);
  expect(await client.me.delete({ credentials: { email, password: strong } })).toEqual({ success: true });
  expect((await get(server, '/me', token)).status).toBe(401);
  expect((await get(server, `/applications/${applicationId}`, api.token)).status).toBe(401);
  expect((await get(server, `/applications/${applicationId}`, adminToken)).status).toBe(404);

  const admin = connect(server, adminToken);
  const last = admin.me.delete({ credentials: { email: adminEmail, password: adminPassword } });
  expect(await failureOf(last)).toMatchObject({ statusCode: 400, message: expect.stringContaining('administrator') });
});

it('keeps what a person did to the account and the sandbox, without the secrets', async () => {
  const { client, token, id: userId } = await makeUser('niklaus@example.com');
  const { id: applicationId } = await client.applications.post({ application: { name: 'Plant' } });
  await client.devices.post({ applicationId, device: { name: 'Pump' } });
  await client.me.changePassword({
    data: { password: strong, newPassword: 'Another-Horse-8', invalidateExistingTokens: false },
  });
  const { body } = await send('GET', '/me/audit-logs', token);
  const items = body.items as unknown as Record<string, unknown>[];
  expect(items.map((item) => `${item.requestResource}.${item.requestAction}`)).toEqual([
    'me.changePassword',
    'devices.post',
    'applications.post',
  ]);
  for (const item of items) expectSchema('auditLog', item);
  expect(items[0]?.requestBody).toMatchObject({ password: '********', newPassword: '********' });
  expect(JSON.stringify(items)).not.toContain('Horse');
  expect(items[1]).toMatchObject({
    actorType: 'User',
    actorId: userId,
    actorName: 'niklaus@example.com',
    primaryTargetType: 'Application',
    primaryTargetName: 'Plant',
    secondaryTargetType: 'Device',
    secondaryTargetName: 'Pump',
    requestPathParams: { applicationId },
    responseStatus: 201,
    requestAddress: '127.0.0.1',
  });
  const one = await send('GET', `/me/audit-logs/${items[2]?.id}`, token);
  expect(one.body).toEqual(items[2]);
  const filtered = await send(
    'GET',
    '/me/audit-logs?auditLogFilter[request][0][resource]=devices&auditLogFilter[responseCode][0]=201',
    token,
  );
  expect(filtered.body.totalCount).toBe(1);
});
