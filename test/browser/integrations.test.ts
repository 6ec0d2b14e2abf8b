import type { MqttClient } from 'mqtt';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
/** The other broker is the server's own, for another application. */
let other: DeviceFixture;
let device: MqttClient;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_INTEGRATION_HOSTS: '127.0.0.1' } });
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  other = await makeDevice(client);
  const neighbour = await client.devices.post({ applicationId: other.applicationId, device: { name: 'Neighbour' } });
  device = await connectDevice(server, { ...other, deviceId: neighbour.id });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});
afterAll(async () => {
  await browser?.close();
  await device?.endAsync();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });

describe('the pages of integrations', () => {
  test('make one, say beside the field what is wrong, and show that it is connected', async () => {
    await browser.open(`/applications/${applicationId}/integrations`);
    await page.getByText('No integrations yet').waitFor();
    await page.getByRole('button', { name: 'Create integration' }).click();
    const form = dialog('Create integration');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Broker of the plant');
    await form.getByLabel('Host').fill('10.0.0.1');
    await form.getByLabel('Port').fill(String(server.mqttPort));
    await form.getByRole('button', { name: 'Create integration' }).click();
    await form.getByText('must not point to the server’s own network').waitFor();
    await form.getByLabel('Host').fill('127.0.0.1');
    await form.getByLabel('Client id (optional)').fill(other.deviceId);
    await form.getByLabel('User name (optional)').fill(other.key);
    await form.getByLabel('Password (optional)').fill(other.secret);
    await form.getByRole('combobox', { name: 'Topics to subscribe to' }).fill('line/#');
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: 'Create integration' }).click();
    await page.getByRole('heading', { name: 'Broker of the plant', level: 1 }).waitFor();
    await page.getByText('connected', { exact: true }).waitFor();
  });

  test('show what comes in and publish a test message', async () => {
    const log = page.getByRole('region', { name: 'Log' });
    await log.getByText('live').waitFor();
    await device.publishAsync('line/one', '{"speed": 3}', { qos: 1 });
    await log.getByText('received a message on line/one').waitFor();
    await device.subscribeAsync('back');
    const received = nextMessages(device, 1);
    const form = page.getByRole('form', { name: 'Publish a test message' });
    await form.getByLabel('Topic').fill('back');
    await form.getByLabel('Payload').fill('hello');
    await form.getByRole('button', { name: 'Publish' }).click();
    await form.getByText('The other side has it.').waitFor();
    expect(await received).toEqual(['back hello']);
    await takeScreenshot(page, 'integration');
  });

  test('keep the secret that is not typed again, and say what has to be mended', async () => {
    await page.getByRole('button', { name: 'Edit' }).click();
    const form = dialog('Edit integration');
    expect(await form.getByLabel('Password (optional)').inputValue()).toBe('');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Line');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Line', level: 1 }).waitFor();
    await page.getByText('connected', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Edit' }).click();
    await form.getByLabel('Port').fill('1');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('must be given again').waitFor();
    await form.getByLabel('Password (optional)').fill('another');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('127.0.0.1:1 refused the connection; check host and port').waitFor();
    await takeScreenshot(page, 'integration-failing');
    await browser.open(`/applications/${applicationId}/integrations`);
    const row = page.getByRole('table', { name: 'Integrations' }).getByRole('row').filter({ hasText: 'Line' });
    await row.getByText('not connected').waitFor();
    await takeScreenshot(page, 'integrations');
  });

  test('have no serious fault, in light and dark and on a phone', async () => {
    const { items } = await client.integrations.get({ applicationId });
    for (const path of ['', `/${items[0].id}`]) {
      await browser.open(`/applications/${applicationId}/integrations${path}`);
      await page.getByText('not connected').first().waitFor();
      expect(await findFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => measureOverflow(page), { timeout: waitMs }).toBe(0);
      expect(await findFaults(page, ['color-contrast'])).toEqual([]);
      await takeScreenshot(page, `integrations-phone${path === '' ? '' : '-one'}`);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });

  test('delete it, after a question', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog('Delete integration').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No integrations yet').waitFor();
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
