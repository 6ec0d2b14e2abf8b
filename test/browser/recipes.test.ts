import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
/** An application with a recipe. */
let fleetId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  await client.devices.post({ applicationId, device: { name: 'Hall gateway', deviceClass: 'gateway' } });
  fleetId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const attributes = [{ name: 'temperature', dataType: 'number' }];
  const deviceRecipe = { name: 'Probe', deviceName: 'Pr', attributes };
  await client.deviceRecipes.post({ applicationId: fleetId, deviceRecipe });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (id: string, path: string): Promise<void> => browser.open(`/applications/${id}${path}`);
const heading = (name: string) => page.getByRole('heading', { name, exact: true });

async function readDownload(start: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), start()]);
  return readFile((await download.path()) ?? '', 'utf8');
}

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

test('a recipe is made, changed and kept as it was typed', async () => {
  await open(applicationId, '/recipes');
  await page.getByText('No recipes yet').waitFor();
  await page.getByRole('button', { name: 'New recipe' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New recipe' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Probe');
  await dialog.getByLabel('Class').selectOption('peripheral');
  await dialog.getByLabel('Gateway').fill('hall');
  await page.getByRole('option', { name: 'Hall gateway' }).click();
  await dialog.getByLabel('Name of attribute 1').fill('temperature');
  await dialog.getByLabel('Unit of attribute 1').fill('C');
  await dialog.getByRole('button', { name: 'Add a tag' }).click();
  await dialog.getByLabel('Key of tag 1').fill('site');
  await dialog.getByLabel('Value of tag 1').fill('north');
  await dialog.getByRole('button', { name: 'Make recipe' }).click();
  await page.getByRole('heading', { name: 'Probe', level: 1 }).waitFor();
  const [made] = (await client.deviceRecipes.get({ applicationId })).items;
  expect(made).toMatchObject({
    name: 'Probe',
    deviceClass: 'peripheral',
    attributes: [{ name: 'temperature', dataType: 'number', attributeTags: { unit: 'C' } }],
    tags: [{ key: 'site', value: 'north' }],
  });
  expect(made.gatewayId).toMatch(/^[0-9a-f]{24}$/);
  await page.getByLabel('Class').selectOption('standalone');
  await page.getByLabel('Name of devices').fill('Pr');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  const [changed] = (await client.deviceRecipes.get({ applicationId })).items;
  expect(changed).toMatchObject({ deviceName: 'Pr', deviceClass: 'standalone' });
  expect(changed.gatewayId).toBeUndefined();
  await examine('recipe');
  await page.getByRole('link', { name: 'Device recipes' }).first().click();
  await page.getByRole('table', { name: 'Device recipes' }).getByRole('link', { name: 'Probe' }).waitFor();
  await examine('recipes');
});

test('the list of devices leads to the wizard, which shows what will fail, makes the rest, and gives the result', async () => {
  await open(fleetId, '/devices');
  await page.getByRole('link', { name: 'Create many' }).click();
  await heading('Create devices').waitFor();
  await page.getByLabel('CSV', { exact: true }).fill('Name,the room\nA,1\n');
  await page.getByText('“the room” cannot be the key of a tag').waitFor();
  expect(await page.getByRole('button', { name: 'Create 1 device' }).isDisabled()).toBe(true);
  await page.getByLabel('CSV', { exact: true }).fill('Name,room\n"A');
  await page.getByText('This is no CSV').waitFor();
  const csv = `Name,room\nAlpha,1\n,2\n${'x'.repeat(256)},3\nWrong\n`;
  await page.getByLabel('CSV', { exact: true }).fill(csv);
  await page.getByText('2 rows will fail').waitFor();
  const preview = page.getByRole('table', { name: 'Preview' });
  await preview.getByText('Name is too long').waitFor();
  await preview.getByText('1 of 2 cells').waitFor();
  expect(await page.getByRole('combobox', { name: 'Column of names' }).inputValue()).toBe('Name');
  await page.getByLabel('An access key for each device').check();
  await examine('create-devices');
  await page.getByRole('button', { name: 'Create 4 devices' }).click();
  await page.getByText('2 devices made').waitFor();
  await page.getByText('2 rows failed').waitFor();
  await examine('created-devices');
  const result = await readDownload(() => page.getByRole('button', { name: 'Download the result' }).click());
  const lines = result.trimEnd().split('\n');
  expect(lines[0]).toBe('"Name","room","losantDeviceId","losantDeviceKey","losantDeviceSecret","creationErrors"');
  expect(lines).toHaveLength(5);
  expect(lines[2]).toMatch(/^"Pr 0000","2","[0-9a-f]{24}","[^"]+","[^"]+",$/);
  const { items } = await client.devices.get({
    applicationId: fleetId,
    tagFilter: [{ key: 'DeviceRecipe', value: 'Probe' }],
  });
  expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['Alpha', 'Pr 0000']);
});

test('many devices are made by a job whose progress is shown, from a file that is dropped', async () => {
  await open(fleetId, '/create-devices');
  const csv = `serial\n${Array.from({ length: 900 }, (_, index) => `S${index}`).join('\n')}\n`;
  await page.getByLabel('CSV', { exact: true }).waitFor();
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(csv)}], 'devices.csv', { type: 'text/csv' }));
    return data;
  })()`);
  await page.getByLabel('CSV', { exact: true }).dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByText('892 more rows are not shown').waitFor();
  await page.getByRole('button', { name: 'Create 900 devices' }).click();
  await page.getByText('900 rows done').waitFor();
  const link = page.getByRole('link', { name: 'Download the result' });
  const file = await (await fetch((await link.getAttribute('href')) ?? '')).text();
  expect(file.trimEnd().split('\n')).toHaveLength(901);
  await page.getByRole('link', { name: 'To the devices' }).click();
  const { totalCount } = await client.devices.get({ applicationId: fleetId });
  await page.getByRole('heading', { name: `${totalCount} devices`, level: 2 }).waitFor();
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
