// Notifications (docs/alarms.md) on a whole server with a hand on its clock, to a real HTTP and a real mail server.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { notificationsFeature } from '../../src/features/notifications/index.ts';
import { type Client, logIn } from '../support/api.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { call, makeUser } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { eventCount: number; reason: string; events: { subject: string; state: string }[] };
}

const minute = 60_000;
let clockMoved = 0;
const now = (): number => Date.now() + clockMoved;
let app: TestApp;
let mails: MailServer;
let receiver: Server;
let url: string;
/** What the receiver returns next; 200 when there is none. */
let statuses: number[] = [];
let received: Received[] = [];
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  mails = await startMailServer();
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    received.push({ headers: request.headers, text, body: JSON.parse(text) });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  app = await startTestApp({
    env: {
      SIGNALBOX_EVENT_LIMIT: 'off',
      SIGNALBOX_CALLBACK_HOSTS: new URL(url).host,
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mails.port}`,
      SIGNALBOX_PUBLIC_URL: 'https://signalbox.example.com',
    },
    now,
  });
  ({ client, token } = await logIn(app));
});
afterAll(async () => {
  await app.end();
  mails.close();
  receiver.close();
});
beforeEach(async () => {
  received = [];
  statuses = [];
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
});

const path = (rest: string) => `/applications/${applicationId}/${rest}`;
const get = async (rest: string) => (await call(app, 'GET', path(rest), { token })).body;

async function makeRule(fields: object): Promise<string> {
  const { status, body } = await call(app, 'POST', path('notification-rules'), {
    token,
    body: { name: 'Rule', ...fields },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.id);
}

const raise = async (fields: object = {}): Promise<string> =>
  (await client.events.post({ applicationId, event: { level: 'error', subject: 'Boiler too hot', ...fields } })).id;

const arrived = (count: number) => expect.poll(() => received.length, { timeout: 10_000 }).toBe(count);
const delivered = (count: number) =>
  expect.poll(async () => (await get('notifications?state=delivered')).totalCount, { timeout: 10_000 }).toBe(count);

/** Lets the queues and the reminders look again: their time may have come. */
async function pass(ms: number): Promise<void> {
  clockMoved += ms;
  const { delivery, reminders } = app.app.api(notificationsFeature);
  await reminders.look();
  delivery.wake();
}

it('calls a URL with a signature of the body, and shows no secret', async () => {
  const ruleId = await makeRule({ webhook: { url, secret: 'hush' } });
  expect(await get(`notification-rules/${ruleId}`)).toMatchObject({ webhook: { url, secret: '********' } });
  const eventId = await raise({ message: 'Close **valve 7**.' });
  await arrived(1);
  const [{ headers, text, body } = received[0] as Received] = received;
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['signalbox-signature'])) ?? [];
  expect(createHmac('sha256', 'hush').update(`${time}.${text}`).digest('hex')).toBe(signature);
  expect(body).toMatchObject({
    deliveryId: headers['signalbox-delivery'],
    reason: 'event',
    applicationId,
    notificationRuleId: ruleId,
    eventCount: 1,
    events: [
      {
        eventId,
        change: 'created',
        level: 'error',
        state: 'new',
        subject: 'Boiler too hot',
        url: `https://signalbox.example.com/console/applications/${applicationId}/events/${eventId}`,
      },
    ],
  });
  await delivered(1);
  expect(JSON.stringify(await get('notifications'))).not.toContain('hush');
});

it('tells by level, state, subject and tag of the device, and of nothing else', async () => {
  const device = await client.devices.post({
    applicationId,
    device: { name: 'Boiler', tags: [{ key: 'hall', value: '7' }] },
  });
  const other = await client.devices.post({ applicationId, device: { name: 'Kettle' } });
  await makeRule({
    webhook: { url },
    levels: ['error', 'critical'],
    states: ['resolved'],
    subject: 'boiler*HOT*',
    deviceTags: [{ key: 'hall' }],
  });
  const right = { deviceId: device.id, state: 'resolved' };
  await raise({ ...right, level: 'warning' });
  await raise({ ...right, subject: 'Hot boiler' });
  await raise({ ...right, deviceId: other.id });
  await raise({ state: 'resolved' });
  const eventId = await raise({ deviceId: device.id });
  await client.event.patch({ applicationId, eventId, event: { comment: 'Looking' } });
  await client.event.patch({ applicationId, eventId, event: { state: 'resolved', comment: 'Seen to' } });
  await arrived(1);
  expect(received[0]?.body.events).toEqual([
    expect.objectContaining({ change: 'changed', oldState: 'new', state: 'resolved', comment: 'Seen to' }),
  ]);
  expect((await get('notifications')).totalCount).toBe(1);
});

it('tries again under the same id, gives up in the end, and sends again when it is asked to', async () => {
  statuses = [500, 503];
  await makeRule({ webhook: { url } });
  await raise();
  await arrived(1);
  await expect
    .poll(async () => (await get('notifications')).items)
    .toMatchObject([
      { state: 'pending', attempts: 1, error: 'the callback URL answered 500', nextAttempt: expect.any(String) },
    ]);
  await pass(minute);
  await arrived(2);
  await expect.poll(async () => (await get('notifications')).items).toMatchObject([{ attempts: 2 }]);
  await pass(minute);
  await arrived(3);
  await delivered(1);
  expect(new Set(received.map(({ headers }) => headers['signalbox-delivery'])).size).toBe(1);
  expect(new Set(received.map(({ text }) => text)).size).toBe(1);

  statuses = Array.from({ length: 14 }, () => 500);
  await raise();
  for (let attempt = 1; attempt <= 14; attempt += 1) {
    await arrived(3 + attempt);
    await expect
      .poll(async () => ((await get('notifications')).items as { attempts: number }[])[0]?.attempts)
      .toBe(attempt);
    await expect
      .poll(async () => ((await get('notifications')).items as { error?: string }[])[0]?.error)
      .toBe('the callback URL answered 500');
    await pass(61 * minute);
  }
  const [failed] = (await get('notifications?state=failed')).items as { id: string }[];
  const resend = () => call(app, 'POST', path(`notifications/${failed?.id}/resend`), { token });
  expect((await resend()).status).toBe(200);
  await arrived(18);
  expect(received[17]?.headers['signalbox-delivery']).toBe(failed?.id);
  await delivered(2);
});

it('refuses what may not be called or mailed, by its name', async () => {
  const wrong: [object, string][] = [
    [{ webhook: { url: 'http://127.0.0.1:1/' } }, 'webhook.url must not point to the server’s own network'],
    [{ webhook: { url: 'http://localhost/' } }, 'webhook.url must not point to the server’s own network'],
    [{ webhook: { url: 'http://[::ffff:10.0.0.1]/' } }, 'webhook.url must not point to the server’s own network'],
    [{ webhook: { url: 'http://169.254.169.254/latest' } }, 'webhook.url must not point to the server’s own network'],
    [{ webhook: { url: 'file:///etc/passwd' } }, 'webhook.url must be an http:// or https:// URL'],
    [{ webhook: { url: 'https://a:b@example.com/' } }, 'webhook.url must not hold a user name or password'],
    [
      { quietTime: { timeZone: 'Mars/Olympus', days: [1], start: '22:00', end: '06:00' } },
      'quietTime.timeZone must be',
    ],
  ];
  for (const [fields, message] of wrong) {
    const { status, body } = await call(app, 'POST', path('notification-rules'), {
      token,
      body: { name: 'R', ...fields },
    });
    expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
  }
  expect((await get('notification-rules')).totalCount).toBe(0);
  // A secret goes to nobody else than it was given for.
  const ruleId = await makeRule({ webhook: { url, secret: 'hush' } });
  const patch = (body: object) => call(app, 'PATCH', path(`notification-rules/${ruleId}`), { token, body });
  expect((await patch({ webhook: { url: 'https://example.com/', secret: '********' } })).body.message).toContain(
    'webhook.secret must be given again when the url changes',
  );
  expect((await patch({ webhook: { url, secret: '********' } })).status).toBe(200);
  expect((await patch({ webhook: null })).body).not.toHaveProperty('webhook');
});

it('mails plain text, in which nothing becomes HTML or a header', async () => {
  await makeRule({ email: { addresses: ['ops@example.com'] } });
  await raise({ subject: 'Hot\r\nBcc: all@example.com <b>', message: '<img src=x onerror=alert(1)>' });
  const mail = await mails.next();
  expect(mail).toContain('Content-Type: text/plain');
  expect(mail).not.toMatch(/text\/html|^Bcc:/im);
  expect(mail).toContain('Subject: Error: Hot Bcc: all@example.com <b>');
  expect(mail).toContain('<img src=x onerror=alert(1)>');
  expect(mail).toMatch(/^Message-ID: <[0-9a-f]{24}@notifications\.signalbox>/im);
});

it('holds back in quiet time what is not critical, and tells of it in one message afterwards', async () => {
  const start = new Date(now() - minute).toISOString().slice(11, 16);
  const end = new Date(now() + 120 * minute).toISOString().slice(11, 16);
  await makeRule({ webhook: { url }, quietTime: { timeZone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], start, end } });
  await raise({ subject: 'One' });
  await raise({ subject: 'Fire', level: 'critical' });
  await raise({ subject: 'Two' });
  await arrived(1);
  await pass(60 * minute);
  await pass(61 * minute);
  await arrived(2);
  expect(received.map(({ body }) => body.events.map(({ subject }) => subject))).toEqual([['Fire'], ['One', 'Two']]);
});

it('collects into a digest, and beyond the rate', async () => {
  await makeRule({ name: 'Digest', webhook: { url }, digestMinutes: 5 });
  await raise({ subject: 'One' });
  await raise({ subject: 'Two' });
  await pass(4 * minute);
  await raise({ subject: 'Three' });
  expect(received).toEqual([]);
  await pass(1.1 * minute);
  await arrived(1);
  expect(received[0]?.body).toMatchObject({ eventCount: 3 });
  await call(
    app,
    'DELETE',
    path(`notification-rules/${((await get('notification-rules')).items as { id: string }[])[0]?.id}`),
    { token },
  );

  await makeRule({ name: 'Rate', webhook: { url }, maxPerHour: 2 });
  for (let index = 0; index < 5; index += 1) await raise({ subject: `E${index}` });
  await arrived(3);
  await pass(61 * minute);
  await arrived(4);
  expect(received.slice(1).map(({ body }) => body.eventCount)).toEqual([1, 1, 3]);
});

it('tells again until somebody acknowledges, and only so often', async () => {
  await makeRule({ webhook: { url }, repeat: { minutes: 10, times: 2 } });
  const eventId = await raise();
  await arrived(1);
  for (const count of [2, 3]) {
    await pass(11 * minute);
    await arrived(count);
  }
  await pass(11 * minute);
  const second = await raise({ subject: 'Door' });
  await arrived(4);
  await client.event.patch({ applicationId, eventId: second, event: { state: 'acknowledged' } });
  await pass(11 * minute);
  expect(received.map(({ body }) => body.reason)).toEqual(['event', 'repeat', 'repeat', 'event']);
  expect((await client.event.get({ applicationId, eventId })).state).toBe('new');
  expect((await get('notifications')).totalCount).toBe(4);
});

it('sends a test by every channel, and cancels what nobody wants any more', async () => {
  const ruleId = await makeRule({
    webhook: { url },
    email: { addresses: ['test@example.com'] },
    enabled: false,
    console: true,
  });
  const { body } = await call(app, 'POST', path(`notification-rules/${ruleId}/test`), { token });
  expect(body.notificationIds).toHaveLength(2);
  await arrived(1);
  expect(received[0]?.body).toMatchObject({ reason: 'test' });
  expect(await mails.next()).toContain('Info: Test of the notification rule "Rule"');
  await delivered(2);
  expect((await get('notification-inbox')).items).toMatchObject([{ reason: 'test' }]);
  await raise();
  expect((await get('notifications')).totalCount).toBe(2);

  const patch = (fields: object) => call(app, 'PATCH', path(`notification-rules/${ruleId}`), { token, body: fields });
  await patch({ enabled: true, digestMinutes: 5, email: null });
  await raise();
  await patch({ enabled: false });
  await pass(6 * minute);
  await expect.poll(async () => (await get('notifications?state=cancelled')).totalCount).toBe(1);
  expect(received).toHaveLength(1);
});

it('shows people what is new to them in the console', async () => {
  await makeRule({ console: true });
  await makeRule({ console: true, name: 'Same' });
  await raise({ subject: 'One' });
  await raise({ subject: 'Two' });
  const inbox = await get('notification-inbox');
  const items = inbox.items as { number: number; event: { subject: string } }[];
  expect(inbox).toMatchObject({ unreadCount: 2, count: 2 });
  expect(items.map(({ event }) => event.subject)).toEqual(['Two', 'One']);
  const read = (upTo: number) => call(app, 'POST', path('notification-inbox/read'), { token, body: { upTo } });
  expect((await read(items[1]?.number ?? 0)).body).toMatchObject({ unreadCount: 1 });
  expect((await read(Number.MAX_SAFE_INTEGER)).body).toMatchObject({ unreadCount: 0 });
  await raise({ subject: 'Three' });
  expect((await read(0)).body).toMatchObject({ unreadCount: 1 });
  const { body: made } = await call(app, 'POST', path('tokens'), {
    token,
    body: { name: 'program', scope: ['all.Application'] },
  });
  const program = String(made.token);
  expect((await call(app, 'GET', path('notification-inbox'), { token: program })).body.unreadCount).toBe(3);
  expect((await call(app, 'POST', path('notification-inbox/read'), { token: program, body: { upTo: 1 } })).status).toBe(
    400,
  );
});

it('keeps what belongs to another application out of reach', async () => {
  const ruleId = await makeRule({ webhook: { url } });
  await raise();
  await delivered(1);
  const [sent] = (await get('notifications')).items as { id: string }[];
  const stranger = await makeUser(app, token, 'stranger@example.com');
  const theirs = (await stranger.client.applications.post({ application: { name: 'Other' } })).id;
  for (const rest of [`notification-rules/${ruleId}`, `notifications/${sent?.id}`]) {
    const { status, body } = await call(app, 'GET', `/applications/${theirs}/${rest}`, { token: stranger.token });
    const absent = await call(app, 'GET', `/applications/${theirs}/${rest.replace(/\w+$/, '0'.repeat(24))}`, {
      token: stranger.token,
    });
    expect([status, body.message]).toEqual([404, absent.body.message]);
  }
});

inSlowSuite('starts the server once more', () => {
  it('goes on after a restart with what it had not delivered', async () => {
    statuses = [500];
    await makeRule({ webhook: { url } });
    await raise();
    await arrived(1);
    await app.restart(() => {
      clockMoved += minute;
    });
    ({ client, token } = await logIn(app));
    await arrived(2);
    await delivered(1);
  });
});
