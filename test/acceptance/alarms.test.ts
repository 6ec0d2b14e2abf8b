// Alarm rules and notification rules as their owners make them (resources.md, "Alarm rules", "Notifications").
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDevice } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  server = await sharedServer();
  const user = await makeUser(server, (await logIn(server)).token, 'alarms@example.com');
  ({ client, token } = user);
  ({ applicationId, deviceId } = await makeDevice(client));
});

const path = (rest: string) => `/applications/${applicationId}/${rest}`;
const send = (method: string, rest: string, body?: object) =>
  call(server, method, path(rest), { token, ...(body === undefined ? {} : { body }) });
const threshold = {
  name: 'Hot',
  level: 'error',
  kind: 'threshold',
  minutes: 5,
  attribute: 'temperature',
  operator: 'above',
  limit: 80,
};

it('makes, reads, lists, changes and deletes an alarm rule', async () => {
  const made = await send('POST', 'alarm-rules', { ...threshold, clearLimit: 70, deviceId: deviceId.toUpperCase() });
  expect(made).toMatchObject({
    status: 201,
    body: {
      ...threshold,
      applicationId,
      alarmRuleId: made.body.id,
      clearLimit: 70,
      deviceId,
      deviceTags: [],
      enabled: true,
      subject: '{device}: {attribute} is {value}',
      openCount: 0,
      _type: 'alarmRule',
    },
  });
  const rule = `alarm-rules/${made.body.id}`;
  expect((await send('GET', rule)).body).toEqual(made.body);
  expect((await send('GET', `alarm-rules?deviceId=${deviceId}&filterField=name&filter=h*`)).body).toMatchObject({
    totalCount: 1,
    items: [{ id: made.body.id }],
  });
  const patched = await send('PATCH', rule, {
    limit: 90,
    clearLimit: null,
    deviceId: null,
    deviceTags: [{ key: 'hall' }],
  });
  expect(patched.body).toMatchObject({ limit: 90, deviceTags: [{ key: 'hall' }], minutes: 5 });
  expect(patched.body).not.toHaveProperty('clearLimit');
  expect(patched.body).not.toHaveProperty('deviceId');
  expect((await send('GET', `${rule}/states`)).body).toMatchObject({ items: [], totalCount: 0, openCount: 0 });
  expect(await send('DELETE', rule)).toMatchObject({ status: 200, body: { success: true } });
  expect((await send('GET', rule)).body.message).toBe('Alarm rule was not found');
});

it('refuses what is wrong by its name, and makes nothing then', async () => {
  const other = await makeDevice(client);
  const silence = { name: 'Silent', level: 'info', kind: 'silence', minutes: 10 };
  const wrong: [object, string][] = [
    [{ ...threshold, name: '' }, 'name'],
    [{ ...threshold, level: 'loud' }, 'level'],
    [{ ...threshold, minutes: -1 }, 'minutes'],
    [{ ...threshold, minutes: 43_201 }, 'minutes'],
    [{ ...threshold, attribute: undefined }, 'attribute is needed'],
    [{ ...threshold, operator: undefined }, 'operator is needed'],
    [{ ...threshold, limit: undefined }, 'limit is needed'],
    [{ ...threshold, limit: 'hot' }, 'limit must be a number'],
    [{ ...threshold, clearLimit: 81 }, 'clearLimit must not be above the limit'],
    [{ ...threshold, operator: 'below', clearLimit: 79 }, 'clearLimit must not be below the limit'],
    [{ ...threshold, operator: 'equals', clearLimit: 1 }, 'clearLimit does not fit'],
    [{ ...threshold, includeNeverReported: true }, 'includeNeverReported does not fit'],
    [{ ...threshold, deviceId: other.deviceId }, 'deviceId'],
    [{ ...threshold, deviceId, deviceTags: [{ key: 'a' }] }, 'deviceTags must be left out'],
    [{ ...silence, minutes: 0 }, 'minutes must be at least 0.1'],
    [{ ...silence, attribute: 'temperature' }, 'attribute does not fit'],
    [{ ...silence, kind: 'noise' }, 'kind'],
  ];
  for (const [body, message] of wrong) {
    expect(await send('POST', 'alarm-rules', body), JSON.stringify(body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    });
  }
  expect((await send('GET', 'alarm-rules')).body.totalCount).toBe(0);
});

it('opens an event of a report by itself, which is found in the console’s inbox', async () => {
  expect((await send('POST', 'notification-rules', { name: 'Console', console: true })).status).toBe(201);
  const { body: rule } = await send('POST', 'alarm-rules', { ...threshold, minutes: 0 });
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 99 } } });
  await expect
    .poll(async () => (await send('GET', 'notification-inbox')).body, { timeout: 10_000 })
    .toMatchObject({ unreadCount: 1, items: [{ isRead: false, event: { level: 'error', deviceId } }] });
  expect((await send('GET', `alarm-rules/${rule.id}`)).body.openCount).toBe(1);
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 20 } } });
  await expect
    .poll(async () => (await client.events.get({ applicationId })).items[0].state, { timeout: 10_000 })
    .toBe('resolved');
});

it('does not mail without a mail server, and calls nobody in the server’s own network', async () => {
  const refused = await send('POST', 'notification-rules', { name: 'Mail', email: { addresses: ['ops@example.com'] } });
  expect(refused.body.message).toBe('email cannot be used: no mail server is configured (SIGNALBOX_SMTP_URL)');
  for (const url of [
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://10.0.0.1/',
    'http://localhost.:80/',
    'ftp://example.com/',
  ]) {
    const { status, body } = await send('POST', 'notification-rules', { name: 'Call', webhook: { url } });
    expect([status, String(body.message).split(' ')[0]], url).toEqual([400, 'webhook.url']);
  }
});
