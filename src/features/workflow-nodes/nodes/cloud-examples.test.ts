import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeTypes } from '../registry.ts';
import { CloudTestBed, makeServiceAccount } from './cloud-test-bed.ts';

const key = String(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const makeCloud = () =>
  new CloudTestBed({
    azure: { account: 'plantstorage', accountKey: 'a2V5' },
    gcp: { keyJson: JSON.stringify(makeServiceAccount().keyFile) },
    whatsapp: { fromNumberId: '7', accessToken: 't' },
    snowflake: { host: 'a.snowflakecomputing.com', username: 'u', privateKey: key },
  });
const payload = () => ({
  deviceId: 'd',
  deviceName: 'Press',
  data: { text: 'warm', serial: '1' },
  globals: {
    mailgunKey: 'k',
    email: 'a@example.com',
    phone: '+1',
    salesforceUser: 'u',
    salesforcePassword: 'p',
    salesforceToken: 't',
    eventHub: 'Endpoint=sb://plant-hubs.servicebus.windows.net/;SharedAccessKeyName=s;SharedAccessKey=k',
  },
});
const session = '<r><serverUrl>https://a.my.salesforce.com/</serverUrl><sessionId>s</sessionId></r>';

test.each([
  ['AzureEventHubPublishNode', { success: true }],
  ['AzureTableStorageNode', { id: 'i' }],
  ['GoogleBigQueryNode', { id: 'i' }],
  ['GoogleFunctionNode', { id: 'i' }],
  ['MailgunNode', { success: true, id: 'i' }],
  ['SalesforceNode', { id: 'i' }],
  ['SnowflakeNode', { rows: [] }],
  ['WhatsAppNode', [{ success: true, number: '+1' }]],
])('the example of %s runs', async (type, expected) => {
  const found = nodeTypes.find((nodeType) => nodeType.type === type);
  if (!found) throw new Error(`there is no ${type}`);
  const cloud = makeCloud();
  cloud.answer = ({ url }) => {
    if (url.includes('oauth2.googleapis.com')) return { body: { access_token: 't' } };
    return { body: url.includes('login.salesforce.com') ? session : { id: 'i' } };
  };
  const { resultPath: _, resultsPath: __, destination: ___, ...example } = found.example;
  const named = 'credentialNameTemplate' in example ? { ...example, credentialNameTemplate: 'kept' } : example;
  expect(await cloud.run(found, named, payload())).toMatchObject(expected);
  expect(cloud.calls.length).toBeGreaterThan(0);
});
