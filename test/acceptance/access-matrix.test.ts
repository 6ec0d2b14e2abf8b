import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  actions,
  findSurprises,
  ids,
  makeScopeCallers,
  makeStandingCallers,
  nobody,
  owner,
  prepareMatrix,
  sample,
  server,
  strange,
  stranger,
  table,
  unbuilt,
} from '../support/access-matrix.ts';
import type { Caller, TableAction } from '../support/scope-table.ts';
import { sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let matrix: { end(): Promise<void> };
beforeAll(async () => {
  matrix = await prepareMatrix(await sharedServer());
}, 60_000);
afterAll(() => matrix.end());

/** One of each way to stand outside, and inside with less than everything. */
const usual = new Set([
  'an admin',
  'a stranger',
  'a member with the role view',
  'a foreign token with all.Application',
  'a token with all.Application.read',
  'a foreign device',
]);

/** The first route of each method and of each way to name what it is about: parameters are what rights are judged by. */
function oneOfEachKind(): TableAction[] {
  const kindOf = ({ method, path, scopes }: TableAction): string =>
    [method, scopes.length > 0, ...path.matchAll(/\{(\w+)\}/g)].map(String).join(' ');
  return [...new Map(actions.toReversed().map((action) => [kindOf(action), action])).values()];
}

it('responds to the usual callers on one route of each kind as the one table says', async () => {
  const routes = oneOfEachKind();
  const standing = (await makeStandingCallers()).filter(({ name }) => usual.has(name));
  expect(standing).toHaveLength(usual.size);
  const callers: Caller[] = [
    { name: 'no token', token: undefined, scopes: [] },
    { name: 'an unknown token', token: `sb_${'0'.repeat(64)}`, scopes: [] },
    ...standing,
  ];
  // Each action by half of them, each of them on half of the actions.
  const combinations = routes.flatMap((action, index) =>
    callers.filter((_, place) => (place + index) % 2 === 0).map((caller) => [action, caller] as const),
  );
  // A scope that opens the action and one that does not; every route, scope and kind of caller is in test/slow/walks.
  const scopes = new Set(routes.flatMap((action) => action.scopes));
  const withScope = (await makeScopeCallers(['application'], [...scopes])).get('application') ?? [];
  for (const [index, action] of routes.entries()) {
    const opens = ({ scopes: [scope = ''] }: Caller): boolean => action.scopes.includes(scope);
    const [opening] = withScope.filter(opens);
    const others = withScope.filter((caller) => !opens(caller));
    for (const caller of [...(opening ? [opening] : []), ...sample(others, 1, index)])
      combinations.push([action, caller]);
  }
  expect(await findSurprises(combinations)).toEqual([]);
  console.log(`${combinations.length} combinations of ${routes.length} of ${actions.length} actions tried`);
  expect(combinations.length).toBeGreaterThan(300);
}, 120_000);

it('responds to what belongs to somebody else byte for byte as to what does not exist', async () => {
  const bytes = async (action: TableAction, path: string) => {
    const hasBody = action.method === 'POST' || action.method === 'PATCH';
    const response = await fetch(`${server.http}${path}`, {
      method: action.method,
      headers: {
        Authorization: `Bearer ${stranger.token}`,
        ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: '{}' } : {}),
    });
    const headers = [...response.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
    const requestId = response.headers.get('x-request-id') ?? 'none';
    return JSON.stringify([response.status, headers, (await response.text()).replace(requestId, 'the request id')]);
  };
  const fill = (path: string, known: Record<string, string>) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? nobody);
  const differences: string[] = [];
  let compared = 0;
  for (const action of actions) {
    const names = [...action.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const name of names) {
      const foreign = ids[name];
      // Templates are the operator's, and open to everybody.
      if (/^\/(?:users|limits|applicationTemplates)\b/.test(action.path) || action.scopes.length === 0) continue;
      if (foreign === undefined) {
        // Whoever builds a resource gives the matrix one of each tenant's, in `fillTenant`.
        if (!unbuilt.has(action.name)) differences.push(`${action.name}: there is no ${name} to try`);
        continue;
      }
      // Everything else in the path is the caller's own: what is compared is the one id.
      const theirs = await bytes(action, fill(action.path, { ...strange, [name]: foreign }));
      const absent = await bytes(action, fill(action.path, { ...strange, [name]: nobody }));
      const withoutIds = (text: string) => text.replaceAll(foreign, 'id').replaceAll(nobody, 'id');
      if (withoutIds(theirs) !== withoutIds(absent)) differences.push(`${action.name} ${name}: ${theirs} ${absent}`);
      compared += 1;
    }
  }
  console.log(`${compared} pairs of a foreign and an absent id compared`);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(100);
}, 60_000);

/** Everything that is served without a token, and what keeps it from telling of a tenant. */
const publicRoutes: Readonly<Record<string, string>> = {
  'auth.authenticateDevice': 'takes credentials',
  'auth.authenticateSolutionUser': 'is not built',
  'auth.authenticateUser': 'takes credentials',
  'auth.authenticateUserGithub': 'is not built',
  'dashboard.act': 'asks for a role in the application, or that the block says everybody may',
  'dashboard.asset': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.choices': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.data': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.export': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.get': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.session': 'takes the password of the dashboard',
  'dashboard.stream': 'asks for a token, a password, or that everybody may see the dashboard',
  'dashboard.updateEvents': 'asks for a role in the application, or that the block says everybody may',
  'dashboard.validateContext': 'asks for a token, a password, or that everybody may see the dashboard',
  'emailConfirmations.post': 'takes the secret of the mailed link',
  'export.download': 'takes the secret of the link in its path',
  'operations.describe': 'tells of the server alone',
  'operations.health': 'tells of the server alone',
  'operations.ready': 'tells of the server alone',
  'operations.metrics': 'tells of the server alone',
  'orgInvites.get': 'takes the secret of the invitation',
  'orgInvites.post': 'takes the secret of the invitation',
  'sharedPage.get': 'asks for the token of a page link',
  'sharedPage.series': 'asks for the token of a page link',
  'sharedPage.values': 'asks for the token of a page link',
  'webhookCall.delete': 'takes the token in the URL of the webhook',
  'webhookCall.get': 'takes the token in the URL of the webhook',
  'webhookCall.patch': 'takes the token in the URL of the webhook',
  'webhookCall.post': 'takes the token in the URL of the webhook',
  'webhookCall.put': 'takes the token in the URL of the webhook',
};

it('serves without a token what is known to be public and nothing else', async () => {
  const document = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId?: string; security?: unknown[] }>>;
  };
  const open = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter(({ security }) => security?.length === 0)
    .map(({ operationId = '' }) => operationId);
  expect(open.filter((name) => publicRoutes[name] === undefined)).toEqual([]);
  // The right resource with the wrong secret is answered as none.
  const ask = async (path: string) => {
    const { status, body } = await call(server, 'GET', path);
    return { status, message: body.message };
  };
  const wrong = 'x'.repeat(43);
  const download = (known: Record<string, string>) => {
    const path = table.get('export.download')?.path ?? '';
    return ask(path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? wrong));
  };
  const absent = await download({ applicationId: nobody, exportId: nobody });
  expect(await download(ids)).toEqual(absent);
  expect(absent.status).toBe(404);
  const invitation = (email: string) => ask(`/invites?token=${wrong}&email=${email}`);
  expect(await invitation('matrix-owner@example.com')).toEqual(await invitation('nobody@example.com'));
});

it('responds on a webhook’s URL to whatever is no token byte for byte alike, with and without a token of the API', async () => {
  const ask = async (token: string, method: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.http}/webhooks/${token}`, { method, headers });
    const seen = [...response.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
    return JSON.stringify([response.status, seen, await response.text()]);
  };
  const { token = '' } = await owner.client.webhook.get({ applicationId: ids.applicationId, webhookId: ids.webhookId });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const absent = await ask(token.split('').reverse().join(''), method);
    expect(absent).toContain('[404,');
    const bearer = { Authorization: `Bearer ${owner.token}` };
    // The webhook's own id, a stranger's, what is no token at all, and a token of another length.
    for (const text of [ids.webhookId, strange.webhookId, nobody, 'x', `${token}A`, '~'.repeat(27)]) {
      expect(await ask(text ?? '', method)).toBe(absent);
      expect(await ask(text ?? '', method, bearer)).toBe(absent);
    }
  }
});
