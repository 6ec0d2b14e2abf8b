// Tables and event hubs of Azure (workflows.md, "5. Nodes"): what leaves the nodes, judged as Azure judges it.
import { createHmac } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { azureEventHubPublishNode } from './azure-event-hub-publish.ts';
import { azureTableStorageNode } from './azure-table-storage.ts';
import { CloudTestBed } from './cloud-test-bed.ts';

const accountKey = Buffer.from('a key of Azure').toString('base64');
let cloud: CloudTestBed;
beforeEach(() => {
  cloud = new CloudTestBed({ azure: { account: 'plantstorage', accountKey } });
});

const table = { credentialNameTemplate: 'kept', tableNameTemplate: 'machines' };
const place = 'https://plantstorage.table.core.windows.net';

/** What Azure does with a signature for tables: it makes it anew (Shared Key Lite). */
function expectSigned(index: number): void {
  const { url = '', headers = {} } = cloud.calls[index] ?? {};
  const path = url.slice(place.length).replace(/\?.*$/, '');
  const toSign = `${headers['x-ms-date']}\n/plantstorage${path}`;
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(toSign).digest('base64');
  expect(headers.authorization).toBe(`SharedKeyLite plantstorage:${signature}`);
  expect(headers['x-ms-date']).toBe('Fri, 02 Jan 2026 03:04:05 GMT');
}

test('an entity is read by its keys, which stay keys whatever they hold', async () => {
  cloud.answer = () => ({
    body: { 'odata.etag': 'W/"1"', PartitionKey: "it's", RowKey: 'a/b', Timestamp: 't', warm: 72.4 },
  });
  const config = { ...table, operation: 'get', partitionKeyTemplate: "it's", rowKeyTemplate: '{{key}}' };
  expect(await cloud.run(azureTableStorageNode, config, { key: "a/b',RowKey='c" })).toEqual({
    partitionKey: "it's",
    rowKey: 'a/b',
    timestamp: 't',
    warm: 72.4,
  });
  const keys = "(PartitionKey='it''s',RowKey='a%2Fb''%2CRowKey%3D''c')";
  expect(cloud.calls[0]).toMatchObject({ method: 'GET', url: `${place}/machines${keys}` });
  expect(cloud.calls[0]?.headers.accept).toBe('application/json;odata=nometadata');
  expectSigned(0);
});

test('entities are inserted, replaced, merged and deleted', async () => {
  const entityTemplate = '{"PartitionKey": "p", "rowKey": "{{row}}", "warm": {{n}} }';
  const entity = { PartitionKey: 'p', RowKey: '1', warm: 5 };
  const said = { partitionKey: 'p', rowKey: '1', warm: 5 };
  const payload = { row: '1', n: 5 };
  cloud.answer = () => ({ statusCode: 201, body: entity });
  expect(await cloud.run(azureTableStorageNode, { ...table, operation: 'insert', entityTemplate }, payload)).toEqual(
    said,
  );
  cloud.answer = () => ({ statusCode: 204 });
  expect(await cloud.run(azureTableStorageNode, { ...table, operation: 'replace', entityTemplate }, payload)).toEqual(
    said,
  );
  const merge = { ...table, operation: 'merge', upsert: true, entityTemplate: '{{{jsonEncode e}}}' };
  expect(await cloud.run(azureTableStorageNode, merge, { e: entity })).toEqual(said);
  const remove = { ...table, operation: 'delete', partitionKeyTemplate: 'p', rowKeyTemplate: '1' };
  expect(await cloud.run(azureTableStorageNode, remove)).toEqual({ success: true });
  const one = `${place}/machines(PartitionKey='p',RowKey='1')`;
  expect(cloud.calls.map(({ method, url, headers }) => [method, url, headers['if-match']])).toEqual([
    ['POST', `${place}/machines`, undefined],
    ['PUT', one, '*'],
    ['PATCH', one, undefined],
    ['DELETE', one, '*'],
  ]);
  expect([0, 1, 2].map((index) => cloud.bodyOf(index))).toEqual([entity, entity, entity]);
  for (const index of [0, 1, 2, 3]) expectSigned(index);
  for (const wrong of ['[]', '{"PartitionKey": "p"}', '{"PartitionKey": 1, "RowKey": "1"}']) {
    const config = { ...table, operation: 'insert', entityTemplate: wrong };
    await expect(cloud.run(azureTableStorageNode, config)).rejects.toMatchObject({ name: 'ValidationError' });
  }
});

test('entities are found page by page', async () => {
  const next = { 'x-ms-continuation-nextpartitionkey': '1!8!cA--', 'x-ms-continuation-nextrowkey': '1!4!MQ--' };
  cloud.answer = () => ({ headers: next, body: { value: [{ PartitionKey: 'p', RowKey: '1' }] } });
  const config = {
    ...table,
    operation: 'query',
    filterTemplate: "age lt {{n}} and name eq 'a b'",
    selectTemplate: 'name, age',
    topTemplate: '5',
  };
  const page = (await cloud.run(azureTableStorageNode, config, { n: 25 })) as { continuationToken: string };
  expect(page).toEqual({
    entities: [{ partitionKey: 'p', rowKey: '1' }],
    continuationToken: expect.any(String),
    filter: "age lt 25 and name eq 'a b'",
    select: 'name, age',
    top: 5,
  });
  const { pathname, searchParams } = new URL(cloud.calls[0]?.url ?? '');
  expect(pathname).toBe('/machines()');
  expect(Object.fromEntries(searchParams)).toEqual({
    $filter: "age lt 25 and name eq 'a b'",
    $select: 'name,age',
    $top: '5',
  });
  expect(cloud.calls[0]?.url).not.toContain('+');
  expectSigned(0);
  cloud.answer = () => ({ body: { value: [] } });
  const more = { ...table, operation: 'query', continuationTokenTemplate: '{{token}}' };
  expect(await cloud.run(azureTableStorageNode, more, { token: page.continuationToken })).toEqual({
    entities: [],
    continuationToken: null,
    filter: null,
    select: null,
    top: null,
  });
  expect(Object.fromEntries(new URL(cloud.calls[1]?.url ?? '').searchParams)).toEqual({
    NextPartitionKey: '1!8!cA--',
    NextRowKey: '1!4!MQ--',
  });
  for (const wrong of [{ continuationTokenTemplate: 'no' }, { topTemplate: '0' }, { topTemplate: '1001' }]) {
    await expect(cloud.run(azureTableStorageNode, { ...more, ...wrong })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  }
});

test('what Azure says of a failure goes to the destination', async () => {
  const said = { 'odata.error': { code: 'ResourceNotFound', message: { lang: 'en-US', value: 'It does not exist.' } } };
  cloud.answer = () => ({ statusCode: 404, body: said });
  const config = { ...table, partitionKeyTemplate: 'p', rowKeyTemplate: '1' };
  expect(await cloud.run(azureTableStorageNode, config)).toEqual({ error: said });
  cloud.answer = () => ({ statusCode: 503, body: 'busy' });
  expect(await cloud.run(azureTableStorageNode, config)).toMatchObject({ error: { type: 'HttpError' } });
  expect(await cloud.run(azureTableStorageNode, { ...config, credentialNameTemplate: 'x' })).toMatchObject({
    error: { type: 'CredentialError' },
  });
  const { credentialNameTemplate: _, ...own } = config;
  for (const wrong of [
    { ...config, tableNameTemplate: 'a/b' },
    { ...config, operation: 'constructor' },
    { ...own, accountTemplate: 'evil.com/x', accountKeyTemplate: 'k' },
  ]) {
    await expect(cloud.run(azureTableStorageNode, wrong)).rejects.toMatchObject({ name: 'ValidationError' });
  }
});

/** What Azure does with a shared access signature of a namespace: it makes it anew. */
function expectShared(index: number, { policy, key }: { policy: string; key: string }): void {
  const { headers = {}, url = '' } = cloud.calls[index] ?? {};
  const said = new URLSearchParams((headers.authorization ?? '').replace(/^SharedAccessSignature /, ''));
  const [resource = '', until] = [said.get('sr') ?? '', said.get('se')];
  const signature = createHmac('sha256', key)
    .update(`${encodeURIComponent(resource)}\n${until}`)
    .digest('base64');
  expect([said.get('sig'), said.get('skn'), Number(until)]).toEqual([signature, policy, cloud.now / 1000 + 300]);
  expect(url.startsWith(`${resource}/messages`)).toBe(true);
}

test('an event hub is given a message, by a connection string or a credential', async () => {
  cloud.answer = () => ({ statusCode: 201 });
  const connectionString =
    'Endpoint=sb://plant-hubs.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0PQ==;EntityPath=alarms';
  const message = {
    dataTemplate: 'a & {{b}}',
    partitionKeyTemplate: '{{d}}',
    propFields: [{ keyTemplate: 'k', valueTemplate: 'ä' }],
  };
  const own = { ...message, connectionString: '{{c}}' };
  expect(await cloud.run(azureEventHubPublishNode, own, { b: 'c', d: 'dev', c: connectionString })).toEqual({
    success: true,
  });
  expect(cloud.calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://plant-hubs.servicebus.windows.net/alarms/messages?api-version=2014-01',
    headers: { 'content-type': 'application/vnd.microsoft.servicebus.json' },
  });
  expect(cloud.bodyOf(0)).toEqual([
    { Body: 'a & c', UserProperties: { k: 'ä' }, BrokerProperties: { PartitionKey: 'dev' } },
  ]);
  expectShared(0, { policy: 'send', key: 'c2VjcmV0PQ==' });
  const kept = {
    credentialNameTemplate: 'kept',
    hostNameTemplate: 'plant-hubs.servicebus.windows.net',
    hubName: 'a b',
    dataMethod: 'payloadPath',
    dataPayloadPath: 'data',
    propMethod: 'jsonTemplate',
    propTemplate: '{"n": 1, "o": {"a": true}}',
  };
  expect(await cloud.run(azureEventHubPublishNode, kept, { data: { a: 1 } })).toEqual({ success: true });
  expect(cloud.bodyOf(1)).toEqual([{ Body: '{"a":1}', UserProperties: { n: 1, o: '{"a":true}' } }]);
  expect(cloud.calls[1]?.url).toContain('/a%20b/messages');
  expectShared(1, { policy: 'plantstorage', key: accountKey });
});

test('what leads to no event hub says so, without the key', async () => {
  const config = { dataTemplate: 'x', hubName: 'alarms' };
  for (const connectionString of [
    'no',
    'Endpoint=sb://evil.example.com/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0',
    'Endpoint=sb://plant-hubs.servicebus.windows.net.evil.com/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0',
  ]) {
    const result = await cloud.run(azureEventHubPublishNode, { ...config, connectionString });
    expect(result).toMatchObject({ error: { type: 'ValidationError' } });
    expect(JSON.stringify(result)).not.toContain('c2VjcmV0');
  }
  const nameless = 'Endpoint=sb://plant-hubs.servicebus.windows.net/;SharedAccessKeyName=s;SharedAccessKey=k';
  expect(await cloud.run(azureEventHubPublishNode, { dataTemplate: 'x', connectionString: nameless })).toMatchObject({
    error: { type: 'ValidationError' },
  });
  expect(cloud.calls).toEqual([]);
  await expect(cloud.run(azureEventHubPublishNode, { ...config, integrationId: 'i' })).rejects.toMatchObject({
    name: 'NotAvailable',
  });
  cloud.answer = () => ({ statusCode: 401, body: 'no' });
  expect(await cloud.run(azureEventHubPublishNode, { ...config, connectionString: nameless })).toMatchObject({
    error: { type: 'HttpError' },
  });
});
