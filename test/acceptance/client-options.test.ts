// Every option that the official client's pages list for a read, with the values that they list; their defaults; the errors of
// every action; and those that are not built. The lists are the client's and the server's own.
import { beforeAll, expect, it } from 'vitest';
import { type Client, connect, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { readDocumentedParameters } from '../support/client-docs.ts';
import { checkAnswers, readBuiltActions, readClientActions } from '../support/client-schemas.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import { rounds } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser } from '../support/tenant.ts';

const actions = readClientActions();
const documented = readDocumentedParameters();
const ids: Record<string, string> = {};
const absent = '0123456789abcdef01234567';

let server: SharedServer;
/** With every answer checked. */
let client: Client;
/** Whose errors are as they come. */
let unchecked: Client;
let reads: string[];
let built: string[];
/** `npm test` walks over every fifth action, with all of its options; the slow suite over all, which are 1,800 calls. */
const share = rounds(5, 1);
const ofShare = (names: readonly string[]): string[] => names.filter((_, index) => index % share === 0);

beforeAll(async () => {
  const maker = await CertificateMaker.start();
  server = await sharedServer();
  const user = await makeUser(server, (await logIn(server)).token, 'owner@options.example');
  await fillTenant({ server, maker }, user, ids);
  unchecked = user.client;
  client = checkAnswers(user.client, actions, new Set());
  ids.templateId = (await client.applicationTemplates.get()).items[0].id;
  ids.userApiTokenId = (await client.userApiTokens.post({ apiToken: { name: 'own' } })).id;
  // Two of what lists are sorted by.
  const { applicationId } = ids;
  await client.applicationKeys.post({ applicationId, applicationKey: {} });
  await client.applications.post({ application: { name: 'Another', orgId: ids.orgId } });
  built = await readBuiltActions(server, actions);
  reads = built.filter((name) => {
    const { method, schemas } = actions.get(name) ?? {};
    return method === 'GET' && schemas?.length !== 0 && name !== 'orgInvites.get' && pathOf(name) !== undefined;
  });
  await maker.end();
}, 300_000);

function pathOf(name: string): Record<string, string> | undefined {
  // Tokens of users and of applications have the same name in paths.
  const known: Readonly<Record<string, string | undefined>> = name.startsWith('userApiToken.')
    ? { ...ids, apiTokenId: ids.userApiTokenId }
    : ids;
  const parameters = actions.get(name)?.parameters ?? [];
  if (parameters.some((parameter) => known[parameter] === undefined)) return undefined;
  return Object.fromEntries(parameters.map((parameter) => [parameter, known[parameter] ?? '']));
}

/** What reads cannot do without. */
const needs: Readonly<Record<string, () => object>> = {
  'devices.tagValues': () => ({ key: 'site' }),
  'flows.getByVersion': () => ({ version: 'v1' }),
  'me.fetchRecentItems': () => ({ itemType: 'application' }),
  'application.search': () => ({ filter: 'p' }),
  'application.archiveData': () => ({ date: String(Date.now() - 41 * 86_400_000) }),
};

function run(name: string, more: object = {}, by: Client = client) {
  const [resource = '', verb = ''] = name.split('.');
  return by[resource][verb]({ ...pathOf(name), ...needs[name]?.(), ...more });
}

/** Where the example on the page is of another account, or says nothing here. */
const instead: Readonly<Record<string, () => readonly unknown[]>> = {
  'applications.get orgId': () => [ids.orgId, ''],
  'dashboards.get orgId': () => [ids.orgId, ''],
  'dashboards.get applicationId': () => [ids.applicationId],
  // Before the start where none is given.
  'application.payloadCounts end': () => [String(Date.now())],
  'org.payloadCounts end': () => [String(Date.now())],
  'me.payloadCounts end': () => [String(Date.now())],
  'dataTableRows.get sortColumn': () => ['n'],
  'dataTableRows.get limit': () => ['1'],
  // The levels of events are a closed list.
  'events.get query': () => [{ $or: [{ level: { $ne: 'info' } }, { state: 'new' }] }],
  'events.mostRecentBySeverity query': () => [{ level: 'critical' }],
};

it('takes every documented option of every read, with the documented values', async () => {
  const failures: string[] = [];
  let calls = 0;
  for (const name of ofShare(reads)) {
    const parameters = documented.get(name) ?? [];
    const filterField = parameters.find((parameter) => parameter.name === 'filterField')?.values[0];
    for (const { name: option, values, required } of parameters) {
      if (required || actions.get(name)?.parameters.includes(option)) continue;
      for (const value of instead[`${name} ${option}`]?.() ?? values) {
        const filter = option === 'filterField' ? { filter: 'p*' } : option === 'filter' ? { filterField } : {};
        calls += 1;
        await run(name, { ...filter, [option]: value }).catch((error: Error) =>
          failures.push(`${name} with ${option}=${JSON.stringify(value)}: ${error.message}`),
        );
      }
    }
  }
  expect(failures).toEqual([]);
  expect(reads.length).toBeGreaterThan(70);
  expect(calls).toBeGreaterThan(400 / share);
}, 300_000);

/** As the platform's older list of actions has it (contract/actions.json); a page of the client would be a tenth of that. */
const longerPages = /^(dataTables|webhooks|flows|flowVersions|dashboards|applicationDashboards)\.get/;

it('sorts and pages as the pages say where nothing is asked for, and as it is asked otherwise', async () => {
  const failures: string[] = [];
  const sortFieldsOf = (name: string) =>
    documented.get(name)?.find((parameter) => parameter.name === 'sortField')?.values ?? [];
  for (const name of ofShare(reads.filter((one) => sortFieldsOf(one).length > 0))) {
    const parameters = new Map((documented.get(name) ?? []).map((parameter) => [parameter.name, parameter]));
    const sortFields = sortFieldsOf(name);
    const plain = await run(name);
    for (const option of ['sortField', 'sortDirection', 'page', 'perPage']) {
      const wanted = parameters.get(option)?.default;
      if (wanted === undefined || (option === 'perPage' && longerPages.test(name))) continue;
      if (String(plain[option]) !== wanted) failures.push(`${name}: ${option} is ${plain[option]}, not ${wanted}`);
    }
    for (const sortField of sortFields) {
      const up = await run(name, { sortField, sortDirection: 'asc' });
      const down = await run(name, { sortField, sortDirection: 'desc' });
      expect([up.sortField, down.sortDirection], name).toEqual([sortField, 'desc']);
      expect(up.totalCount, name).toBe(down.totalCount);
      const first = await run(name, { sortField, sortDirection: 'asc', perPage: '1', page: '0' });
      expect(first.items, name).toEqual(up.items.slice(0, 1));
      if (sortField === 'id') {
        const sorted = up.items.map(({ id }: { id: string }) => id);
        expect(sorted, name).toEqual([...sorted].sort());
        expect(
          down.items.map(({ id }: { id: string }) => id),
          name,
        ).toEqual(sorted.reverse());
      }
    }
  }
  expect(failures).toEqual([]);
}, 300_000);

it('leaves links out where they are not wanted, and changes nothing for the other options of every call', async () => {
  // The record of changes shows calls as they came, with the options that they had.
  for (const name of ofShare(reads.filter((one) => !one.startsWith('auditLog')))) {
    const without = await run(name, { _links: false, _embedded: false, _actions: true, losantdomain: 'example.com' });
    expect(JSON.stringify(without), name).not.toContain('"_links"');
    const shown = await run(name, { _links: true, _embedded: true, _actions: false });
    // Events and files have no links of their own answer's making but `self`.
    if (!Array.isArray(shown) && shown._links !== undefined) expect(shown._links.self.href, name).toMatch(/^\//);
  }
}, 300_000);

it('shows summaries as they are asked for, also of what is changed', async () => {
  const { applicationId, orgId } = ids;
  const summaryInclude = 'deviceCount,storageStats';
  const summary = { deviceCount: 2, storageStats: { count: 0, size: 0 } };
  const ofApplication = [
    await client.application.get({ applicationId, summaryInclude }),
    await client.application.patch({ applicationId, application: {}, summaryInclude }),
  ];
  for (const one of ofApplication) expect(one).toMatchObject({ summary, organizationName: 'Works' });
  expect(Object.keys(ofApplication[1].summary)).toHaveLength(2);
  const made = await client.applications.post({ application: { name: 'New', orgId }, summaryExclude: 'deviceCount' });
  expect(made.summary).not.toHaveProperty('deviceCount');
  expect(made.organizationName).toBe('Works');
  expect((await client.org.patch({ orgId, organization: {}, summaryInclude })).summary).toEqual(summary);
  const other = await client.orgs.post({ organization: { name: 'Other' }, summaryInclude: 'appCount' });
  expect(other.summary).toEqual({ appCount: 0 });
  expect((await client.me.patch({ user: {}, summaryInclude: 'orgCount' })).summary).toEqual({ orgCount: 2 });
  // Only for those who name it: it takes longer than the rest.
  const counted = await client.org.get({ orgId, summaryInclude: 'payloadCount' });
  expect(counted.summary).toEqual({ payloadCount: await client.org.payloadCounts({ orgId }) });
  expect(counted.summary.payloadCount.event['user.rest']).toBeGreaterThan(0);
  expect((await client.org.get({ orgId })).summary).not.toHaveProperty('payloadCount');
  await expect(client.org.patch({ orgId, organization: { name: 'X' }, summaryInclude: 'moons' })).rejects.toThrow(
    'moons',
  );
  expect((await client.org.get({ orgId })).name).toBe('Works');
});

it('shows a user what they have opened last where that is asked for', async () => {
  const { applicationId = '', dashboardId = '', orgId = '' } = ids;
  for (const [itemType, itemId] of Object.entries({ application: applicationId, dashboard: dashboardId }))
    await client.me.addRecentItem({ data: { itemType, itemId } });
  expect(await client.me.get({ includeRecent: true })).toMatchObject({
    recentApplications: { itemType: 'application', items: [{ id: applicationId, name: 'Plant' }] },
    recentDashboards: { itemType: 'dashboard', items: [{ id: dashboardId, name: 'Plant' }] },
    recentOrganizations: { itemType: 'organization', items: [] },
  });
  expect(await client.me.get()).not.toHaveProperty('recentApplications');
  expect(orgId).not.toBe('');
});

it('queries versions of workflows by every field that the client’s schemas list', async () => {
  const { applicationId, flowId } = ids;
  const names = async (call: Promise<{ items: { version: string; flowId: string }[] }>) =>
    (await call).items.map((item) => `${item.version} of ${item.flowId === flowId ? 'it' : 'another'}`);
  const byVersion = (query: object) => names(client.flows.getByVersion({ applicationId, version: 'v1', query }));
  expect(await byVersion({ flowId })).toEqual(['v1 of it']);
  expect(await byVersion({ flowId: { $ne: flowId } })).toEqual(['v1 of another']);
  const ofOne = (query: object) => names(client.flowVersions.get({ applicationId, flowId, query }));
  expect(await ofOne({ name: 'Alert', flowClass: 'cloud' })).toEqual(['v1 of it']);
  expect(await ofOne({ name: { $ne: 'Alert' } })).toEqual([]);
  expect(await ofOne({ flowClass: 'edge' })).toEqual([]);
});

interface ClientError {
  readonly statusCode: number;
  readonly message: string;
}

it('responds to every action with errors as the client’s schema says: of no token, of an absent thing, of an unknown field', async () => {
  const anonymous = connect(server);
  const failures: string[] = [];
  const expectError = async (name: string, statuses: readonly number[], call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (reason: ClientError) => reason,
    );
    if (error === undefined || !statuses.includes(error.statusCode))
      failures.push(`${name}: ${error?.statusCode ?? 'success'} ${error?.message}, not ${statuses}`);
    else expectSchema('error', { ...error, message: error.message });
  };
  for (const name of ofShare(built)) {
    const { parameters = [], body, schemas } = actions.get(name) ?? {};
    if (schemas?.length === 0) continue;
    const [resource = '', verb = ''] = name.split('.');
    const sent = { ...needs[name]?.(), ...(body === undefined ? {} : { [body]: {} }) };
    // A body that lacks something is refused before anything is looked up.
    if (parameters.length > 0) {
      const path = Object.fromEntries(parameters.map((parameter) => [parameter, absent]));
      await expectError(
        `${name} of nothing`,
        body === undefined ? [404] : [400, 404],
        unchecked[resource][verb]({ ...path, ...sent }),
      );
    }
    // Who logs in has no token, invitations carry one of their own, and dashboards may be public.
    if (!/^(auth|orgInvites)\.|^dashboard\.(get|validateContext)$/.test(name))
      await expectError(`${name} without a token`, [401], anonymous[resource][verb]({ ...pathOf(name), ...sent }));
    // Rows have the columns of their table, and contexts the variables of their dashboard.
    if (body !== undefined && pathOf(name) !== undefined && !/^dataTableRows?\.(post|patch)$/.test(name))
      await expectError(`${name} of an unknown field`, [400, 404], run(name, { [body]: { moons: 5 } }, unchecked));
  }
  expect(failures).toEqual([]);
}, 300_000);

it('responds to every action of the contract that is not built with 501', async () => {
  const { paths } = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; 'x-not-built'?: boolean }>>;
  };
  const unbuilt = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => operation['x-not-built'])
    .map(({ operationId }) => operationId)
    .filter((name) => actions.has(name));
  expect(unbuilt.length).toBeGreaterThan(0);
  for (const name of unbuilt) {
    const { parameters = [], body } = actions.get(name) ?? {};
    const path = Object.fromEntries(parameters.map((parameter) => [parameter, ids[parameter] ?? absent]));
    const [resource = '', verb = ''] = name.split('.');
    const error = await unchecked[resource]
      [verb]({ ...path, ...(body === undefined ? {} : { [body]: {} }) })
      .catch((reason: ClientError) => reason);
    expect(error, name).toMatchObject({ statusCode: 501, type: 'NotImplemented' });
    expectSchema('error', { ...error, message: error.message });
  }
}, 300_000);
