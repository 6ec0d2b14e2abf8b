// Two who change one thing (semantics.md, "Two who change one thing").
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser, type TestUser } from '../support/tenant.ts';

let server: SharedServer;
let owner: TestUser;
let stranger: TestUser;
let applicationId: string;
let maker: CertificateMaker;

afterAll(() => maker.end());
beforeAll(async () => {
  maker = await CertificateMaker.start();
  server = await sharedServer();
  const { token } = await logIn(server);
  owner = await makeUser(server, token, 'if-match-owner@example.com');
  stranger = await makeUser(server, token, 'if-match-stranger@example.com');
  applicationId = (await owner.client.applications.post({ application: { name: 'Plant' } })).id;
});

/** Calls a path of the API with a tag, if one is given. */
async function send(
  method: string,
  path: string,
  options: { ifMatch?: string; body?: unknown; token?: string } = {},
): Promise<{ status: number; etag: string | null; body: Record<string, unknown> }> {
  const { ifMatch, body, token = owner.token } = options;
  const response = await fetch(`${server.http}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const below = (path: string) => `/applications/${applicationId}/${path}`;
const made = async (path: string, body: object): Promise<string> => {
  const answer = await send('POST', below(path), { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return below(`${path}/${answer.body.id}`);
};

/** What can be changed under a tag: how to make one, and two changes of a field. */
const things: readonly [string, () => Promise<string>, object, object][] = [
  ['an application', async () => `/applications/${applicationId}`, { name: 'A' }, { name: 'B' }],
  ['a device', () => made('devices', { name: 'Pump' }), { name: 'A' }, { name: 'B' }],
  ['a recipe', () => made('device-recipes', { name: 'Pumps' }), { name: 'A' }, { name: 'B' }],
  ['an access key', () => made('keys', { description: 'Pumps' }), { description: 'A' }, { description: 'B' }],
  [
    'an authority',
    async () => made('certificate-authorities', { name: 'Works', caBundle: (await maker.authority('Works')).cert }),
    { name: 'A' },
    { name: 'B' },
  ],
  [
    'a certificate',
    async () => {
      const by = await maker.authority('Pumps');
      await made('certificate-authorities', { name: 'Pumps', caBundle: by.cert });
      return made('certificates', { certificate: (await maker.issue('pump', { by })).cert });
    },
    { description: 'A' },
    { description: 'B' },
  ],
  [
    'a credential',
    () => made('credentials', { name: 'Signing', type: 'jwt', jwtConfig: { algorithm: 'HS256', secret: 'secret' } }),
    { description: 'A' },
    { description: 'B' },
  ],
  ['a webhook', () => made('webhooks', { name: 'Parcels' }), { name: 'A' }, { name: 'B' }],
  [
    'an integration',
    () =>
      made('integrations', {
        name: 'Bridge',
        enabled: false,
        integrationType: 'mqtt',
        mqttConfig: { protocol: 'mqtt', host: 'broker.example.com', port: 1883 },
      }),
    { name: 'A' },
    { name: 'B' },
  ],
  [
    'a data table',
    () => made('data-tables', { name: 'Shifts', columns: [{ name: 'n', dataType: 'number', constraint: 'optional' }] }),
    { description: 'A' },
    { description: 'B' },
  ],
  [
    'an event',
    () => made('events', { level: 'info', subject: 'Started' }),
    { state: 'acknowledged' },
    { state: 'new' },
  ],
  [
    'an alarm rule',
    () => made('alarm-rules', { name: 'Silent', kind: 'silence', minutes: 5, level: 'warning' }),
    { name: 'A' },
    { name: 'B' },
  ],
  [
    'a notification rule',
    () => made('notification-rules', { name: 'All', console: true }),
    { name: 'A' },
    { name: 'B' },
  ],
  [
    'an organization',
    async () => `/orgs/${(await owner.client.orgs.post({ organization: { name: 'Works' } })).id}`,
    { name: 'A' },
    { name: 'B' },
  ],
  ['a workflow', () => made('flows', { name: 'Alert' }), { name: 'A' }, { name: 'B' }],
  ['oneself', async () => '/me', { firstName: 'A' }, { firstName: 'B' }],
];

it.each(things)(
  '%s is changed under the tag that was read, and under no older one',
  async (_what, make, first, second) => {
    const path = await make();
    const read = await send('GET', path);
    expect(read.etag).toBe(`"${read.body.lastUpdated}"`);
    const ifMatch = String(read.etag);
    const changed = await send('PATCH', path, { ifMatch, body: first });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect(changed.etag).not.toBe(ifMatch);
    const stale = await send('PATCH', path, { ifMatch, body: second });
    expect([stale.status, stale.body.type, stale.etag]).toEqual([412, 'PreconditionFailed', null]);
    expect((await send('GET', path)).body).toMatchObject(first);
    const weak = await send('PATCH', path, { ifMatch: `"x", W/${changed.etag}`, body: second });
    expect(weak.status).toBe(200);
    expect((await send('PATCH', path, { ifMatch: '*', body: first })).status).toBe(200);
    expect((await send('PATCH', path, { body: second })).status).toBe(200);
  },
);

it('a dashboard is changed under the tag that was read, strong, weak or among others', async () => {
  const { id } = await owner.client.dashboards.post({ dashboard: { name: 'Plant' } });
  const path = `/dashboards/${id}`;
  const save = (ifMatch: string) => send('PATCH', path, { ifMatch, body: { description: ifMatch } });
  const first = String((await send('GET', path)).etag);
  const second = await save(`W/${first}`);
  expect(second.status, JSON.stringify(second.body)).toBe(200);
  expect((await save(`W/${first}`)).status).toBe(409);
  expect((await save(`"x", W/${second.etag}`)).status).toBe(200);
  expect((await save(' * ')).status).toBe(200);
});

it('lets one of several succeed who send the same tag at once', async () => {
  const path = await made('devices', { name: 'Pump' });
  const ifMatch = String((await send('GET', path)).etag);
  const names = ['A', 'B', 'C', 'D', 'E'];
  const answers = await Promise.all(names.map((name) => send('PATCH', path, { ifMatch, body: { name } })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412]);
  const winner = names[answers.findIndex(({ status }) => status === 200)];
  expect((await send('GET', path)).body.name).toBe(winner);
});

it('tells a stranger nothing by a tag: what is not there and what is not theirs are refused alike', async () => {
  const theirs = (await stranger.client.applications.post({ application: { name: 'Other' } })).id;
  const device = await made('devices', { name: 'Pump' });
  const id = device.split('/').at(-1);
  const foreign = `/applications/${theirs}/devices/${id}`;
  const absent = `/applications/${theirs}/devices/${'0'.repeat(24)}`;
  for (const ifMatch of ['"x"', String((await send('GET', device)).etag)]) {
    const answers = await Promise.all(
      [foreign, absent].map((path) => send('PATCH', path, { ifMatch, body: { name: 'A' }, token: stranger.token })),
    );
    expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
      [404, 'Device was not found'],
      [404, 'Device was not found'],
    ]);
  }
  const hidden = await send('PATCH', device, { ifMatch: '"x"', body: { name: 'A' }, token: stranger.token });
  expect(hidden.status).toBe(404);
});
