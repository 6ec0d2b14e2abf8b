import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { get } from '../support/fixtures.ts';
import { sendRequest } from '../support/raw-http.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

const strong = 'Correct-Horse-7';
const month = 30 * 86_400_000;

let server: SharedServer;
let admin: Client;
beforeAll(async () => {
  server = await sharedServer();
  admin = (await logIn(server)).client;
});

/** Makes an organization, led by the administrator. */
function makeOrganization(name: string) {
  return admin.orgs.post({ organization: { name } });
}

/** Invites somebody new, who accepts through the link and logs in. */
async function addMember(orgId: string, email: string, role: string, applicationRoles: object[] = []) {
  const invites = await admin.org.inviteMember({ orgId, invite: { email, role, applicationRoles } });
  const link = new URL(invites.find((invite: { email: string }) => invite.email === email).link);
  const token = link.searchParams.get('token');
  const roleBody = { email, token, accept: true, password: strong };
  const response = await fetch(`${server.http}/invites`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(roleBody),
  });
  expect(await response.json()).toEqual({ accepted: true, orgId });
  const login = await connect(server).auth.authenticateUser({ credentials: { email, password: strong } });
  return { userId: login.userId as string, token: login.token as string, client: connect(server, login.token) };
}

it('gives roles for what the organization has, refuses others, and forgets those of what has gone', async () => {
  const { id: orgId } = await admin.orgs.post({ organization: { name: 'Exact' } });
  const { userId } = await addMember(orgId, 'exact@organizations.example', 'view');
  const [own, gone] = await Promise.all(
    ['Own', 'Gone'].map(async (name) => (await admin.applications.post({ application: { name, orgId } })).id as string),
  );
  const foreign = (await admin.applications.post({ application: { name: 'In the sandbox' } })).id;
  const dashboard = (await admin.dashboards.post({ dashboard: { name: 'Own', orgId } })).id;
  const roleOf = (resourceId: unknown) => ({ resourceId, role: 'none' });
  const modify = (roles: object) => admin.org.modifyMember({ orgId, member: { userId, role: 'view', ...roles } });
  for (const [field, ids] of [
    ['applicationRoles', [foreign, dashboard, 'f'.repeat(24)]],
    ['dashboardRoles', [own, 'f'.repeat(24)]],
  ] as const) {
    for (const id of ids) {
      const refused = { statusCode: 400, message: expect.stringMatching(`^${field}\\[0\\].resourceId is no`) };
      const invite = { email: 'other@organizations.example', role: 'view', [field]: [roleOf(id)] };
      expect(await failureOf(modify({ [field]: [roleOf(id)] }))).toMatchObject(refused);
      expect(await failureOf(admin.org.inviteMember({ orgId, invite }))).toMatchObject(refused);
    }
  }
  const given = { applicationRoles: [own, gone].map(roleOf), dashboardRoles: [roleOf(dashboard)] };
  await modify(given);
  await admin.application.delete({ applicationId: gone });
  // What was read is sent back.
  await modify(given);
  const { members } = await admin.org.get({ orgId });
  const member = members.find((each: { userId: string }) => each.userId === userId);
  expect(member).toMatchObject({ applicationRoles: [roleOf(own)], dashboardRoles: [roleOf(dashboard)] });
  expect(await failureOf(modify(given))).toMatchObject({ statusCode: 400 });
});

it('refuses two roles for one application or dashboard, of which nobody could say which counts', async () => {
  const { id: orgId } = await admin.orgs.post({ organization: { name: 'Twice' } });
  const resourceId = '0123456789abcdef01234567';
  const twice = [
    { resourceId, role: 'none' },
    { resourceId: resourceId.toUpperCase(), role: 'view' },
  ];
  const { userId } = await addMember(orgId, 'once@organizations.example', 'view');
  for (const field of ['applicationRoles', 'dashboardRoles']) {
    const refused = { statusCode: 400, message: expect.stringContaining(`${field}[1].resourceId`) };
    const invite = { email: 'twice@organizations.example', role: 'view', [field]: twice };
    expect(await failureOf(admin.org.inviteMember({ orgId, invite }))).toMatchObject(refused);
    const member = { userId, role: 'view', [field]: twice };
    expect(await failureOf(admin.org.modifyMember({ orgId, member }))).toMatchObject(refused);
  }
});

it('creates, changes and lists organizations, and deletes one only when it owns nothing', async () => {
  const org = await admin.orgs.post({
    organization: { name: 'Rolling Mill', description: 'All of it', iconColor: '#fff' },
  });
  expectSchema('org', org);
  expect(org).toMatchObject({
    name: 'Rolling Mill',
    members: [{ role: 'admin' }],
    summary: { memberCount: 1, appCount: 0 },
  });
  const patched = await admin.org.patch({
    orgId: org.id,
    organization: { name: 'Rolling Mill Ltd', billingEmail: 'b@organizations.example' },
  });
  expectSchema('org', patched);
  expect(await admin.org.get({ orgId: org.id })).toEqual(patched);
  const page = await admin.orgs.get({ filterField: 'name', filter: 'rolling m*' });
  expectSchema('orgs', page);
  expect(page.items).toEqual([patched]);

  const { id: applicationId } = await admin.applications.post({ application: { name: 'Plant', orgId: org.id } });
  expect(await failureOf(admin.org.delete({ orgId: org.id }))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('still owns an application'),
  });
  await admin.application.delete({ applicationId });
  expect(await admin.org.delete({ orgId: org.id })).toEqual({ success: true });
  expect((await failureOf(admin.org.get({ orgId: org.id }))).statusCode).toBe(404);
});

it('invites by a link that works once, tells what it is about, and can be taken back', async () => {
  const { id: orgId } = await makeOrganization('Inviting');
  const invites = await admin.org.inviteMember({ orgId, invite: { email: 'New@organizations.example', role: 'view' } });
  expectSchema('orgInvites', invites);
  expect(invites).toMatchObject([
    { email: 'New@organizations.example', role: 'view', hasExpired: false, mailed: false },
  ]);
  const link = new URL(invites[0].link);
  expect(link.origin).toBe(server.http);
  const token = link.searchParams.get('token') ?? '';
  const info = await connect(server).orgInvites.get({ token, email: 'new@ORGANIZATIONS.example' });
  expectSchema('orgInviteInfo', info);
  expect(info).toMatchObject({ orgName: 'Inviting', role: 'view', needsPassword: true });

  const pending = await admin.org.pendingInvites({ orgId });
  expect(pending).toHaveLength(1);
  expect(JSON.stringify(pending)).not.toContain(token);
  for (const wrong of [
    { token: 'x', email: 'new@organizations.example' },
    { token, email: 'other@organizations.example' },
  ]) {
    expect((await failureOf(connect(server).orgInvites.get(wrong))).statusCode).toBe(404);
  }
  const accept = { email: 'new@organizations.example', token, accept: true };
  expect(await failureOf(connect(server).orgInvites.post({ invite: accept }))).toMatchObject({
    statusCode: 400,
    message: expect.stringMatching(/^password is required/),
  });
  const declined = await connect(server).orgInvites.post({ invite: { ...accept, accept: false } });
  expectSchema('orgInviteResult', declined);
  expect(declined).toEqual({ accepted: false });
  expect((await failureOf(connect(server).orgInvites.post({ invite: accept }))).statusCode).toBe(404);

  const [again] = await admin.org.inviteMember({ orgId, invite: { email: 'new@organizations.example', role: 'edit' } });
  const left = await admin.org.revokeInvite({ orgId, inviteId: again.id });
  expect(left).toEqual([]);
  const revoked = new URL(again.link).searchParams.get('token');
  expect(
    (await failureOf(connect(server).orgInvites.get({ token: revoked, email: 'new@organizations.example' })))
      .statusCode,
  ).toBe(404);
});

it('gives an account only by an invitation from an administrator of the installation', async () => {
  const { id: orgId } = await makeOrganization('Accounts');
  const lead = await addMember(orgId, 'lead@organizations.example', 'admin');
  const [invite] = await lead.client.org.inviteMember({
    orgId,
    invite: { email: 'guest@organizations.example', role: 'view' },
  });
  const token = new URL(invite.link).searchParams.get('token');
  const body = { email: 'guest@organizations.example', token, accept: true, password: strong };
  const response = await fetch(`${server.http}/invites`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  // As for a wrong password: whether the e-mail has an account is nobody's business.
  expect(response.status).toBe(401);
  const credentials = { email: 'guest@organizations.example', password: strong };
  expect((await failureOf(connect(server).auth.authenticateUser({ credentials }))).statusCode).toBe(401);
});

it('lets each role do what it may, with exceptions for single applications', async () => {
  const { id: orgId } = await makeOrganization('Roles');
  const { id: open } = await admin.applications.post({ application: { name: 'Open', orgId } });
  const { id: closed } = await admin.applications.post({ application: { name: 'Closed', orgId } });
  const exceptions = [
    { resourceId: open, role: 'collaborate' },
    { resourceId: closed, role: 'none' },
  ];
  const members: Record<string, Client> = {};
  for (const role of ['none', 'view', 'collaborate', 'edit']) {
    members[role] = (await addMember(orgId, `${role}@organizations.example`, role)).client;
  }
  members.guest = (await addMember(orgId, 'exception@organizations.example', 'none', exceptions)).client;
  const statusOf = (call: Promise<unknown>) =>
    call.then(
      () => 200,
      (error: { statusCode: number }) => error.statusCode,
    );
  const table = await Promise.all(
    Object.entries(members).map(async ([name, client]) => [
      name,
      await statusOf(client.application.get({ applicationId: open })),
      await statusOf(client.application.patch({ applicationId: open, application: { description: name } })),
      await statusOf(client.devices.post({ applicationId: open, device: { name } })),
      await statusOf(client.application.get({ applicationId: closed })),
      await statusOf(client.applications.post({ application: { name, orgId } })),
      await statusOf(client.org.patch({ orgId, organization: { name: 'Roles' } })),
      await statusOf(client.org.get({ orgId })),
    ]),
  );
  expect(table).toEqual([
    ['none', 404, 404, 404, 404, 403, 403, 403],
    ['view', 200, 403, 403, 200, 403, 403, 200],
    ['collaborate', 200, 200, 200, 200, 403, 403, 200],
    ['edit', 200, 200, 200, 200, 200, 403, 200],
    ['guest', 200, 200, 200, 404, 403, 403, 403],
  ]);
  expect(await statusOf(members.collaborate?.application.delete({ applicationId: closed }))).toBe(403);
  const seen = async (client: Client) =>
    (await client.applications.get({ orgId })).items.map((item: { name: string }) => item.name).sort();
  expect(await seen(members.none)).toEqual([]);
  expect(await seen(members.guest)).toEqual(['Open']);
  expect(await seen(members.view)).toEqual(['Closed', 'edit', 'Open'].sort());
  // A token may not open what its maker may not do itself.
  const beyond = members.collaborate?.applicationApiTokens.post({ applicationId: open, apiToken: { name: 'x' } });
  expect(await failureOf(beyond)).toMatchObject({
    statusCode: 403,
    message: expect.stringContaining('application.delete'),
  });
  const within = { name: 'x', scope: ['device.*'] };
  expectSchema(
    'apiToken',
    await members.collaborate?.applicationApiTokens.post({ applicationId: open, apiToken: within }),
  );
});

it('always has an admin', async () => {
  const { id: orgId, members } = await makeOrganization('Led');
  const [{ userId }] = members;
  for (const failure of await Promise.all(
    [
      admin.org.modifyMember({ orgId, member: { userId, role: 'edit' } }),
      admin.org.removeMember({ orgId, userId }),
    ].map(failureOf),
  )) {
    expect(failure).toMatchObject({ statusCode: 400, message: expect.stringContaining('admin') });
  }
  const second = await addMember(orgId, 'second@organizations.example', 'view');
  const changed = await admin.org.modifyMember({ orgId, member: { userId: second.userId, role: 'admin' } });
  expectSchema('org', changed);
  // Both step down at once: one of them must be refused.
  const outcomes = await Promise.allSettled([
    admin.org.modifyMember({ orgId, member: { userId: second.userId, role: 'view' } }),
    second.client.org.modifyMember({ orgId, member: { userId, role: 'view' } }),
  ]);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
});

it('ends what a removed member could reach at once, open streams included', async () => {
  const { id: orgId } = await makeOrganization('Leaving');
  const { id: applicationId } = await admin.applications.post({ application: { name: 'Watched', orgId } });
  const member = await addMember(orgId, 'leaving@organizations.example', 'view');
  const stream = (token: string) =>
    EventReader.open(`${server.http}/applications/${applicationId}/mqttSubscriptionStream?topic=%23`, {
      Authorization: `Bearer ${token}`,
    });
  const byMember = await stream(member.token);
  const adminToken = (await logIn(server)).token;
  const made = await fetch(`${server.http}/orgs/${orgId}/tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'program', scope: ['all.Organization.read'] }),
  });
  const program = (await made.json()) as { id: string; token: string };
  const byProgram = await stream(program.token);
  await byMember.next('comment');
  await byProgram.next('comment');

  await admin.org.removeMember({ orgId, userId: member.userId });
  expect(await byMember.next('mqttMessage')).toBeUndefined();
  expect((await get(server, `/applications/${applicationId}`, member.token)).status).toBe(404);
  expect((await get(server, `/orgs/${orgId}`, member.token)).status).toBe(404);

  expect((await get(server, `/applications/${applicationId}`, program.token)).status).toBe(200);
  const used = await get(server, `/orgs/${orgId}/tokens/${program.id}`, adminToken);
  expect(await used.json()).toMatchObject({ ownerType: 'organization', lastUsed: expect.any(String) });
  await fetch(`${server.http}/orgs/${orgId}/tokens/${program.id}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ status: 'inactive' }),
  });
  expect(await byProgram.next('mqttMessage')).toBeUndefined();
  expect((await get(server, `/applications/${applicationId}`, program.token)).status).toBe(401);
});

it('transfers applications to where the caller may create them, and nowhere else', async () => {
  const { id: orgId } = await makeOrganization('Receiving');
  const { id: other } = await makeOrganization('Other');
  const viewer = await addMember(orgId, 'viewer@organizations.example', 'view');
  const { id: applicationId } = await viewer.client.applications.post({ application: { name: 'Mine' } });
  const give = { destinationId: orgId, destinationType: 'organization', applicationIds: [applicationId] };
  expect((await failureOf(viewer.client.me.transferResources({ transfer: give }))).statusCode).toBe(403);
  const elsewhere = { ...give, destinationId: other };
  expect((await failureOf(viewer.client.me.transferResources({ transfer: elsewhere }))).statusCode).toBe(404);
  await admin.org.modifyMember({ orgId, member: { userId: viewer.userId, role: 'edit' } });
  expect(await viewer.client.me.transferResources({ transfer: give })).toEqual({ success: true });
  expect(await admin.application.get({ applicationId })).toMatchObject({ ownerType: 'organization', ownerId: orgId });
  const missing = { ...give, destinationId: other, strict: true, applicationIds: [applicationId, '0'.repeat(24)] };
  expect(await failureOf(admin.org.transferResources({ orgId, transfer: missing }))).toMatchObject({
    statusCode: 400,
    message: expect.stringMatching(/^applicationIds\[1\]/),
  });
  expect((await admin.application.get({ applicationId })).ownerId).toBe(orgId);
  expect(await admin.org.transferResources({ orgId, transfer: { ...missing, strict: false } })).toEqual({
    success: true,
  });
  expect((await failureOf(viewer.client.application.get({ applicationId }))).statusCode).toBe(404);
});

it('counts payloads and keeps the record of changes for its admins', async () => {
  const { id: orgId } = await makeOrganization('Recorded');
  const { id: applicationId } = await admin.applications.post({ application: { name: 'Plant', orgId } });
  const device = { name: 'Pump', attributes: [{ name: 'rpm', dataType: 'number' }] };
  const { id: deviceId } = await admin.devices.post({ applicationId, device });
  await admin.device.sendState({ applicationId, deviceId, deviceState: { data: { rpm: 5 } } });
  expect(await admin.org.payloadCounts({ orgId })).toEqual({ deviceState: { 'user.rest': 1 } });
  const archiveConfig = {
    s3: { bucket: 'bucket', region: 'eu-west-1', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hush-hush-hush' },
  };
  await admin.application.patch({ applicationId, application: { archiveConfig } });
  await failureOf(admin.application.patch({ applicationId, application: { endpointSlug: 'NO' } }));

  const logs = await admin.auditLogs.get({ orgId });
  expectSchema('auditLogs', logs);
  expect(logs.items.map((item: Record<string, string>) => `${item.requestResource}.${item.requestAction}`)).toEqual([
    'application.patch',
    'devices.post',
    'applications.post',
    'orgs.post',
  ]);
  expect(JSON.stringify(logs)).not.toContain('hush');
  expect(logs.items[0].requestBody.archiveConfig.s3.secretAccessKey).toBe('********');
  const one = await admin.auditLog.get({ orgId, auditLogId: logs.items[0].id });
  expectSchema('auditLog', one);
  const auditLogFilter = { primaryTarget: [{ id: applicationId }], request: [{ action: 'post' }] };
  expect((await admin.auditLogs.get({ orgId, auditLogFilter })).totalCount).toBe(2);
  expect((await admin.auditLogs.get({ orgId, start: String(Date.now() + month) })).totalCount).toBe(0);
  const outsider = await addMember((await makeOrganization('Elsewhere')).id, 'outsider@organizations.example', 'admin');
  expect((await failureOf(outsider.client.auditLogs.get({ orgId }))).statusCode).toBe(404);
  expect((await failureOf(outsider.client.auditLog.get({ orgId, auditLogId: one.id }))).statusCode).toBe(404);
});

it('puts no host into the link of an invitation that only the request names', async () => {
  const { id: orgId } = await makeOrganization('Hosts');
  const { token } = await logIn(server);
  const { port } = new URL(server.http);
  const linkFor = async (host: string): Promise<string> => {
    const body = JSON.stringify({ email: 'host@organizations.example', role: 'view' });
    const headers = { host, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const { status, text } = await sendRequest(server.http, {
      method: 'POST',
      path: `/orgs/${orgId}/invites`,
      headers: { ...headers, 'x-forwarded-host': 'evil.example.com' },
      body,
    });
    expect([200, 201], text).toContain(status);
    return JSON.parse(text).at(-1).link;
  };
  expect(new URL(await linkFor(`localhost:${port}`)).host).toBe(`localhost:${port}`);
  for (const host of ['evil.example.com', `localhost:${port}@evil.example.com`, 'localhost.evil.example.com']) {
    expect(new URL(await linkFor(host)).host, host).toBe(`127.0.0.1:${port}`);
  }
});
