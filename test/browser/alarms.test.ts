import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client, token } = await logIn(server));
  ({ applicationId, deviceId } = await makeDevice(client));
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 20 } } });
  browser = await openBrowser(server, { width: 1440, height: 900 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const row = (name: string) => page.getByRole('row').filter({ hasText: name });

/** No fault in light and dark, nothing wider than a phone; and pictures to look at. */
async function examine(name: string): Promise<void> {
  await waitForRest(page);
  await takeScreenshot(page, `${name}`);
  expect(await findFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  await waitForRest(page);
  expect(await findFaults(page, ['color-contrast'])).toEqual([]);
  await takeScreenshot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 844 });
  await waitForRest(page);
  await expect.poll(() => measureOverflow(page), { timeout: waitMs }).toBe(0);
  await takeScreenshot(page, `${name}-phone`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

describe('alarms and notifications in the console', () => {
  test('somebody is told of what an alarm rule finds, which a plot has begun', async () => {
    await browser.open(`/applications/${applicationId}/notifications/rules`);
    await page.getByRole('button', { name: 'Create notification rule' }).first().click();
    const form = dialog('Create notification rule');
    await form.getByRole('textbox', { name: 'Name' }).fill('Operators');
    await form.getByRole('switch', { name: 'Quiet time' }).click();
    await form.getByLabel('Time zone').fill('Mars/Olympus');
    await form.getByRole('button', { name: 'Create notification rule' }).click();
    await form.getByText('must be the name of a time zone').waitFor();
    await form.getByLabel('Time zone').fill('Europe/Berlin');
    await examine('console-notification-rule');
    await form.getByRole('switch', { name: 'Quiet time' }).click();
    await form.getByRole('button', { name: 'Create notification rule' }).click();
    await row('Operators').getByText('the console').waitFor();

    await browser.open(`/applications/${applicationId}/devices/${deviceId}`);
    await page.getByRole('link', { name: 'Set an alarm' }).click();
    const rule = dialog('Create alarm rule');
    expect(await rule.getByRole('combobox', { name: 'Attribute' }).inputValue()).toBe('temperature');
    await expect
      .poll(() => rule.getByRole('combobox', { name: 'One device' }).inputValue(), { timeout: waitMs })
      .toBe('Pump');
    await rule.getByRole('textbox', { name: 'Name' }).fill('Too hot');
    await rule.getByRole('textbox', { name: 'Limit' }).fill('warm');
    await rule.getByRole('button', { name: 'Create alarm rule' }).click();
    await rule.getByText('A number', { exact: true }).waitFor();
    await rule.getByRole('textbox', { name: 'Limit' }).fill('80');
    await rule.getByRole('textbox', { name: 'Ends at' }).fill('75');
    await rule.getByLabel('For so many minutes').fill('0');
    await examine('console-alarm-rule');
    await rule.getByRole('button', { name: 'Create alarm rule' }).click();
    await page.getByRole('heading', { name: 'Too hot', level: 1 }).waitFor();
    await page.getByText('No device is beyond the limit').waitFor();

    await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 91 } } });
    await row('Pump').getByRole('link', { name: 'Open event' }).waitFor({ timeout: waitMs });
    await examine('console-alarm');
    await page.getByRole('link', { name: 'Notifications 1 unread' }).waitFor({ timeout: waitMs });
    await page.getByRole('link', { name: 'Notifications 1 unread' }).click();
    await row('Pump: temperature is 91').getByText('Warning').waitFor();
    await examine('console-inbox');
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByRole('heading', { name: 'Nothing unread' }).waitFor();
    await page.getByRole('link', { name: 'Notifications', exact: true }).first().waitFor();

    await page.getByRole('link', { name: 'Alarms' }).click();
    await row('Too hot').getByText('1 open').waitFor();
    await examine('console-alarms');
    await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature: 20 } } });
    await row('Too hot').getByText('None').waitFor({ timeout: waitMs });
  });

  test('a message that could not be delivered says why, and is sent again', async () => {
    const { body } = await call(server, 'POST', `/applications/${applicationId}/notification-rules`, {
      token,
      body: { name: 'Nowhere', webhook: { url: 'https://nowhere.invalid/', secret: 'hush' }, enabled: false },
    });
    await browser.open(`/applications/${applicationId}/notifications/rules`);
    await page.getByRole('button', { name: 'Test Nowhere' }).click();
    await page.getByText('The test is on its way').waitFor();
    await examine('console-notification-rules');
    await page.getByRole('link', { name: 'Messages' }).click();
    await row('https://nowhere.invalid/').getByText('could not be called').waitFor({ timeout: waitMs });
    await examine('console-messages');
    expect(await page.content()).not.toContain('hush');
    await browser.open(`/applications/${applicationId}/notifications/rules`);
    await page.getByRole('button', { name: 'Edit Nowhere' }).click();
    await dialog('Edit notification rule').getByLabel('By a call to').waitFor();
    await dialog('Edit notification rule').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Delete Nowhere' }).click();
    await dialog('Delete notification rule').getByRole('button', { name: 'Delete' }).click();
    await expect
      .poll(async () => {
        const path = `/applications/${applicationId}/notification-rules/${body.id}`;
        return (await call(server, 'GET', path, { token })).status;
      })
      .toBe(404);
  });
});
