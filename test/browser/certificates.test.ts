import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot } from '../support/browser.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;
let maker: CertificateMaker;

beforeAll(async () => {
  maker = await CertificateMaker.start();
  server = await startServer();
  ({ client, token } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await maker?.end();
});

const dialog = (name: string) => page.getByRole('dialog', { name });

/** The page in both widths and colours, for whoever looks at it. */
async function photograph(name: string): Promise<void> {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      await waitForRest(page);
      if (process.env.SIGNALBOX_TEST_ALL_SCREENSHOTS) await takeScreenshot(page, `${name}-${width}-${colorScheme}`);
      expect(await findFaults(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => measureOverflow(page)).toBe(0);
  }
  await page.setViewportSize({ width: 1280, height: 860 });
}

describe('certificates and credentials in the console', () => {
  test('an authority is trusted, a certificate registered for a device, switched off and deleted', async () => {
    const { applicationId, deviceId } = await makeDevice(client);
    const authority = await maker.authority('Plant devices');
    const pump = await maker.issue('pump-7', { by: authority });
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Certificates' }).click();
    await page.getByText('No authorities yet').waitFor();

    await page.getByRole('button', { name: 'Trust an authority' }).click();
    const trust = dialog('Trust an authority');
    await trust.getByLabel('Name').fill('Plant');
    await trust.getByLabel('Its certificates').fill(pump.cert);
    await trust.getByRole('button', { name: 'Trust it' }).click();
    await trust.getByText(/caBundle must be of a certificate authority/).waitFor();
    // By a file, as people have them.
    await trust.locator('input[type=file]').setInputFiles(authority.certPath);
    await expect.poll(() => trust.getByLabel('Its certificates').inputValue()).toBe(authority.cert);
    await trust.getByRole('button', { name: 'Trust it' }).click();
    await trust.waitFor({ state: 'detached' });
    const authorities = page.getByRole('table', { name: 'Certificate authorities' });
    await authorities.getByText('Plant devices').waitFor();
    // It is for two days.
    await authorities.getByText('1 day left').waitFor();

    await page.getByRole('button', { name: 'Register the first certificate' }).click();
    const form = dialog('Register certificate');
    const submit = form.getByRole('button', { name: 'Register certificate' });
    expect(await submit.isDisabled()).toBe(true);
    const both = join(maker.folder, 'both.pem');
    await writeFile(both, pump.cert + pump.key);
    await form.locator('input[type=file]').setInputFiles(both);
    const devices = form.getByRole('combobox', { name: 'Devices' }).or(form.getByRole('textbox', { name: 'Devices' }));
    await devices.first().fill('pum');
    await page.getByRole('option', { name: 'Pump' }).click();
    await page.keyboard.press('Escape');
    await photograph('register-certificate');
    await submit.click();
    await form.getByText('certificate must not contain a private key').waitFor();
    await form.locator('input[type=file]').setInputFiles(pump.certPath);
    await submit.click();
    await form.waitFor({ state: 'detached' });
    const row = page.getByRole('table', { name: 'Certificates', exact: true }).getByRole('row', { name: 'pump-7' });
    await row.getByText('1 device', { exact: true }).waitFor();
    const { items } = await client.applicationCertificates.get({ applicationId });
    expect(items).toMatchObject([{ deviceIds: [deviceId], status: 'active' }]);
    await photograph('certificates');

    await row.getByRole('button', { name: 'Edit pump-7' }).click();
    await dialog('Edit certificate').getByLabel('Active').uncheck();
    await dialog('Edit certificate').getByRole('button', { name: 'Save' }).click();
    await row.getByText('inactive').waitFor();
    await row.getByRole('button', { name: 'Delete pump-7' }).click();
    await dialog('Delete certificate').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No certificates yet').waitFor();
    await authorities.getByRole('button', { name: 'Delete Plant' }).click();
    await dialog('Delete authority').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No authorities yet').waitFor();
  });

  test('a credential is made and changed, and its secret never comes back', async () => {
    const { applicationId } = await makeDevice(client);
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Credentials' }).click();
    await page.getByRole('button', { name: 'Create the first credential' }).click();
    const form = dialog('Create credential');
    await form.getByLabel('Name', { exact: false }).first().fill('Weather');
    await form.getByLabel('Only for addresses like').fill('https://*');
    await form.getByLabel('Name of the header').fill('X-Api-Key');
    await form.getByLabel('Value of the header').fill('very-secret-4711');
    await form.getByRole('button', { name: 'Create credential' }).click();
    await form.getByText(/httpConfig.uriMatch must be like/).waitFor();
    await form.getByLabel('Only for addresses like').fill('https://api.example.com/v1/*');
    await photograph('create-credential');
    await form.getByRole('button', { name: 'Create credential' }).click();
    await form.waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: 'Weather' });
    await row.getByText('https://api.example.com/v1/*').waitFor();
    await photograph('credentials');
    expect(await page.content()).not.toContain('very-secret-4711');

    await row.getByRole('button', { name: 'Edit Weather' }).click();
    const edit = dialog('Edit credential');
    expect(await edit.getByLabel('Value of the header').inputValue()).toBe('');
    await edit.getByLabel('Only for addresses like').fill('https://other.example.com');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.getByText(/must be given again when the uriMatch changes/).waitFor();
    await edit.getByLabel('Value of the header').fill('another-secret');
    await edit.getByLabel('Enabled').uncheck();
    await edit.getByRole('button', { name: 'Save' }).click();
    await row.getByText('disabled').waitFor();
    const { body } = await call(server, 'GET', `/applications/${applicationId}/credentials`, { token });
    expect(body.items).toMatchObject([{ enabled: false, httpConfig: { uriMatch: 'https://other.example.com' } }]);

    await row.getByRole('button', { name: 'Delete Weather' }).click();
    await dialog('Delete credential').getByText('Nothing uses it.').waitFor();
    await dialog('Delete credential').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No credentials yet').waitFor();
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });

  test('a credential of another type has the fields of that, and what a wrong one says stands at its field', async () => {
    const { applicationId } = await makeDevice(client);
    const [authority, other] = [await maker.authority('Plant'), await maker.authority('Other')];
    await browser.open(`/applications/${applicationId}/credentials`);
    await page.getByRole('button', { name: 'Create the first credential' }).click();
    const form = dialog('Create credential');
    await form.getByLabel('Name', { exact: false }).first().fill('Authority');
    await form.getByLabel('Type').first().click();
    await page.getByRole('option', { name: 'A certificate and its key' }).click();
    await form.getByLabel('Certificate in PEM').fill(authority.cert);
    await form.getByLabel('Private key in PEM').fill(other.key);
    await form.getByRole('button', { name: 'Create credential' }).click();
    await form.getByText(/must be the private key of the certificate/).waitFor();
    await form.getByLabel('Private key in PEM').fill(authority.key);
    await photograph('create-credential-key-pair');
    await form.getByRole('button', { name: 'Create credential' }).click();
    await form.waitFor({ state: 'detached' });

    await page.getByRole('row', { name: 'Authority' }).getByRole('button', { name: 'Edit Authority' }).click();
    const edit = dialog('Edit credential');
    expect(await edit.getByLabel('Certificate in PEM').inputValue()).toBe(authority.cert);
    expect(await edit.getByLabel('Private key in PEM').inputValue()).toBe('');
    await edit.getByLabel('Description').fill('Of the plant');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'detached' });
    const { body } = await call(server, 'GET', `/applications/${applicationId}/credentials`, { token });
    expect(body.items).toMatchObject([{ type: 'certificateKeyPair', description: 'Of the plant' }]);
  });
});
