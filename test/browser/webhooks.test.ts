import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1">';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  browser = await openBrowser(server, { width: 1440, height: 900 });
  ({ page } = browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const clipboard = () => page.evaluate('navigator.clipboard.readText()');

describe('webhooks in the console', () => {
  test('one is made, its URL copied, called, and what came is shown as it came', async () => {
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('button', { name: 'Create the first webhook' }).click();
    const form = dialog('Create webhook');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Parcels');
    await form.getByLabel('Description').fill(`When one arrives ${markup}`);
    await form.getByLabel('Response code').fill('700');
    await form.getByRole('button', { name: 'Create webhook' }).click();
    await form.getByText('A code from 100 to 599').waitFor();
    await form.getByLabel('Response code').fill('202');
    await form.getByRole('textbox', { name: 'Password' }).fill('hush');
    await form.getByRole('button', { name: 'Create webhook' }).click();

    await page.getByRole('heading', { name: 'Parcels', level: 1 }).waitFor();
    const [{ url }] = (await client.webhooks.get({ applicationId })).items;
    await page.getByRole('button', { name: 'Copy the URL' }).click();
    expect(await clipboard()).toBe(url);
    await page.getByRole('button', { name: 'Copy the curl command' }).click();
    expect(await clipboard()).toContain(`curl '${url}' \\\n  --user ':PASSWORD'`);
    await page.getByText('No calls yet').waitFor();

    const trial = page.getByRole('form', { name: 'Try it' });
    await trial.getByLabel('Path and query').fill('/arrived?depot=7');
    await trial.getByLabel('Body').fill(JSON.stringify({ parcel: 4711, note: markup }));
    await trial.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('status', { name: 'Response' });
    await answer.getByText('401', { exact: true }).waitFor();
    await trial.getByRole('textbox', { name: 'Password' }).fill('hush');
    await trial.getByRole('button', { name: 'Send' }).click();
    await answer.getByText('202', { exact: true }).waitFor();
    await answer.getByText('{"success":true}').waitFor();

    const calls = page.getByRole('table', { name: 'Last calls' });
    await calls.getByText('POST /arrived').waitFor();
    // Somebody else's call shows by itself.
    const authorization = `Basic ${Buffer.from(':hush').toString('base64')}`;
    await fetch(`${url}/elsewhere`, { method: 'PUT', body: 'plain', headers: { authorization } });
    await calls.getByText('PUT /elsewhere').waitFor();
    await page.evaluate('window.scrollTo(0, 0)');
    await takeScreenshot(page, 'console-webhook');
    await calls.getByRole('button', { name: /^Details of POST \/arrived/ }).click();
    const details = dialog('POST /arrived');
    await details.getByRole('region', { name: 'Query' }).getByText('"depot": "7"').waitFor();
    await details.getByRole('region', { name: 'Body' }).getByText('"parcel": 4711').waitFor();
    expect(await details.getByRole('region', { name: 'Headers' }).textContent()).not.toContain('authorization');
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
  });

  test('one is changed without losing its password, switched off and deleted', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const form = dialog('Edit webhook');
    expect(await form.getByRole('textbox', { name: 'Password' }).inputValue()).toBe('********');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Post');
    await form.getByLabel('Takes calls').uncheck();
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Post', level: 1 }).waitFor();
    const [stored] = (await client.webhooks.get({ applicationId })).items;
    expect(stored).toMatchObject({ name: 'Post', enabled: false, basicAuthPassword: '********', responseCode: 202 });
    await page.getByRole('link', { name: 'Webhooks' }).click();
    const row = page.getByRole('row', { name: /Post/ });
    await row.getByText('off', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Copy URL: Post' }).click();
    expect(await clipboard()).toBe(stored.url);
    await takeScreenshot(page, 'console-webhooks');
    await row.getByRole('link', { name: 'Post' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog('Delete webhook').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No webhooks yet').waitFor();
  });

  test('neither page has a serious fault, in light or dark, or is wider than a phone', async () => {
    const webhook = await client.webhooks.post({
      applicationId,
      webhook: { name: 'Facebook', verificationType: 'facebook', verificationCode: 'sesame', basicAuthUsername: 'ann' },
    });
    const authorization = `Basic ${Buffer.from('ann:').toString('base64')}`;
    await fetch(`${webhook.url}/a/path`, { method: 'POST', body: '{}', headers: { authorization } });
    const faults: Record<string, unknown> = {};
    for (const path of ['webhooks', `webhooks/${webhook.id}`]) {
      await browser.open(`/applications/${applicationId}/${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
        await waitForRest(page);
        const found = await findFaults(page);
        if (found.length > 0) faults[`${path} ${scheme}`] = found;
        await page.setViewportSize({ width: 390, height: 844 });
        await expect.poll(() => measureOverflow(page), { timeout: 3_000 }).toBe(0);
        await waitForRest(page);
        await takeScreenshot(page, `console-${path.includes('/') ? 'webhook' : 'webhooks'}-phone-${scheme}`);
        await page.setViewportSize({ width: 1440, height: 900 });
        await waitForRest(page);
        await takeScreenshot(page, `console-${path.includes('/') ? 'webhook' : 'webhooks'}-wide-${scheme}`);
      }
    }
    expect(faults).toEqual({});
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
