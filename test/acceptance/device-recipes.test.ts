import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { connectDevice } from '../support/fixtures.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;
let mails: MailServer;

beforeAll(async () => {
  mails = await startMailServer();
  server = await startServer({ env: { SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mails.port}` } });
  ({ client, token } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  mails.close();
});

const attributes = [
  { name: 'temperature', dataType: 'number', attributeTags: { unit: 'C' } },
  { name: 'door', dataType: 'boolean', description: 'open or not' },
];
const tags = [
  { key: 'site', value: 'north' },
  { key: 'kind', value: 'sensor' },
];

async function makeApplication(): Promise<string> {
  return (await client.applications.post({ application: { name: 'Fleet' } })).id;
}

async function makeRecipe(recipe: object = {}): Promise<{ applicationId: string; deviceRecipeId: string }> {
  const applicationId = await makeApplication();
  const deviceRecipe = { name: 'Sensor', tags, attributes, ...recipe };
  const { id } = await client.deviceRecipes.post({ applicationId, deviceRecipe });
  return { applicationId, deviceRecipeId: id };
}

const bulkCreate = (ids: { applicationId: string; deviceRecipeId: string }, bulkInfo: object) =>
  client.deviceRecipe.bulkCreate({ ...ids, bulkInfo });

/** The result as objects by its header; cells of these tests hold no quotes or commas. */
function readResult(csv: string): Record<string, string>[] {
  const [header = [], ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

const tagsOf = (device: { tags: { key: string; value: string }[] }) =>
  Object.fromEntries(device.tags.map(({ key, value }) => [key, value]));

it('creates, lists, reads, changes and deletes recipes, and search, summary and the record of changes know', async () => {
  const applicationId = await makeApplication();
  const gatewayId = (await client.devices.post({ applicationId, device: { name: 'G', deviceClass: 'gateway' } })).id;
  const made = await client.deviceRecipes.post({
    applicationId,
    deviceRecipe: { name: 'Peripheral', deviceClass: 'peripheral', gatewayId, tags, attributes, description: 'wired' },
  });
  expectSchema('deviceRecipe', made);
  expect(made).toMatchObject({
    deviceRecipeId: made.id,
    applicationId,
    deviceName: 'Peripheral',
    deviceDescription: '',
    deviceClass: 'peripheral',
    gatewayId,
    tags,
    attributes,
    _type: 'deviceRecipe',
  });
  await client.deviceRecipes.post({ applicationId, deviceRecipe: { name: 'another' } });
  const page = await client.deviceRecipes.get({ applicationId, filterField: 'name', filter: 'peri*' });
  expectSchema('deviceRecipes', page);
  expect(page).toMatchObject({ totalCount: 1, items: [{ id: made.id }], sortField: 'name' });
  expect((await client.deviceRecipes.get({ applicationId })).items[0].name).toBe('another');

  const ids = { applicationId, deviceRecipeId: made.id };
  const patched = await client.deviceRecipe.patch({
    ...ids,
    deviceRecipe: { deviceClass: 'standalone', name: 'Probe', deviceName: 'P' },
  });
  expectSchema('deviceRecipe', patched);
  expect(patched).toMatchObject({ name: 'Probe', deviceName: 'P', deviceClass: 'standalone', tags });
  expect(patched.gatewayId).toBeUndefined();
  expect(await client.deviceRecipe.get(ids)).toEqual(patched);
  expect(await client.application.search({ applicationId, filter: 'prob' })).toEqual([
    { id: made.id, name: 'Probe', _type: 'deviceRecipe', metadata: { descriptor: 'wired' } },
  ]);
  expect((await client.application.get({ applicationId })).summary.deviceRecipeCount).toBe(2);

  const other = await makeApplication();
  expect(await failureOf(client.deviceRecipe.get({ ...ids, applicationId: other }))).toMatchObject({
    statusCode: 404,
    message: 'Device recipe was not found',
  });
  const gone = await client.deviceRecipe.delete(ids);
  expectSchema('success', gone);
  expect((await failureOf(client.deviceRecipe.get(ids))).statusCode).toBe(404);
  expect((await client.application.get({ applicationId })).summary.deviceRecipeCount).toBe(1);
  expect(await client.application.search({ applicationId, filter: 'prob' })).toEqual([]);
  const { body } = await call(server, 'GET', '/me/audit-logs?perPage=3', { token });
  const entries = (body.items as Record<string, string>[]).map((entry) => [
    `${entry.requestResource}.${entry.requestAction}`,
    entry.secondaryTargetType,
    entry.secondaryTargetName,
  ]);
  expect(entries).toContainEqual(['deviceRecipe.delete', 'DeviceRecipe', 'Probe']);
  expect(entries).toContainEqual(['deviceRecipe.patch', 'DeviceRecipe', 'Probe']);
});

it.each([
  [{}, 'name is required'],
  [{ name: 'R', attributes: [attributes[0], attributes[0]] }, 'attributes[1].name must be unique'],
  [{ name: 'R', gatewayId: 'a'.repeat(24) }, 'gatewayId is only for devices of class peripheral'],
  [{ name: 'R', deviceClass: 'peripheral', gatewayId: 'a'.repeat(24) }, 'gatewayId must be the id of a gateway'],
  [{ name: 'R', parentId: 'a'.repeat(24) }, 'parentId must be the id of a system device'],
  [{ name: 'R', colour: 'red' }, 'colour is not a known field'],
])('refuses a recipe that no device could be made from: %j', async (deviceRecipe, message) => {
  const applicationId = await makeApplication();
  const failure = await failureOf(client.deviceRecipes.post({ applicationId, deviceRecipe }));
  expect(failure).toMatchObject({ statusCode: 400, message: expect.stringContaining(message) });
  expect((await client.deviceRecipes.get({ applicationId })).totalCount).toBe(0);
});

it('makes a device of each row: names, numbers, descriptions and tags from columns, the rest from the recipe', async () => {
  const ids = await makeRecipe({ deviceName: 'Probe', deviceDescription: 'a probe', keepDuplicates: true });
  const csv =
    '\ufeffSerial,about,site,room\r\nAlpha,first,,4\r\n,,south,\r\n,,,\r\n"Beta, the second",  ,west,"a ""b"""\r\n';
  const answer = await bulkCreate(ids, { csv, nameColumn: 'Serial', descriptionColumn: 'about' });
  expectSchema('deviceRecipeBulkCreate', answer);
  expect(answer).toMatchObject({ created: 4, failed: 0 });
  const page = await client.devices.get({ applicationId: ids.applicationId, sortField: 'creationDate' });
  const byName = new Map(page.items.map((device: { name: string }) => [device.name, device]));
  expect([...byName.keys()].sort()).toEqual(['Alpha', 'Beta, the second', 'Probe 0000', 'Probe 0001']);
  const alpha = byName.get('Alpha') as Parameters<typeof tagsOf>[0];
  expect(alpha).toMatchObject({ description: 'first', attributes, deviceClass: 'standalone', keepDuplicates: true });
  expect(tagsOf(alpha)).toEqual({ site: 'north', kind: 'sensor', room: '4', DeviceRecipe: 'Sensor' });
  const first = byName.get('Probe 0000') as Parameters<typeof tagsOf>[0];
  expect(first).toMatchObject({ description: 'a probe' });
  expect(tagsOf(first)).toEqual({ site: 'south', kind: 'sensor', DeviceRecipe: 'Sensor' });
  const ofId = (name: string) => (byName.get(name) as { id: string }).id;
  expect(answer.csvResult).toBe(
    [
      '"Serial","about","site","room","losantDeviceId","creationErrors"',
      `"Alpha","first","north","4","${ofId('Alpha')}",`,
      `"Probe 0000","a probe","south","","${ofId('Probe 0000')}",`,
      `"Probe 0001","a probe","north","","${ofId('Probe 0001')}",`,
      `"Beta, the second","a probe","west","a ""b""","${ofId('Beta, the second')}",`,
      '',
    ].join('\n'),
  );
  expect((await client.application.get(ids)).summary.deviceCount).toBe(4);
  expect(await client.application.search({ ...ids, filter: 'room=4' })).toHaveLength(1);
  // Later changes of the recipe touch no device.
  await client.deviceRecipe.delete(ids);
  expect((await client.devices.get({ ...ids, tagFilter: [{ key: 'DeviceRecipe', value: 'Sensor' }] })).count).toBe(4);
});

it('lets a bad row fail alone, says why, and ignores the result columns of a CSV that is sent again', async () => {
  const ids = await makeRecipe();
  const csv = `name,room,losantDeviceId\n${'x'.repeat(256)},1,old\nGood,2,old\nWrong,3\n`;
  const answer = await bulkCreate(ids, { csv, nameColumn: 'name' });
  expect(answer).toMatchObject({ created: 1, failed: 2 });
  const rows = readResult(answer.csvResult);
  expect(rows[0]).toMatchObject({ losantDeviceId: '', creationErrors: expect.stringContaining('name must') });
  expect(rows[1]).toMatchObject({ name: 'Good', creationErrors: '' });
  expect(rows[2]?.creationErrors).toContain('The row has 2 cells');
  const again = await bulkCreate(ids, { csv: answer.csvResult, nameColumn: 'name' });
  expect(again).toMatchObject({ created: 2, failed: 1 });
  const { items } = await client.devices.get({ ...ids, filterField: 'name', filter: 'Wrong' });
  expect(tagsOf(items[0])).toEqual({ site: 'north', kind: 'sensor', room: '3', DeviceRecipe: 'Sensor' });
});

it('makes access keys, each for its own device alone', async () => {
  const ids = await makeRecipe();
  const answer = await bulkCreate(ids, { csv: 'room\n1\n2\n', makeUniqueKeySecret: true });
  const [one, other] = readResult(answer.csvResult);
  expect(one).toMatchObject({ name: 'Sensor 0000', room: '1' });
  const credentials = { key: one?.losantDeviceKey ?? '', secret: one?.losantDeviceSecret ?? '' };
  const connection = await connectDevice(server, { deviceId: one?.losantDeviceId ?? '', ...credentials });
  await connection.publishAsync(`losant/${one?.losantDeviceId}/state`, JSON.stringify({ data: { temperature: 4 } }), {
    qos: 1,
  });
  await connection.endAsync();
  await expect(connectDevice(server, { deviceId: other?.losantDeviceId ?? '', ...credentials })).rejects.toThrow();
  expect((await client.application.get(ids)).summary.keyCount).toBe(2);
  const { items } = await client.applicationKeys.get(ids);
  expect(items.flatMap(({ deviceIds }: { deviceIds: string[] }) => deviceIds).sort()).toEqual(
    [one?.losantDeviceId, other?.losantDeviceId].sort(),
  );
});

it('makes peripherals below the gateways that rows name, and as many devices as a count says', async () => {
  const ids = await makeRecipe({ deviceClass: 'peripheral' });
  const gateway = async (name: string) =>
    (await client.devices.post({ ...ids, device: { name, deviceClass: 'gateway' } })).id;
  const [first, second] = [await gateway('G1'), await gateway('G2')];
  const csv = `gateway,room\n${first.toUpperCase()},1\n,2\n${'e'.repeat(24)},3\n`;
  const answer = await bulkCreate(ids, { csv, gatewayIdColumn: 'gateway', gatewayId: second });
  expect(answer).toMatchObject({ created: 2, failed: 1 });
  const rows = readResult(answer.csvResult);
  expect(rows[2]?.creationErrors).toContain('gatewayId must be the id of a gateway');
  const made = await Promise.all(
    rows.slice(0, 2).map(({ losantDeviceId }) => client.device.get({ ...ids, deviceId: losantDeviceId })),
  );
  expect(made.map(({ gatewayId }) => gatewayId)).toEqual([first, second]);
  const counted = await bulkCreate(ids, { count: 2 });
  expect(readResult(counted.csvResult)).toMatchObject([{ name: 'Sensor 0000' }, { name: 'Sensor 0001' }]);
});

it.each([
  [{}, 'csv is required'],
  [{ csv: '' }, 'csv must have a first line'],
  [{ csv: 'a\n1\n', count: 1 }, 'count must not be given together with csv'],
  [{ csv: 'a b\n1\n' }, 'is no tag key'],
  [{ csv: 'a,a\n1,2\n' }, 'must not have two columns called "a"'],
  [{ csv: 'DeviceRecipe\n1\n' }, 'must not have a column called DeviceRecipe'],
  [{ csv: 'a\n1\n', nameColumn: 'b' }, 'nameColumn must name a column of the csv'],
  [{ csv: 'a\n1\n', nameColumn: 'a', descriptionColumn: 'a' }, 'descriptionColumn must not name the same column'],
  [{ csv: 'a\n"1\n' }, 'csv is not valid in line'],
  [{ csv: 'a\n1\n', gatewayId: 'a'.repeat(24) }, 'gatewayId is only for devices of class peripheral'],
  [{ csv: 'a\n1\n', callbackUrl: 'http://127.0.0.1/' }, 'callbackUrl must not point to'],
  [{ csv: 'a\n1\n', email: 'nobody' }, 'email'],
  [{ csv: `a\n${'1\n'.repeat(100_001)}` }, 'csv must not have more than 100000 rows'],
])('refuses before anything is made: %#', async (bulkInfo, message) => {
  const ids = await makeRecipe();
  expect(await failureOf(bulkCreate(ids, bulkInfo))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining(message),
  });
  expect((await client.devices.get(ids)).totalCount).toBe(0);
});

it('takes 5 MiB, and says so when there is more', async () => {
  const ids = await makeRecipe();
  const failure = await failureOf(bulkCreate(ids, { csv: `a\n${'x'.repeat(5 * 1024 * 1024)}` }));
  expect(failure).toMatchObject({ statusCode: 413, type: 'TooLarge', message: expect.stringContaining('5 MiB') });
});

inSlowSuite('makes 1,233 devices', () => {
  it('makes many devices as a job, whose result is an export with the keys, fetched by a mailed link', async () => {
    const ids = await makeRecipe();
    const rows = Array.from({ length: 1_234 }, (_, index) => (index === 700 ? 'x'.repeat(256) : `D${index}`));
    const csv = `name\n${rows.join('\n')}\n`;
    const email = 'fleet@example.com';
    const answer = await bulkCreate(ids, { csv, nameColumn: 'name', makeUniqueKeySecret: true, email });
    expectSchema('deviceRecipeBulkCreateEnqueued', answer);
    expect(answer).toEqual({ jobQueued: true, jobId: expect.stringMatching(/^[0-9a-f]{24}$/) });
    const readJob = async () =>
      (await call(server, 'GET', `/applications/${ids.applicationId}/exports/${answer.jobId}`, { token })).body;
    expect(['running', 'pending', 'done']).toContain((await readJob()).state);
    await expect.poll(async () => (await readJob()).state, { timeout: 60_000 }).toBe('done');
    const job = await readJob();
    expect(job).toMatchObject({ kind: 'deviceRecipe', rows: 1_234, jobId: answer.jobId });
    const file = await (await fetch(String(job.url))).text();
    const results = readResult(file);
    expect(results).toHaveLength(1_234);
    expect(results[700]).toMatchObject({ losantDeviceId: '', losantDeviceKey: '' });
    expect(results[700]?.creationErrors).toContain('name must');
    const good = results.filter((_, index) => index !== 700);
    expect(new Set(good.map(({ losantDeviceSecret }) => losantDeviceSecret)).size).toBe(1_233);
    expect(good.every(({ name }, index) => name === rows.filter((_, row) => row !== 700)[index])).toBe(true);
    const { summary } = await client.application.get(ids);
    expect(summary).toMatchObject({ deviceCount: 1_233, keyCount: 1_233 });
    expect((await client.devices.get({ ...ids, tagFilter: [{ key: 'DeviceRecipe' }] })).totalCount).toBe(1_233);
    const mail = await mails.next();
    expect(mail).toContain(`To: ${email}`);
    expect(mail).toContain(String(job.url));
    const { body } = await call(server, 'GET', '/me/audit-logs?perPage=10', { token });
    const entries = (body.items as { requestAction: string; requestBody: Record<string, unknown> }[]).filter(
      ({ requestAction }) => requestAction === 'bulkCreate',
    );
    expect(entries[0]?.requestBody).toMatchObject({
      csv: { length: Buffer.byteLength(csv), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      makeUniqueKeySecret: true,
    });
  });
});

it('carries recipes to nobody else: another user sees none, and may make none of their devices', async () => {
  const ids = await makeRecipe();
  const stranger = await makeUser(server, token, 'recipes-stranger@example.com');
  const answer = await failureOf(stranger.client.deviceRecipe.bulkCreate({ ...ids, bulkInfo: { csv: 'a\n1\n' } }));
  expect(answer).toMatchObject({ statusCode: 404, message: 'Application was not found' });
});
