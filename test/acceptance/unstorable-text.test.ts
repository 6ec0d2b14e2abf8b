import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import { readOperations } from '../support/openapi-fields.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser, type TestUser } from '../support/tenant.ts';

let server: SharedServer;
let maker: CertificateMaker;
let owner: TestUser;
const ids: Record<string, string> = {};

beforeAll(async () => {
  maker = await CertificateMaker.start();
  server = await sharedServer();
  owner = await makeUser(server, (await logIn(server)).token, 'unstorable@example.com');
  await fillTenant({ server, maker }, owner, ids);
}, 240_000);
afterAll(() => maker.end());

/** What a body needs besides the text that is tried, so that it comes as far as the database. */
const needed: Readonly<Record<string, object>> = {
  'pageLinks.post': { deviceTags: [{ key: 'site' }], expires: new Date(Date.now() + 86_400_000).toISOString() },
  'alarmRules.post': { level: 'info', kind: 'silence', minutes: 10 },
  'credentials.post': { type: 'jwt', jwtConfig: { algorithm: 'HS256', secret: 'secret' } },
  'dataTables.post': { columns: [] },
  'events.post': { level: 'info', subject: 'Started' },
  'files.post': { type: 'directory' },
  'notificationRules.post': { webhook: { url: 'https://ops.invalid/' } },
};

it('names the field that holds U+0000, wherever a name, a subject or a description is taken', async () => {
  const document = await (await fetch(`${server.http}/openapi.json`)).json();
  const nameless: string[] = [];
  let tried = 0;
  for (const { name, method, path, body, isBuilt } of readOperations(document)) {
    if (!isBuilt || !['POST', 'PATCH'].includes(method)) continue;
    for (const field of ['name', 'subject', 'description', 'title']) {
      const schema = body?.properties?.[field];
      if (schema === undefined) continue;
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => ids[parameter] ?? '0'.repeat(24));
      const text = { ...(body?.required?.includes('name') ? { name: 'Plain' } : {}), ...needed[name], [field]: 'a\0b' };
      const answer = await call(server, method, filled, { token: owner.token, body: text });
      if (answer.status < 400) continue;
      tried += 1;
      const { field: told, message } = answer.body;
      if (answer.status === 500 || (answer.status === 400 && (told === undefined || message === undefined)))
        nameless.push(`${name} ${field}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
  expect(nameless).toEqual([]);
  expect(tried).toBeGreaterThan(20);
  // What only the database finds out is named as well.
  const devices = `/applications/${ids.applicationId}/devices`;
  expect(await call(server, 'POST', devices, { token: owner.token, body: { name: 'a\0b' } })).toMatchObject({
    status: 400,
    body: { type: 'Validation', field: 'name', message: expect.stringContaining('U+0000') },
  });
});
