import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { importEnded } from '../support/bundles.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { readZip, zipFolder } from '../support/zip.ts';

const fixtures = fileURLToPath(new URL('../fixtures/bundles', import.meta.url));

let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_TEMPLATES_DIR: fixtures } });
  ({ client, token } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The page in pictures and before axe: wide and narrow, light and dark. */
async function examine(name: string): Promise<void> {
  const sizes = [
    ['wide', 1440, 900],
    ['phone', 390, 844],
  ] as const;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    for (const [size, width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => measureOverflow(page), { timeout: waitMs }).toBe(0);
      await takeScreenshot(page, `${name}-${size}-${colorScheme}`);
    }
    expect(await findFaults(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 860 });
}

const heading = (name: string) => page.getByRole('heading', { name, exact: true, level: 1 });

test('an application is made of a template, exported, and copied', async () => {
  await browser.open('/applications');
  await page.getByRole('button', { name: 'Create an application' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an application' });
  await dialog.getByText('A template').click();
  await dialog.getByPlaceholder('Choose one').click();
  await page.getByRole('option', { name: 'Plant' }).click();
  await examine('bundles-template');
  await dialog.getByLabel('Name').fill('North plant');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const done = page.getByRole('dialog', { name: 'Not everything could be taken over' });
  await done.getByText('Notebook "Report": 1 left out').waitFor();
  await examine('bundles-left-out');
  await done.getByRole('button', { name: 'Open it' }).click();
  await heading('North plant').waitFor();

  const [made] = (await client.applications.get({ filterField: 'name', filter: 'North plant' })).items;
  expect(made.summary.deviceCount).toBe(6);
  await browser.open(`/applications/${made.id}/settings`);
  await page.getByRole('heading', { name: 'Export and copy' }).waitFor();
  await page.getByLabel('Files').uncheck();
  await page.getByRole('button', { name: 'Export as a bundle' }).scrollIntoViewIfNeeded();
  await examine('bundles-settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as a bundle' }).click(),
  ]);
  const files = await readZip(await readFile((await download.path()) ?? ''));
  expect([...files.keys()]).toContain('devices.yaml');
  expect([...files.keys()].filter((path) => path.startsWith('files/'))).toEqual([]);
  await page.getByText('Written.').waitFor();
  await page.getByRole('button', { name: 'Copy to a new application' }).click();
  await heading('North plant (copy)').waitFor();
  // One bundle at a time is imported for each owner.
  const [copy] = (await client.applications.get({ filterField: 'name', filter: 'North plant (copy)' })).items;
  await importEnded(server, token, copy.id);
});

test('an application is made of a bundle, and a bundle that is none is refused beside its field', async () => {
  await browser.open('/applications');
  await page.getByRole('button', { name: 'Create an application' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an application' });
  await dialog.getByText('A bundle').click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Bundle' }).click(),
  ]);
  await chooser.setFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: Buffer.from('nothing') });
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByText(/is no zip archive/).waitFor();
  await examine('bundles-refused');
  const [again] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Bundle' }).click(),
  ]);
  const buffer = await zipFolder(`${fixtures}/plant`);
  await again.setFiles({ name: 'plant.zip', mimeType: 'application/zip', buffer });
  await dialog.getByLabel('Rows of data tables').uncheck();
  await dialog.getByRole('button', { name: 'Import' }).click();
  const done = page.getByRole('dialog', { name: 'Not everything could be taken over' });
  await done.getByText('its rows were not asked for').waitFor();
  await done.getByRole('button', { name: 'Open it' }).click();
  await heading('Plant').waitFor();
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
