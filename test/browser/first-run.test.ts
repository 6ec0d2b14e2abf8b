import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { connect } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { adminEmail, startServer, type TestServer } from '../support/start-server.ts';

const ownPassword = 'Correct-horse-7-battery';
let dataDir: string;
let server: TestServer;
let browser: ConsoleBrowser;
let page: Page;
let link: string;

beforeAll(async () => {
  dataDir = await makeDataFolder();
  // From nothing, as a user's first start is.
  await rm(dataDir, { recursive: true });
  server = await startServer({ dataDir, env: { SIGNALBOX_ADMIN_PASSWORD: '' } });
  link = /\S+\/console\/first-run#\S+/.exec(server.log())?.[0] ?? '';
  browser = await openBrowser(server);
  ({ page } = browser);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('the link of the first start leads to a password of one’s own, then to a first application and its device', async () => {
  await page.goto(link);
  const form = page.getByRole('form', { name: 'Your password' });
  await form.getByText(adminEmail).waitFor();
  expect(page.url()).not.toContain('password');
  expect(await findFaults(page)).toEqual([]);
  await takeScreenshot(page, 'first-run');
  await form.getByLabel('New password').fill('too short');
  await form.getByRole('button', { name: 'Set password' }).click();
  await form.getByText('At least 12 characters').first().waitFor();
  await form.getByLabel('New password').fill(ownPassword);
  await form.getByRole('button', { name: 'Set password' }).click();
  const application = page.getByRole('form', { name: 'Your first application' });
  await application.getByLabel('Name of your first application').fill('Greenhouse');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => measureOverflow(page), { timeout: waitMs }).toBe(0);
  expect(await findFaults(page, ['color-contrast'])).toEqual([]);
  await takeScreenshot(page, 'first-run-application');
  await application.getByRole('button', { name: 'Create, and connect a device' }).click();
  await page.getByRole('heading', { name: 'Connect a device', level: 1 }).waitFor();
  const { token } = await connect(server).auth.authenticateUser({
    credentials: { email: adminEmail, password: ownPassword },
  });
  expect((await connect(server, token).applications.get({})).items).toMatchObject([{ name: 'Greenhouse' }]);
});

test('the link works once: whoever follows it later is told what to do', async () => {
  await page.goto('about:blank');
  await page.goto(link);
  const form = page.getByRole('form', { name: 'Your password' });
  await form.getByLabel('New password').fill('Another-horse-8-battery');
  await form.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('alert').getByText('This link has been used already').waitFor();
  await page.goto(`${server.http}/console/first-run`);
  await page.getByRole('alert').getByText('This link has been used already').waitFor();
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
