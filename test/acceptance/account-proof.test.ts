import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { adminEmail, startServer, type TestServer } from '../support/start-server.ts';
import { call, makeUser, type TestUser } from '../support/tenant.ts';

let mailServer: MailServer;
let server: TestServer;
let admin: Client;
let adminToken: string;
beforeAll(async () => {
  mailServer = await startMailServer();
  server = await startServer({
    env: {
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      SIGNALBOX_PUBLIC_URL: 'https://box.example.com',
    },
  });
  ({ client: admin, token: adminToken } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  mailServer.close();
});

/** A new organization, led by somebody who does not look after the installation. */
async function makeTeam(email: string): Promise<{ lead: TestUser; orgId: string }> {
  const lead = await makeUser(server, adminToken, email);
  const { id: orgId } = await lead.client.orgs.post({ organization: { name: 'Team' } });
  return { lead, orgId };
}

async function invite(lead: Pick<TestUser, 'client'>, orgId: string, email: string): Promise<string> {
  const invites = await lead.client.org.inviteMember({ orgId, invite: { email, role: 'admin' } });
  await mailServer.next();
  const { link } = invites.find((each: { email: string }) => each.email === email);
  return new URL(link).searchParams.get('token') ?? '';
}

const patchMe = (user: TestUser, body: object) => call(server, 'PATCH', '/me', { token: user.token, body });
const answer = (body: object, token?: string) =>
  call(server, 'POST', '/invites', { body, ...(token === undefined ? {} : { token }) });

it('changes an e-mail with the password and by the link that is mailed to the new address', async () => {
  const user = await makeUser(server, adminToken, 'old@example.com');
  const email = 'new@example.com';
  expect(await patchMe(user, { email })).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^password is required/) },
  });
  expect(await patchMe(user, { email, password: 'Wrong-Horse-7!' })).toMatchObject({
    status: 400,
    body: { message: 'password is wrong' },
  });
  const asked = await patchMe(user, { email, password: user.password, title: 'Engineer' });
  expect(asked).toMatchObject({
    status: 200,
    body: { email: 'old@example.com', pendingEmail: email, title: 'Engineer' },
  });
  const mail = await mailServer.next();
  expect(mail).toContain(`To: ${email}`);
  const token = /https:\/\/box\.example\.com\/confirm-email\?token=([0-9a-f]{64})/.exec(mail)?.[1];
  expect((await patchMe(user, { email, password: user.password })).status).toBe(429);

  expect((await call(server, 'POST', '/confirm-email', { body: { token: '0'.repeat(64) } })).status).toBe(404);
  expect(await call(server, 'POST', '/confirm-email', { body: { token } })).toMatchObject({ status: 200 });
  expect((await call(server, 'POST', '/confirm-email', { body: { token } })).status).toBe(404);
  const me = await user.client.me.get();
  expect(me).toMatchObject({ email });
  expect(me).not.toHaveProperty('pendingEmail');
});

it('does not tell whether an e-mail has an account, and lets a new password forget what waits', async () => {
  const user = await makeUser(server, adminToken, 'curious@example.com');
  const taken = await patchMe(user, { email: adminEmail, password: user.password });
  expect(taken).toMatchObject({ status: 200, body: { email: user.email, pendingEmail: adminEmail } });
  const mail = await mailServer.next();
  expect(mail).toContain(`To: ${adminEmail}`);
  expect(mail).not.toContain('confirm-email');
  const changed = await user.client.me.changePassword({
    data: { password: user.password, newPassword: 'Another-Horse-8' },
  });
  expect(await connect(server, changed.token).me.get()).not.toHaveProperty('pendingEmail');
});

it('makes nobody a member who only claims the invited e-mail', async () => {
  const { lead, orgId } = await makeTeam('lead-1@example.com');
  const squatter = await makeUser(server, adminToken, 'squatter@example.com');
  await patchMe(squatter, { email: 'invited@example.com', password: squatter.password });
  await mailServer.next();
  const token = await invite(lead, orgId, 'invited@example.com');
  const link = { email: 'invited@example.com', token, accept: true };
  expect(await answer(link)).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^password is requ/) },
  });
  const wrong = await answer({ ...link, password: squatter.password });
  expect(wrong).toMatchObject({ status: 401, body: { message: 'The e-mail or the password is wrong' } });
  expect((await lead.client.org.get({ orgId })).members).toHaveLength(1);
  expect((await call(server, 'GET', `/orgs/${orgId}`, { token: squatter.token })).status).toBe(404);
});

it('says the same of an e-mail with an account and of one without, to whoever holds the link', async () => {
  const { lead, orgId } = await makeTeam('lead-2@example.com');
  const known = await makeUser(server, adminToken, 'known@example.com');
  const seen = [];
  for (const email of [known.email, 'unknown@example.com']) {
    const token = await invite(lead, orgId, email);
    const info = await call(server, 'GET', `/invites?${new URLSearchParams({ email, token })}`);
    const tried = [];
    for (const password of [undefined, 'x', 'Wrong-Horse-7!']) {
      const { status, body } = await answer({ email, token, accept: true, ...(password ? { password } : {}) });
      tried.push([status, body.type, body.message]);
    }
    const { inviteDate: _, email: __, ...rest } = info.body;
    seen.push({ rest, tried });
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).toMatchObject({ rest: { needsPassword: true } });
});

it('takes an invitation on for whoever is logged in, and for the password of the invited account', async () => {
  const { lead, orgId } = await makeTeam('lead-3@example.com');
  const [one, two] = [
    await makeUser(server, adminToken, 'one@example.com'),
    await makeUser(server, adminToken, 'two@example.com'),
  ];
  const token = await invite(lead, orgId, 'someone-else@example.com');
  const link = { email: 'someone-else@example.com', token };
  const narrow = await connect(server).auth.authenticateUser({
    credentials: { email: one.email, password: one.password, requestedScopes: ['me.get'] },
  });
  expect((await answer({ ...link, accept: true }, narrow.token)).status).toBe(403);
  expect((await answer({ ...link, accept: true }, 'nonsense')).status).toBe(401);
  expect((await answer({ ...link, accept: true }, lead.token)).status).toBe(400);
  expect((await one.client.orgInvites.get(link)).needsPassword).toBe(false);
  expect(await one.client.orgInvites.post({ invite: { ...link, accept: true } })).toEqual({ accepted: true, orgId });
  const second = { email: two.email, token: await invite(lead, orgId, two.email), accept: true };
  expect((await answer({ ...second, password: two.password })).body).toEqual({ accepted: true, orgId });
  const { members } = await lead.client.org.get({ orgId });
  expect(members.map((member: { email: string }) => member.email)).toEqual([lead.email, one.email, two.email]);
});

it('makes no account by an invitation of somebody who does not look after the installation any more', async () => {
  const keeper = await makeUser(server, adminToken, 'keeper@example.com');
  const setAdministrator = (isAdministrator: boolean) =>
    call(server, 'PATCH', `/users/${keeper.userId}`, { token: adminToken, body: { isAdministrator } });
  await setAdministrator(true);
  const { id: orgId } = await keeper.client.orgs.post({ organization: { name: 'Kept' } });
  const tokens = [await invite(keeper, orgId, 'first@example.com'), await invite(keeper, orgId, 'second@example.com')];
  const accept = (index: number, password: string) =>
    answer({ email: `${['first', 'second'][index]}@example.com`, token: tokens[index], accept: true, password });
  expect(await accept(0, 'weak')).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^password must/) },
  });
  expect((await accept(0, 'Correct-Horse-7')).status).toBe(200);
  await setAdministrator(false);
  expect((await accept(1, 'Correct-Horse-7')).status).toBe(401);
});

it('moves the cutoff of tokens forward only, never beyond now, and for good', async () => {
  const user = await makeUser(server, adminToken, 'cutoff@example.com');
  const logInAgain = async (): Promise<TestUser> => {
    const { email, password } = user;
    const { token } = await connect(server).auth.authenticateUser({ credentials: { email, password } });
    return { ...user, token, client: connect(server, token) };
  };
  const between = new Date();
  const later = await logInAgain();
  const cut = (by: TestUser, tokenCutoff: Date | string) =>
    patchMe(by, { tokenCutoff: new Date(tokenCutoff).toISOString() });
  expect(await cut(later, '2999-01-01')).toMatchObject({
    status: 400,
    body: { message: 'tokenCutoff must not be in the future' },
  });
  expect((await cut(later, between)).status).toBe(200);
  expect((await patchMe(user, {})).status).toBe(401);
  expect((await cut(later, between)).status).toBe(200);
  expect(await cut(later, '2001-01-01')).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^tokenCutoff can only be moved forward from /) },
  });
  expect((await patchMe(user, {})).status).toBe(401);
  // A clock that is a little ahead means now.
  expect((await cut(later, new Date(Date.now() + 60_000))).status).toBe(200);
  expect((await patchMe(later, {})).status).toBe(401);
  expect((await patchMe(await logInAgain(), {})).status).toBe(200);
});

it('makes nothing that outlives a token of limited life', async () => {
  const user = await makeUser(server, adminToken, 'short@example.com');
  const { email, password } = user;
  const { id: orgId } = await user.client.orgs.post({ organization: { name: 'Short' } });
  const { id: applicationId } = await user.client.applications.post({ application: { name: 'Plant' } });
  const short = await connect(server).auth.authenticateUser({ credentials: { email, password, tokenTTL: 600 } });
  const end = Date.now() + 600_000;
  const paths = ['/me/tokens', `/orgs/${orgId}/tokens`, `/applications/${applicationId}/tokens`];
  for (const path of paths) {
    const body = { name: 'made', expirationDate: new Date(end + 60_000).toISOString() };
    expect(await call(server, 'POST', path, { token: short.token, body })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^expirationDate must not be after /) },
    });
    const made = await call(server, 'POST', path, { token: short.token, body: { name: 'made' } });
    expect(Date.parse(String(made.body.expirationDate))).toBeLessThanOrEqual(end);
    // A login of full length, and a token that does not end, make what they like.
    expect((await call(server, 'POST', path, { token: user.token, body })).body.expirationDate).toBe(
      body.expirationDate,
    );
  }
  const refreshed = await connect(server, short.token).me.refreshToken();
  const made = await call(server, 'POST', '/me/tokens', { token: refreshed.token, body: { name: 'again' } });
  expect(Date.parse(String(made.body.expirationDate))).toBeLessThanOrEqual(end);
  const eternal = await call(server, 'POST', '/me/tokens', { token: user.token, body: { name: 'eternal' } });
  expect(eternal.body).not.toHaveProperty('expirationDate');
  // An invitation is a way in as well.
  const invites = await connect(server, short.token).org.inviteMember({
    orgId,
    invite: { email: 'guest@example.com', role: 'view' },
  });
  await mailServer.next();
  expect(Date.parse(invites[0].inviteDate) + invites[0].ttl).toBeLessThanOrEqual(end);
});

it('lets an administrator change the e-mail of others', async () => {
  const user = await makeUser(server, adminToken, 'helped@example.com');
  const patch = (email: string) =>
    call(server, 'PATCH', `/users/${user.userId}`, { token: adminToken, body: { email } });
  expect((await patch('Helped.Again@example.com')).body.email).toBe('Helped.Again@example.com');
  expect((await patch(adminEmail.toUpperCase())).status).toBe(409);
  expect((await failureOf(user.client.me.patch({ user: { email: 'x@example.com' } }))).statusCode).toBe(400);
  expect((await admin.me.get()).email).toBe(adminEmail);
});
