// Topics below losant/ and $ are the platform's: whatever is configured for an application's own topics refuses them, since no
// message could ever be one that was meant.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { type Operation, readOperations } from '../support/openapi-fields.ts';
import { findPlaces } from '../support/openapi-places.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let maker: CertificateMaker;
let applicationId: string;
let operations: Operation[];
let ids: Record<string, string>;
let certificate: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await makeUser(server, (await logIn(server)).token, 'reserved-topics@example.com'));
  ({ id: applicationId } = await client.applications.post({ application: { name: 'Topics' } }));
  maker = await CertificateMaker.start();
  const authority = await maker.authority('Plant');
  const of = { applicationId };
  await client.applicationCertificateAuthorities.post({
    ...of,
    applicationCertificateAuthority: { name: 'Plant', caBundle: authority.cert },
  });
  certificate = (await maker.issue('device', { by: authority })).cert;
  const { id: applicationKeyId } = await client.applicationKeys.post({ ...of, applicationKey: {} });
  const made = { certificate: (await maker.issue('another', { by: authority })).cert };
  const { id: applicationCertificateId } = await client.applicationCertificates.post({
    ...of,
    applicationCertificate: made,
  });
  ids = { applicationId, applicationKeyId, applicationCertificateId };
  operations = readOperations(await (await fetch(`${server.http}/openapi.json`)).json());
});
afterAll(() => maker.end());

const reserved = ['losant', 'losant/#', 'losant/+/state', 'losant/0123456789abcdef01234567/command', '$x', '$SYS/#'];

it.for(reserved)('refuses %s in every list of custom topics', async (topic) => {
  const places = operations.flatMap((operation) =>
    findPlaces(operation).filter(({ place, name }) => place === 'body' && /(pub|sub)Topics\[0\]$/.test(name)),
  );
  // Keys and certificates, made and changed, what may be published and what may be heard.
  expect(places).toHaveLength(8);
  for (const { operation, name } of places) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, id: string) => ids[id] ?? '');
    const list = name.replace('[0]', '');
    const needed = operation.name === 'applicationCertificates.post' ? { certificate } : {};
    for (const filterType of ['whitelist', 'blacklist']) {
      const body = { ...needed, filterType, [list]: ['fine/+', topic] };
      const answer = await call(server, operation.method, path, { token, body });
      expect([operation.name, answer]).toMatchObject([
        operation.name,
        {
          status: 400,
          body: { type: 'Validation', message: expect.stringMatching(`^${list}\\[1\\] must not start with`) },
        },
      ]);
    }
  }
});

it.for(reserved)('refuses %s as the topic of a trigger, and of a message', async (topic) => {
  const flow = { name: 'Never', triggers: [{ type: 'mqttTopic', key: topic, config: {}, meta: {}, outputIds: [] }] };
  const saved = await call(server, 'POST', `/applications/${applicationId}/flows`, { token, body: flow });
  expect(saved).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('must not start with losant/') },
  });
  const message = { topic: topic.replaceAll(/[+#]/g, 'x'), message: 'x' };
  const sent = await call(server, 'POST', `/applications/${applicationId}/mqttPublishMessage`, {
    token,
    body: message,
  });
  expect(sent).toMatchObject({ status: 400, body: { message: 'topic must not start with losant/ or $' } });
});

it('takes filters that begin with a wildcard, and names that only look alike', async () => {
  for (const topic of ['#', '+/state', 'losant-like/#', 'a/losant/#', 'a/$x']) {
    const applicationKey = { filterType: 'whitelist', pubTopics: [topic], subTopics: [topic] };
    expect(await client.applicationKeys.post({ applicationId, applicationKey })).toMatchObject(applicationKey);
  }
});
