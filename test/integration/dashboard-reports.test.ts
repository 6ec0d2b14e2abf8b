// Reports of dashboards: by hand, by schedule, to callbacks; what is sent once, and what is tried again (dashboards.md, "10. Reports").
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboardsFeature } from '../../src/features/dashboards/index.ts';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { call } from '../support/tenant.ts';
import { startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let mails: MailServer;
let receiver: Server;
let callbackUrl: string;
let client: Client;
let token: string;
let applicationId: string;
let deviceId: string;
let ahead = 0;
/** Reports are composed and mailed in the background. */
const waitMs = 30_000;
const now = () => Date.now() + ahead;
const hour = 3_600_000;
const called: Record<string, unknown>[] = [];

beforeAll(async () => {
  mails = await startMailServer();
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    called.push(JSON.parse(text));
    response.writeHead(200).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/report`;
  app = await startTestApp({
    env: {
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mails.port}`,
      SIGNALBOX_PUBLIC_URL: 'https://signalbox.example.com',
      SIGNALBOX_CALLBACK_HOSTS: new URL(callbackUrl).host,
    },
    now,
  });
  ({ client, token } = await logIn(app));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number' }];
  deviceId = (await client.devices.post({ applicationId, device: { name: 'Boiler <1>', attributes } })).id;
  await client.device.sendState({
    applicationId,
    deviceId,
    deviceState: [1, 2, 3].map((minutes) => ({ time: now() - minutes * 60_000, data: { temp: 20 + minutes } })),
  });
});
afterAll(async () => {
  await app.end();
  mails.close();
  receiver.close();
});

const parts = () => app.app.api(dashboardsFeature).reports;

async function make(fields: object = {}): Promise<string> {
  const segment = { attribute: 'temp', deviceIds: ['{{ctx.which}}'], label: 'Temperature' };
  const place = { applicationId, width: 1, height: 1, startY: 0 };
  const dashboard = {
    name: 'Daily',
    applicationId,
    blocks: [
      { id: 'g', blockType: 'gauge', title: 'Now', startX: 0, ...place, config: { segment } },
      {
        id: 'line',
        blockType: 'graph',
        title: 'Last hour',
        startX: 1,
        ...place,
        config: { duration: hour, resolution: 60_000, segments: [segment] },
      },
      {
        id: 'table',
        blockType: 'device-state-table',
        title: 'All',
        startX: 2,
        ...place,
        config: { deviceIds: [deviceId], attributes: ['temp'] },
      },
    ],
    contextConfiguration: [{ name: 'which', type: 'deviceId', defaultValue: deviceId }],
    ...fields,
  };
  return (await client.dashboards.post({ dashboard })).id;
}

const reportsOf = async (dashboardId: string) =>
  (await call(app, 'GET', `/dashboards/${dashboardId}/reports`, { token })).body as {
    items: { state: string; error?: string; attempts: number; toEmail?: string[] }[];
    next: { due: string }[];
  };

/** Of a mail, the part of a type, decoded. */
function partOf(mail: string, type: RegExp): string {
  const part = mail.split(/\r\n--[^\r\n]+\r\n/).find((each) => type.test(each)) ?? '';
  const body = part.slice(part.indexOf('\r\n\r\n') + 4);
  return /base64/i.test(part.slice(0, part.indexOf('\r\n\r\n')))
    ? Buffer.from(body, 'base64').toString('latin1')
    : body;
}

/** Every part of a mail that is in base64, decoded. */
function filesOf(mail: string): string[] {
  return [...mail.matchAll(/Content-Transfer-Encoding: base64[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/g)].map(([, body = '']) =>
    Buffer.from(body, 'base64').toString('latin1'),
  );
}

it('sends what the blocks show: HTML with a picture, text, and the rows as files', async () => {
  const dashboardId = await make();
  const reportConfig = {
    toEmail: ['ada@example.com'],
    subject: 'Boilers today',
    message: 'All **well**',
    timezone: 'Europe/Berlin',
    locale: 'de',
  };
  const sent = await client.dashboard.sendReport({ dashboardId, reportConfig });
  expect(sent).toMatchObject({ success: true, jobId: expect.stringMatching(/^[\da-f]{24}$/) });
  const mail = await mails.next();
  expect(mail).toContain('To: ada@example.com');
  expect(mail).toContain('Subject: Boilers today');
  expect(mail).toMatch(/List-Unsubscribe:\s+<https:\/\/signalbox\.example\.com\/dashboard-reports\/stop/);
  const html = partOf(mail, /Content-Type: text\/html/);
  expect(html).toContain('All <strong>well</strong>');
  expect(html).toContain('cid:block1@report.signalbox');
  // Names of devices are text, and nothing of a mail can run or be fetched from elsewhere.
  expect(html).toContain('Boiler &lt;1&gt;');
  expect(html).not.toMatch(/<script|<iframe|src="http/);
  expect(html).toContain(`https://signalbox.example.com/console/dashboards/${dashboardId}`);
  expect(partOf(mail, /Content-Type: text\/plain/)).toMatch(/Temperature: 21/);
  expect(partOf(mail, /Content-Type: image\/png/).slice(1, 4)).toBe('PNG');
  const files = filesOf(mail).join('\n');
  expect(files).toMatch(/"Device","temp","Time"\n"Boiler <1>",21,/);
  await expect.poll(async () => (await reportsOf(dashboardId)).items[0]?.state, { timeout: waitMs }).toBe('sent');
});

it('refuses what could never be sent, naming the field', async () => {
  const refused = async (config: object, message: RegExp) => {
    const failure = await failureOf(make({ reportConfigs: [config] }));
    expect(failure).toMatchObject({ statusCode: 400, type: 'Validation' });
    expect(failure.message).toMatch(message);
  };
  const toEmail = ['ada@example.com'];
  await refused({ cron: 'every day', toEmail }, /reportConfigs\[0\]\.cron/);
  await refused({ cron: '* * * * * *', toEmail }, /reportConfigs\[0\]\.cron must leave five minutes/);
  await refused({ cron: '0 0 12 1 1 ? 2020', toEmail }, /reportConfigs\[0\]\.cron names no time that is still to come/);
  await refused({ cron: '0 7 * * *', toEmail, timezone: 'Mars/Base' }, /reportConfigs\[0\]\.timezone is no time zone/);
  await refused({ cron: '0 7 * * *', toEmail: [] }, /reportConfigs\[0\]\.toEmail or callbackUrl is required/);
  await refused({ cron: '0 7 * * *', callbackUrl: 'http://10.0.0.1/' }, /reportConfigs\[0\]\.callbackUrl/);
  await refused(
    { cron: '0 7 * * *', toEmail, signalbox: { forEach: 'none' } },
    /signalbox\.forEach must name a variable/,
  );
  const dashboardId = await make();
  const wrong = await failureOf(
    client.dashboard.sendReport({ dashboardId, reportConfig: { toEmail, ctx: { stranger: 1 } } }),
  );
  expect(wrong).toMatchObject({ statusCode: 400 });
});

inSlowSuite('starts the server once more', () => {
  it('sends by schedule once when it is due, and once for all that was missed while no server was up', async () => {
    const reportConfigs = [{ id: 'daily', cron: '0 0 7 * * ?', toEmail: ['eve@example.com'], timezone: 'UTC' }];
    const dashboardId = await make({ reportConfigs });
    const [first] = (await reportsOf(dashboardId)).next;
    expect(new Date(first?.due ?? '').getUTCHours()).toBe(7);
    // A save that changes nothing of it does not put it off.
    await client.dashboard.patch({ dashboardId, dashboard: { reportConfigs } });
    expect((await reportsOf(dashboardId)).next).toEqual([first]);
    ahead = Date.parse(first?.due ?? '') + 1_000 - Date.now();
    // As many servers as look, one serves it.
    await Promise.all([parts().clock.look(), parts().clock.look()]);
    expect(await mails.next()).toContain('To: eve@example.com');
    await expect
      .poll(async () => (await reportsOf(dashboardId)).items.map(({ state }) => state), { timeout: waitMs })
      .toEqual(['sent']);
    await app.restart(() => {
      ahead += 3 * 24 * hour;
    });
    ({ client, token } = await logIn(app));
    await parts().clock.look();
    await mails.next();
    await expect
      .poll(async () => (await reportsOf(dashboardId)).items.map(({ state }) => state), { timeout: waitMs })
      .toEqual(['sent', 'sent']);
    const [next] = (await reportsOf(dashboardId)).next;
    expect(Date.parse(next?.due ?? '') - now()).toBeLessThanOrEqual(24 * hour);
    await client.dashboard.patch({ dashboardId, dashboard: { reportConfigs: [] } });
    expect((await reportsOf(dashboardId)).next).toEqual([]);
  });
});

it('sends one report for each value of a variable', async () => {
  const attributes = [{ name: 'temp', dataType: 'number' }];
  const device = { name: 'Second', attributes, tags: [{ key: 'each', value: '1' }] };
  const second = (await client.devices.post({ applicationId, device })).id;
  const dashboardId = await make({
    contextConfiguration: [
      {
        name: 'which',
        type: 'deviceId',
        defaultValue: deviceId,
        validationEnabled: true,
        validationConfig: { deviceIds: [deviceId, second] },
      },
    ],
    reportConfigs: [{ cron: '0 7 * * *', toEmail: ['each@example.com'], signalbox: { forEach: 'which' } }],
  });
  const [due] = (await reportsOf(dashboardId)).next;
  ahead = Date.parse(due?.due ?? '') + 1_000 - Date.now();
  await parts().clock.look();
  const links = [await mails.next(), await mails.next()].map((mail) => /ctx%5Bwhich%5D=([\da-f]{24})/.exec(mail)?.[1]);
  expect(new Set(links)).toEqual(new Set([deviceId, second]));
});

inSlowSuite('starts a server of its own', () => {
  it('tries again, remembers who has it, and gives up with the last error', async () => {
    const dashboardId = await make();
    const { jobId } = await client.dashboard.sendReport({
      dashboardId,
      reportConfig: { toEmail: ['first@example.com', 'second@example.com'], subject: 'Twice' },
    });
    const deliver = () =>
      parts().delivery.deliver({ id: '1', data: { reportId: jobId }, signal: new AbortController().signal });
    const mail = await mails.next();
    expect(mail).toContain('To: first@example.com');
    await mails.next();
    await expect.poll(async () => (await reportsOf(dashboardId)).items[0]?.state, { timeout: waitMs }).toBe('sent');
    // What was sent is not sent again, whoever asks.
    await deliver();
    expect((await reportsOf(dashboardId)).items).toMatchObject([{ state: 'sent', attempts: 1 }]);

    const dead = await startTestApp({ env: { SIGNALBOX_SMTP_URL: 'smtp://127.0.0.1:9' } });
    try {
      const admin = await logIn(dead);
      const made = await admin.client.dashboards.post({ dashboard: { name: 'Unheard' } });
      const queued = await admin.client.dashboard.sendReport({
        dashboardId: made.id,
        reportConfig: { toEmail: ['nobody@example.com'] },
      });
      const { delivery } = dead.app.api(dashboardsFeature).reports;
      const read = async () =>
        (await call(dead, 'GET', `/dashboards/${made.id}/reports`, { token: admin.token })).body as unknown as {
          items: { state: string; error: string; attempts: number }[];
        };
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const job = { id: '1', data: { reportId: queued.jobId }, signal: new AbortController().signal };
        await delivery.deliver(job).catch(() => undefined);
      }
      expect((await read()).items).toMatchObject([{ state: 'failed', error: expect.stringMatching(/ECONNREFUSED/) }]);

      // The third that fails one after the other is told of by an event, those after it are not.
      const plant = (await admin.client.applications.post({ application: { name: 'Plant' } })).id;
      const unsent = await admin.client.dashboards.post({ dashboard: { name: 'Unsent', applicationId: plant } });
      const events = async () =>
        (await admin.client.events.get({ applicationId: plant })).items as { subject: string }[];
      const counts: number[] = [];
      for (let report = 0; report < 5; report += 1) {
        const { jobId } = await admin.client.dashboard.sendReport({
          dashboardId: unsent.id,
          reportConfig: { toEmail: ['nobody@example.com'] },
        });
        for (let attempt = 0; attempt < 4; attempt += 1) {
          const job = { id: '1', data: { reportId: jobId }, signal: new AbortController().signal };
          await delivery.deliver(job).catch(() => undefined);
        }
        counts.push((await events()).length);
      }
      expect(counts).toEqual([0, 0, 1, 1, 1]);
      expect(await events()).toMatchObject([
        {
          level: 'error',
          subject: 'Reports of Unsent are not sent',
          ...{ sourceType: 'dashboard', sourceId: unsent.id, sourceName: 'Unsent' },
        },
      ]);
    } finally {
      await dead.end();
    }
  }, 300_000);
});

it('stops for a receiver who says so, and only by pressing a button', async () => {
  const dashboardId = await make();
  const send = () =>
    client.dashboard.sendReport({ dashboardId, reportConfig: { toEmail: ['tired@example.com', 'keen@example.com'] } });
  await send();
  const both = [await mails.next(), await mails.next()];
  const link = /List-Unsubscribe:\s*<https:\/\/signalbox\.example\.com([^>]+)>/.exec(
    both.find((mail) => mail.includes('To: tired@example.com'))?.replaceAll(/\r\n\s+/g, '') ?? '',
  )?.[1];
  // Mail servers follow links to look at them.
  expect((await fetch(`${app.http}${link}`)).status).toBe(200);
  expect((await fetch(`${app.http}${link}x`, { method: 'POST' })).status).toBe(404);
  const stopped = await fetch(`${app.http}${link}`, { method: 'POST' });
  expect(await stopped.text()).toContain('tired@example.com is sent no more');
  await send();
  expect(await mails.next()).toContain('To: keen@example.com');
  await expect
    .poll(async () => (await reportsOf(dashboardId)).items.map(({ state }) => state), { timeout: waitMs })
    .toEqual(['sent', 'sent']);
});

it('tells a callback where the report is, for a while', async () => {
  const dashboardId = await make();
  const path = `/applications/${applicationId}/dashboards/${dashboardId}`;
  const queued = await call(app, 'POST', path, { token, body: { callbackUrl } });
  expect(queued).toMatchObject({ status: 202, body: { success: true, jobQueued: true } });
  await expect.poll(() => called.length, { timeout: waitMs }).toBe(1);
  const [{ downloadUrl, ...body } = {}] = called;
  expect(body).toMatchObject({ dashboardId, name: 'Daily', reportId: queued.body.jobId });
  const file = String(downloadUrl).replace('https://signalbox.example.com', app.http);
  const fetched = await fetch(file);
  expect([fetched.status, fetched.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(Buffer.from(await fetched.arrayBuffer()).includes('report.html')).toBe(true);
  ahead += 8 * 24 * hour;
  expect((await fetch(file)).status).toBe(404);
});
