import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

/** A notification as the browser was given it, and whether it says that it shows it. */
interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  isShown: boolean;
}

declare global {
  interface Window {
    shownNotifications: Shown[];
  }
}

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  server = await startServer();
  const { client: admin, token } = await logIn(server);
  client = admin;
  ({ applicationId, deviceId } = await makeDevice(client));
  const rule = { name: 'Operators', console: true };
  await call(server, 'POST', `/applications/${applicationId}/notification-rules`, { token, body: rule });
  browser = await openBrowser(server);
  // Notes what the browser's own notifications are; nothing of them is replaced.
  await browser.page.addInitScript(() => {
    window.shownNotifications = [];
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        const shown: Shown = { title: this.title, body: this.body, tag: this.tag, isShown: false };
        window.shownNotifications.push(shown);
        this.addEventListener('show', () => {
          shown.isShown = true;
        });
      }
    };
  });
  await browser.logIn();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const post = (subject: string) =>
  client.events.post({ applicationId, event: { level: 'critical', subject, deviceId } });

test('the browser shows what comes, once it has been allowed to, and nothing that was there before', async () => {
  const { page } = browser;
  const session = await page.context().newCDPSession(page);
  const { browserContextId } = (await session.send('Target.getTargetInfo')).targetInfo;
  const allow = (setting: 'prompt' | 'granted' | 'denied') =>
    session.send('Browser.setPermission', {
      origin: new URL(server.http).origin,
      permission: { name: 'notifications' },
      setting,
      ...(browserContextId === undefined ? {} : { browserContextId }),
    });
  const shown = () => page.evaluate(() => window.shownNotifications);

  await allow('denied');
  await post('Before anybody was asked');
  await browser.open(`/applications/${applicationId}/notifications`);
  await page.getByText('Before anybody was asked').waitFor();
  // Where it must not, there is nothing to ask for.
  expect(await page.getByRole('button', { name: 'Show them in the browser' }).count()).toBe(0);

  await allow('prompt');
  await page.reload();
  const ask = page.getByRole('button', { name: 'Show them in the browser' });
  await ask.waitFor();
  // What the person answers.
  await allow('granted');
  await ask.click();
  await ask.waitFor({ state: 'detached' });

  await post('Pressure is too high');
  await expect.poll(shown, { timeout: waitMs }).toHaveLength(1);
  expect(await shown()).toMatchObject([
    { title: 'Pressure is too high', body: 'critical · Pump', tag: expect.stringMatching(/^[0-9a-f]{24}$/) },
  ]);
  await expect.poll(async () => (await shown())[0]?.isShown, { timeout: waitMs }).toBe(true);
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
