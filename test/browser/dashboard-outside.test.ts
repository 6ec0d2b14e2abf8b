// What leaves the console: a dashboard as PDF and picture in a mail, and in a frame of another site's page (dashboards.md,
// "10. Reports" and "2. Who may see it, and what sharing opens", 10).
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let mails: MailServer;
let site: Server;
let other: Server;
let client: Client;
let browser: ConsoleBrowser;
let dashboardId: string;

/** A site whose only page has a frame with the address that its query says. */
async function startSite(): Promise<Server> {
  const made = createServer((request, response) => {
    const framed = new URL(request.url ?? '', 'http://localhost').searchParams.get('of') ?? '';
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<iframe width="900" height="600" src="${framed}"></iframe>`);
  });
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return made;
}
const hostOf = (of: Server) => `127.0.0.1:${(of.address() as AddressInfo).port}`;

beforeAll(async () => {
  [mails, site, other] = await Promise.all([startMailServer(), startSite(), startSite()]);
  server = await startServer({
    env: {
      SIGNALBOX_SMTP_URL: `smtp://127.0.0.1:${mails.port}`,
      SIGNALBOX_CHROMIUM: process.env.SIGNALBOX_TEST_BROWSER ?? '/usr/bin/chromium',
      SIGNALBOX_EMBED_HOSTS: hostOf(site),
    },
  });
  ({ client } = await logIn(server));
  const applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number' }];
  const deviceId = (await client.devices.post({ applicationId, device: { name: 'Boiler', attributes } })).id;
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temp: 21.5 } } });
  const segment = { attribute: 'temp', deviceIds: [deviceId], label: 'Temperature' };
  const block = { applicationId, width: 2, height: 1, startY: 0 };
  const blocks = [
    { id: 'g', blockType: 'gauge', title: 'Now', startX: 0, ...block, config: { segment } },
    {
      id: 'line',
      blockType: 'graph',
      title: 'Last hour',
      startX: 2,
      ...block,
      config: { duration: 3_600_000, resolution: 60_000, segments: [segment] },
    },
  ];
  const dashboard = { name: 'Daily', applicationId, public: true, blocks };
  dashboardId = (await client.dashboards.post({ dashboard })).id;
  browser = await openBrowser(server);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  mails?.close();
  site?.close();
  other?.close();
});

/** The bytes of the parts of a mail that have this type. */
const partsOf = (mail: string, type: string) =>
  [...mail.matchAll(new RegExp(`Content-Type: ${type}[\\s\\S]*?\\r\\n\\r\\n([\\w+/=\\r\\n]+)`, 'g'))].map(
    ([, body = '']) => Buffer.from(body, 'base64'),
  );

test('a report brings the dashboard along as the configured Chromium draws it: PDF and picture', async () => {
  await client.dashboard.sendReport({ dashboardId, reportConfig: { toEmail: ['ada@example.com'], theme: 'light' } });
  const mail = await mails.next();
  const [pdf] = partsOf(mail, 'application/pdf');
  expect(pdf?.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf?.length).toBeGreaterThan(5_000);
  // The whole dashboard is as wide as a screen; the small pictures of graphs in mails without a Chromium are not.
  const widths = partsOf(mail, 'image/png').map((png) => png.readUInt32BE(16));
  expect(widths).toContain(1280);
}, 300_000);

test('a site that the operator names may show a shared dashboard in a frame, another may not', async () => {
  const { page } = browser;
  const shared = encodeURIComponent(`${server.http}/console/shared?dashboard=${dashboardId}`);
  await page.goto(`http://${hostOf(site)}/?of=${shared}`);
  await page.frameLocator('iframe').getByRole('heading', { name: 'Daily', level: 1 }).waitFor();
  await page.frameLocator('iframe').getByText('21.5').first().waitFor();

  await page.goto(`http://${hostOf(other)}/?of=${shared}`);
  await expect.poll(() => browser.faults.violations.join('\n')).toContain('frame-ancestors');
  expect(await page.frameLocator('iframe').getByRole('heading', { name: 'Daily' }).count()).toBe(0);
  // Nor may anybody show a page that works with a session.
  const before = browser.faults.violations.length;
  await page.goto(`http://${hostOf(site)}/?of=${encodeURIComponent(`${server.http}/console/`)}`);
  await expect.poll(() => browser.faults.violations.length).toBeGreaterThan(before);
});

test('the dialog of reports says what one holds, and sends one that holds it', async () => {
  const { page } = browser;
  await browser.logIn();
  await browser.open(`/dashboards/${dashboardId}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Reports' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reports' });
  await dialog.getByText('A report is a mail with what the blocks show').waitFor();
  for (const part of ['values and tables', 'a picture of each graph', 'as CSV', 'as PDF and picture']) {
    expect(await dialog.textContent()).toContain(part);
  }
  await dialog.getByLabel('Send now to').fill('grace@example.com');
  await dialog.getByRole('button', { name: 'Send now' }).click();
  await dialog.getByText('The report is being made and will be mailed.').waitFor();
  const mail = await mails.next();
  expect(mail).toContain('grace@example.com');
  expect(mail).toContain('21.5');
  for (const type of ['text/csv', 'application/pdf', 'image/png']) expect(mail).toContain(`Content-Type: ${type}`);
}, 300_000);
