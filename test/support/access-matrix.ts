// Who may do what, as one table says it, tried on a server: the tenants and callers of test/acceptance/access-matrix.test.ts
// and of the walk over the whole product in test/slow/walks.
import { expect } from 'vitest';
import { connect, logIn } from './api.ts';
import { CertificateMaker } from './certificates.ts';
import { fillTenant } from './filled-tenant.ts';
import { makeDevice } from './fixtures.ts';
import { type Caller, type Kind, predict, readScopeTable, type TableAction } from './scope-table.ts';
import type { SharedServer } from './shared-server.ts';
import { call, joinOrganization, makeToken, makeUser, type TestUser } from './tenant.ts';

export const nobody = '0'.repeat(24);
export const table = readScopeTable();
const allScopes = [...new Set([...table.values()].flatMap((action) => action.scopes))];

export let server: SharedServer;
let maker: CertificateMaker;
let adminToken: string;
export let owner: TestUser;
/** A stranger with an application and an organization of their own. */
export let stranger: TestUser;
export const ids: Record<string, string> = {};
export const strange: Record<string, string> = {};
let device: { deviceId: string; key: string; secret: string };
export let actions: TableAction[];
export let unbuilt: Set<string>;

/** Makes two tenants, each with one of each thing that a path can name. `end` lets go of what was made for that. */
export async function prepareMatrix(on: SharedServer): Promise<{ end(): Promise<void> }> {
  maker = await CertificateMaker.start();
  server = on;
  adminToken = (await logIn(server)).token;
  owner = await makeUser(server, adminToken, 'matrix-owner@example.com');
  stranger = await makeUser(server, adminToken, 'matrix-stranger@example.com');
  device = await fillTenant({ server, maker }, owner, ids);
  await fillTenant({ server, maker }, stranger, strange);

  const document = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId?: string; 'x-not-built'?: boolean; 'x-public'?: boolean }>>;
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  // What watches the server, or asks where things are on it, shows no token and is told of no tenant.
  const open = ['operations.describe', 'operations.health', 'operations.ready', 'operations.metrics'];
  // Public routes are no actions and ask for no token: other tests are about those.
  const named = operations.filter(
    ({ operationId, 'x-public': isPublic }) =>
      operationId !== undefined && !open.includes(operationId) && isPublic !== true,
  );
  actions = named.map(({ operationId = '' }) => {
    const action = table.get(operationId);
    if (!action) throw new Error(`${operationId} is served but not in the table`);
    return action;
  });
  unbuilt = new Set(named.filter((each) => each['x-not-built']).map((each) => each.operationId ?? ''));
  expect(new Set(actions)).toEqual(new Set(table.values()));
  return { end: async () => maker.end() };
}

/** Paths name what exists, except where a call that gets through would delete it. */
function fillPath(action: TableAction, known: Readonly<Record<string, string>>): string {
  return action.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const isOwner = name === 'applicationId' || name === 'orgId';
    return action.method === 'DELETE' && !isOwner ? nobody : (known[name] ?? nobody);
  });
}

/** A body that no action takes, so that nothing is changed by a call that gets through. */
const wrongBody = { noSuchField: true };

async function send(action: TableAction, path: string, token: string | undefined) {
  const hasBody = action.method === 'POST' || action.method === 'PATCH';
  return call(server, action.method, path, {
    ...(token === undefined ? {} : { token }),
    ...(hasBody ? { body: wrongBody } : {}),
  });
}

async function judge(action: TableAction, caller: Caller): Promise<string> {
  let path = fillPath(action, ids);
  let { token } = caller;
  if (action.name === 'dashboard.delete') {
    // Reached by its own id, so it must be there; whoever gets through deletes one of its own.
    const isThrough = predict(action, caller) === 'through';
    const gone = { name: 'Gone', orgId: ids.orgId };
    path = `/dashboards/${isThrough ? (await owner.client.dashboards.post({ dashboard: gone })).id : ids.dashboardId}`;
  }
  if (action.name === 'application.delete' && predict(action, caller) === 'through') {
    // The one call that needs no body to do harm: each gets an application of its own to delete.
    const application = await owner.client.applications.post({ application: { name: 'Gone', orgId: ids.orgId } });
    path = `/applications/${application.id}`;
    if (caller.kind === 'application') {
      const scope = [...caller.scopes];
      token = (await makeToken(server, `${path}/tokens`, { token: owner.token, scope })).token;
    }
  }
  const { status, body } = await send(action, path, token);
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404 && body.message === 'Application was not found') return 'application absent';
  if (status === 404 && body.message === 'Organization was not found') return 'organization absent';
  const isDashboard = action.path.startsWith('/dashboards/') && action.scopes.length > 0;
  if (status === 404 && isDashboard && body.message === 'Dashboard was not found') return 'dashboard absent';
  // 409: the archive job that is there has ended, which only those who may cancel it are told. 415: the body is a form.
  const expected = unbuilt.has(action.name) ? [501] : [200, 201, 400, 404, 409, 415];
  return expected.includes(status) ? 'through' : `${status} ${JSON.stringify(body)}`;
}

/** Runs the combinations a few at a time and answers those that came out other than the table says. */
export async function findSurprises(combinations: readonly (readonly [TableAction, Caller])[]): Promise<string[]> {
  const surprises: string[] = [];
  const waiting = [...combinations];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [action, caller] = next;
        const verdict = await judge(action, caller);
        const predicted = predict(action, caller);
        if (verdict !== predicted) surprises.push(`${action.name} by ${caller.name}: ${verdict}, not ${predicted}`);
      }
    }),
  );
  return surprises;
}

async function untilRefused(token: string): Promise<void> {
  await expect.poll(async () => (await call(server, 'GET', '/orgs', { token })).status, { timeout: 20_000 }).toBe(401);
}

/** Tokens that worked once, each ended in another way, and texts that never were tokens. */
export async function makeDeadCallers(): Promise<Caller[]> {
  const soon = new Date(Date.now() + 1500).toISOString();
  const tokensOf = `/applications/${ids.applicationId}/tokens`;
  const appToken = (options = {}) => makeToken(server, tokensOf, { token: owner.token, ...options });
  const expired = await appToken({ expirationDate: soon });
  const inactive = await appToken();
  await call(server, 'PATCH', `${tokensOf}/${inactive.id}`, { token: owner.token, body: { status: 'inactive' } });
  const revoked = await appToken();
  await call(server, 'DELETE', `${tokensOf}/${revoked.id}`, { token: owner.token });

  const deleted = await makeUser(server, adminToken, 'matrix-deleted@example.com');
  const ofDeleted = await makeToken(server, '/me/tokens', { token: deleted.token });
  const orgId = (await deleted.client.orgs.post({ organization: { name: 'Short-lived' } })).id;
  const ofDeletedOrganization = await makeToken(server, `/orgs/${orgId}/tokens`, { token: deleted.token });
  const sandbox = (await deleted.client.applications.post({ application: { name: 'Sandbox' } })).id;
  const ofDeletedApplication = await makeToken(server, `/applications/${sandbox}/tokens`, { token: deleted.token });
  await deleted.client.org.delete({ orgId });
  const { email, password } = deleted;
  await deleted.client.me.delete({ credentials: { email, password } });

  const changed = await makeUser(server, adminToken, 'matrix-changed@example.com');
  await changed.client.me.changePassword({ data: { password, newPassword: 'Another-Horse-8' } });

  const doomed = await makeDevice(owner.client, { applicationId: ids.applicationId ?? '' });
  const ofDevice = await connect(server).auth.authenticateDevice({
    credentials: { ...doomed, applicationId: undefined },
  });
  await owner.client.device.delete({ applicationId: ids.applicationId, deviceId: doomed.deviceId });
  await untilRefused(expired.token);

  const texts: Record<string, string | undefined> = {
    'no token': undefined,
    'a malformed token': 'not a token at all',
    'an unknown token': `sb_${'0'.repeat(64)}`,
    'an expired token': expired.token,
    'an inactive token': inactive.token,
    'a revoked token': revoked.token,
    'a token from before a change of password': changed.token,
    'the login of a deleted user': deleted.token,
    'an API token of a deleted user': ofDeleted.token,
    'a token of a deleted organization': ofDeletedOrganization.token,
    'a token of a deleted application': ofDeletedApplication.token,
    'the token of a deleted device': ofDevice.token,
  };
  return Object.entries(texts).map(([name, token]) => ({ name, token, scopes: [] }));
}

/** One caller for each way of standing to the application and the organization under test. */
export async function makeStandingCallers(): Promise<Caller[]> {
  const { orgId = '', applicationId = '' } = ids;
  const user = (name: string, token: string, role?: string, administrator = false): Caller => ({
    name,
    token,
    kind: 'user',
    scopes: ['all.User'],
    administrator,
    ...(role === undefined ? {} : { applicationRole: role, organizationRole: role }),
  });
  const callers = [
    user('an admin', owner.token, 'admin'),
    user('a stranger', stranger.token),
    user('the administrator of the installation', adminToken, undefined, true),
  ];
  for (const role of ['none', 'view', 'collaborate', 'edit']) {
    const member = await makeUser(server, adminToken, `matrix-${role}@example.com`);
    await joinOrganization(owner.client, { orgId, email: member.email, role, account: member });
    callers.push(user(`a member with the role ${role}`, member.token, role));
  }
  const foreign = { applicationRole: 'none' };
  const own = { applicationRole: 'admin', organizationRole: 'admin', isApiToken: true };
  for (const [whose, from, tenant] of [
    ['', owner, ids],
    ['foreign ', stranger, strange],
  ] as const) {
    const mine = tenant === ids;
    for (const suffix of ['', '.read']) {
      const organization = [`all.Organization${suffix}`];
      const application = [`all.Application${suffix}`];
      const ofOrg = await makeToken(server, `/orgs/${tenant.orgId}/tokens`, { token: from.token, scope: organization });
      const path = `/applications/${tenant.applicationId}/tokens`;
      const ofApp = await makeToken(server, path, { token: from.token, scope: application });
      callers.push(
        {
          name: `a ${whose}token with ${organization}`,
          token: ofOrg.token,
          kind: 'organization',
          scopes: organization,
          ...(mine ? own : foreign),
        },
        {
          name: `a ${whose}token with ${application}`,
          token: ofApp.token,
          kind: 'application',
          scopes: application,
          ...(mine ? { applicationRole: 'admin' } : foreign),
        },
      );
    }
  }
  callers.push(await makeDeviceCaller(['all.Device']), await makeDeviceCaller(['all.Device.read']));
  const other = await makeDevice(stranger.client, { applicationId: strange.applicationId ?? '' });
  const ofOther = await logInDevice(other, ['all.Device']);
  callers.push({ name: 'a foreign device', token: ofOther, kind: 'device', scopes: ['all.Device'], ...foreign });
  expect(applicationId).not.toBe('');
  return callers;
}

async function logInDevice(credentials: { deviceId: string; key: string; secret: string }, requestedScopes: string[]) {
  const { deviceId, key, secret } = credentials;
  const answer = await connect(server).auth.authenticateDevice({
    credentials: { deviceId, key, secret, requestedScopes },
  });
  return answer.token as string;
}

async function makeDeviceCaller(scopes: string[]): Promise<Caller> {
  const token = await logInDevice(device, scopes);
  return { name: `a device with ${scopes}`, token, kind: 'device', scopes, applicationRole: 'admin' };
}

/** For each of these kinds of caller, a token for every scope that it can have, or for those that are named. */
export async function makeScopeCallers(
  kinds: readonly Kind[],
  scopes: readonly string[] = allScopes,
): Promise<Map<Kind, Caller[]>> {
  const paths: [Kind, string][] = [
    ['user', '/me/tokens'],
    ['organization', `/orgs/${ids.orgId}/tokens`],
    ['application', `/applications/${ids.applicationId}/tokens`],
  ];
  const callers = new Map<Kind, Caller[]>();
  for (const [kind, path] of paths) {
    if (!kinds.includes(kind)) continue;
    const found: Caller[] = [];
    for (const scope of scopes) {
      const made = await call(server, 'POST', path, { token: owner.token, body: { name: scope, scope: [scope] } });
      // 400: no token of this kind can have the scope. Anything else is the caller's to judge.
      if (made.status !== 201) {
        expect(made).toMatchObject({
          status: 400,
          body: { message: expect.stringMatching(/^scope contains a scope that/) },
        });
        continue;
      }
      const roles = kind === 'application' ? {} : { organizationRole: 'admin' };
      const token = String(made.body.token);
      found.push({
        name: `a ${kind} with ${scope}`,
        token,
        kind,
        scopes: [scope],
        applicationRole: 'admin',
        ...roles,
        isApiToken: true,
      });
    }
    callers.set(kind, found);
  }
  if (!kinds.includes('device')) return callers;
  const devices: Caller[] = [];
  for (const scope of scopes) {
    const attempt = makeDeviceCaller([scope]).then(
      (caller) => devices.push(caller),
      (error: { statusCode: number }) => expect(error.statusCode).toBe(400),
    );
    await attempt;
  }
  callers.set('device', devices);
  return callers;
}

/** Of those that the table turns away, a few, and not the same few for every action. */
export function sample<Item>(items: readonly Item[], count: number, offset: number): Item[] {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => (index + offset) % step === 0).slice(0, count);
}
