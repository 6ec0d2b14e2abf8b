import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const count = 120;
let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let first: DeviceFixture;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  first = await makeDevice(client, {
    device: { name: 'Sensor 000 <i>hall</i>', tags: [{ key: 'floor', value: '0' }] },
  });
  for (let index = 1; index < count; index += 1) {
    await client.devices.post({
      applicationId: first.applicationId,
      device: {
        name: `Sensor ${String(index).padStart(3, '0')}`,
        deviceClass: index % 10 === 0 ? 'gateway' : 'standalone',
        tags: [{ key: 'floor', value: String(index % 4) }],
        attributes: [
          { name: 'temperature', dataType: 'number' },
          { name: 'humidity', dataType: 'number' },
        ],
      },
    });
  }
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (search = ''): Promise<void> => browser.open(`/applications/${first.applicationId}/devices${search}`);
const table = () => page.getByRole('table', { name: 'Devices' });
const total = (text: string) => page.getByRole('heading', { name: text, level: 2, exact: true });
const act = async (name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

test('the list is filtered by name, tag, class and connection on the server, and shows the last values', async () => {
  const device = await connectDevice(server, first);
  await device.publishAsync(`losant/${first.deviceId}/state`, JSON.stringify({ data: { temperature: 19.75 } }), {
    qos: 1,
  });
  await open();
  await total('120 devices').waitFor();
  await table().getByRole('link', { name: 'Sensor 000 <i>hall</i>' }).waitFor();
  await table().getByText('19.75').waitFor();
  await page.getByLabel('Connection').selectOption('Connected');
  await total('1 device').waitFor();
  await page.getByLabel('Connection').selectOption('Never connected');
  await total('119 devices').waitFor();
  await page.getByLabel('Class').selectOption('gateway');
  await total('11 devices').waitFor();
  await page.getByLabel('Connection').selectOption('Any');
  await page.getByRole('combobox', { name: 'Tags' }).fill('floor=2');
  await page.getByRole('combobox', { name: 'Tags' }).press('Enter');
  await page.getByRole('combobox', { name: 'Tags' }).press('Escape');
  await total('6 devices').waitFor();
  await page.getByLabel('Filter by name').fill('SENSOR 01');
  await total('1 device').waitFor();
  await page.reload();
  await total('1 device').waitFor();
  expect(await page.getByLabel('Class').inputValue()).toBe('gateway');
  await device.endAsync();
});

test('a long list is turned page by page, and the address keeps the place', async () => {
  await open('?size=50');
  await table().getByRole('link', { name: 'Sensor 049' }).waitFor();
  await page.getByRole('button', { name: 'Page 3' }).click();
  await table().getByRole('link', { name: 'Sensor 119' }).waitFor();
  await table().getByRole('link', { name: 'Sensor 110' }).click();
  await page.getByRole('heading', { name: 'Sensor 110', level: 1 }).waitFor();
  await page.goBack();
  await table().getByRole('link', { name: 'Sensor 119' }).waitFor();
  await page.getByLabel('Rows per page').selectOption('250');
  await expect.poll(() => table().getByRole('row').count(), { timeout: waitMs }).toBe(count + 1);
  await open();
  await table().getByRole('link', { name: 'Sensor 010' }).waitFor();
  await takeScreenshot(page, 'console-devices');
});

test('a device is made, and a mistake in it is said beside its field without losing what was typed', async () => {
  await open();
  await page.getByRole('button', { name: 'New device' }).click();
  const form = page.getByRole('form', { name: 'New device' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Kiln');
  await form.getByLabel('Name of attribute 1').fill('heat!');
  await form.getByLabel('Unit of attribute 1').fill('°C');
  await form.getByRole('button', { name: 'Add a tag' }).click();
  await form.getByLabel('Key of tag 1').fill('hall');
  await form.getByLabel('Value of tag 1').fill('A');
  await form.getByRole('button', { name: 'Make device' }).click();
  await form.getByText('attributes[0].name').waitFor();
  expect(await form.getByLabel('Name of attribute 1').getAttribute('aria-invalid')).toBe('true');
  expect(await form.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Kiln');
  await form.getByLabel('Name of attribute 1').fill('heat');
  await form.getByRole('button', { name: 'Make device' }).click();
  await total('121 devices').waitFor();
  const { items } = await client.devices.get({
    applicationId: first.applicationId,
    filterField: 'name',
    filter: 'Kiln',
  });
  expect(items[0]).toMatchObject({
    tags: [{ key: 'hall', value: 'A' }],
    attributes: [{ name: 'heat', dataType: 'number', attributeTags: { unit: '°C' } }],
  });
});

test('a device is edited with a warning before values are lost, cloned, and deleted once its name is typed', async () => {
  await open('?name=Kiln');
  await act('Kiln', 'Edit');
  const form = page.getByRole('form', { name: 'Edit device' });
  await form.getByLabel('Description').fill('Burns clay');
  await form.getByLabel('Type of attribute 1').selectOption('string');
  await form.getByText('everything stored under it as number is dropped for good').waitFor();
  await form.getByLabel('Type of attribute 1').selectOption('number');
  expect(await form.getByText('dropped for good').count()).toBe(0);
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });

  await act('Kiln', 'Clone');
  const clone = page.getByRole('form', { name: 'Clone device' });
  expect(await clone.getByLabel('Description').inputValue()).toBe('Burns clay');
  await clone.getByRole('button', { name: 'Make device' }).click();
  await table().getByRole('link', { name: 'Kiln (copy)' }).waitFor();

  await act('Kiln (copy)', 'Delete');
  const confirm = page.getByRole('form', { name: 'Delete' });
  const button = confirm.getByRole('button', { name: 'Delete' });
  await confirm.getByLabel('Confirmation').fill('Kiln');
  expect(await button.isDisabled()).toBe(true);
  await confirm.getByLabel('Confirmation').fill('Kiln (copy)');
  await button.click();
  await total('1 device').waitFor();
});

test('many devices are selected across pages and deleted together', async () => {
  await open('?name=Sensor+1&size=25');
  await total('20 devices').waitFor();
  await page.getByLabel('Select all on this page').check();
  await page.getByRole('region', { name: 'Selection' }).getByText('20 selected').waitFor();
  await page.getByLabel('Select Sensor 100').uncheck();
  await page.getByRole('button', { name: 'Delete selected' }).click();
  await page.getByLabel('Confirmation').fill('19');
  await page.getByRole('form', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
  await total('1 device').waitFor();
  await open();
  await total('102 devices').waitFor();
  await page.getByLabel('Select Sensor 001').check();
  await page.getByRole('button', { name: 'Select all 102' }).click();
  await page.getByRole('region', { name: 'Selection' }).getByText('102 selected').waitFor();
});

describe('a fleet at a glance', () => {
  test('many rows fit, on one line each, sorted by last report and by value, with units', async () => {
    const path = `/applications/${first.applicationId}/devices`;
    await page.setViewportSize({ width: 1440, height: 900 });
    const { items } = await client.devices.get({
      applicationId: first.applicationId,
      filterField: 'name',
      filter: 'Sensor 00*',
    });
    const byName = new Map<string, string>(items.map(({ name, id }: { name: string; id: string }) => [name, id]));
    const report = async (name: string, temperature: number): Promise<void> => {
      const deviceId = byName.get(name);
      await client.device.sendState({
        applicationId: first.applicationId,
        deviceId,
        deviceState: { data: { temperature } },
      });
    };
    const attributes = [
      { name: 'temperature', dataType: 'number', attributeTags: { unit: '°C' } },
      { name: 'humidity', dataType: 'number' },
    ];
    const name = `Sensor 002 ${'with a long name '.repeat(8)}`;
    await client.device.patch({
      applicationId: first.applicationId,
      deviceId: byName.get('Sensor 002'),
      device: { name, attributes },
    });
    await report('Sensor 003', 40);
    await report('Sensor 002', 5);
    await browser.open(`${path}?sort=lastReport&direction=desc`);
    const rows = table().getByRole('row');
    await expect.poll(() => rows.nth(1).textContent(), { timeout: waitMs }).toContain('Sensor 002');
    await rows.nth(1).getByText('5 °C').waitFor();
    const heights = await rows.evaluateAll((all) => all.slice(1).map((row) => row.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThan(34);
    const fitting = await rows.evaluateAll(
      (all) => all.filter((row) => row.getBoundingClientRect().bottom < 900).length,
    );
    expect(fitting).toBeGreaterThan(18);
    await takeScreenshot(page, 'console-devices-1440');
    await table().getByRole('button', { name: 'temperature' }).click();
    await expect.poll(() => rows.nth(1).textContent(), { timeout: waitMs }).toContain('Sensor 002');
    await table().getByRole('button', { name: 'temperature' }).click();
    await expect.poll(() => rows.nth(1).textContent(), { timeout: waitMs }).toContain('Sensor 003');
    // A value that comes in shows by itself.
    await report('Sensor 003', 41.25);
    await rows.nth(1).getByText('41.25').waitFor();
    // Where the columns need more than there is, what can be done with a row stays in sight.
    await page.setViewportSize({ width: 1024, height: 900 });
    const hidden = () => page.locator('.data-table-scroll').evaluate((all) => all.scrollWidth - all.clientWidth);
    await expect.poll(hidden, { timeout: waitMs }).toBeGreaterThan(100);
    const isInSight = await rows
      .nth(2)
      .getByRole('button', { name: /^Actions for / })
      .evaluate((button) => {
        const { left, right, top, bottom } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
      });
    expect(isInSight).toBe(true);
  });

  test('columns are chosen, and a view is kept under a name', async () => {
    await open('?name=Sensor+00');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Tags' }).uncheck();
    await page.getByRole('checkbox', { name: 'Device id' }).check();
    await page.keyboard.press('Escape');
    await table().getByRole('columnheader', { name: 'Device id' }).waitFor();
    expect(await table().getByRole('columnheader', { name: 'Tags' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByRole('dialog', { name: 'Save this view' }).getByLabel('Name').fill('Hall');
    await page.getByRole('dialog', { name: 'Save this view' }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog', { name: 'Save this view' }).waitFor({ state: 'detached' });
    await open();
    await table().getByRole('columnheader', { name: 'Tags' }).waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Hall', exact: true }).click();
    await table().getByRole('columnheader', { name: 'Device id' }).waitFor();
    await expect.poll(() => page.getByLabel('Filter by name').inputValue(), { timeout: waitMs }).toBe('Sensor 00');
  });

  test('selected devices are tagged, sent a command and saved as CSV together', async () => {
    await open('?name=Sensor+00');
    await page.getByLabel('Select Sensor 003').check();
    await page.getByLabel('Select Sensor 004').check();
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('button', { name: 'Tag' }).click();
    const tags = page.getByRole('dialog', { name: 'Tag 2 devices' });
    await tags.getByLabel('Set tags').fill('hall=B');
    await tags.getByLabel('Set tags').press('Enter');
    await tags.getByRole('button', { name: 'Change tags' }).click();
    await tags.waitFor({ state: 'detached' });
    await table().getByRole('row', { name: 'Sensor 004' }).getByText('hall=B').waitFor();
    await bar.getByRole('button', { name: 'Send a command' }).click();
    const command = page.getByRole('dialog', { name: 'Send a command to 2 devices' });
    await command.getByRole('textbox', { name: 'Command' }).fill('restart');
    await command.getByRole('button', { name: 'Send' }).click();
    await command.waitFor({ state: 'detached' });
    const { items } = await client.devices.get({
      applicationId: first.applicationId,
      filterField: 'name',
      filter: 'Sensor 004',
    });
    const sent = await client.device.getCommand({ applicationId: first.applicationId, deviceId: items[0].id });
    expect(sent[0]).toMatchObject({ name: 'restart' });
    const download = page.waitForEvent('download');
    await bar.getByRole('button', { name: 'Save as CSV' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect(lines[0]).toBe('"id","name","deviceClass","tags","creationDate","lastReport","temperature","humidity"');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/"Sensor 003","standalone","floor=3 hall=B",.*,41\.25,""$/);
  });

  test('deleting names those of the selection that the filter hides', async () => {
    await open('?name=Sensor+00');
    await page.getByLabel('Select Sensor 005').check();
    await page.getByLabel('Filter by name').fill('Sensor 006');
    await total('1 device').waitFor();
    await page.getByLabel('Select Sensor 006').check();
    await page.getByRole('button', { name: 'Delete selected' }).click();
    const confirm = page.getByRole('dialog', { name: 'Delete 2 devices' });
    await confirm.getByText('1 device of these the filter does not show').waitFor();
    await confirm.getByRole('listitem').getByText('Sensor 005', { exact: true }).waitFor();
    await takeScreenshot(page, 'console-delete-hidden');
    await confirm.getByRole('button', { name: 'Cancel' }).click();
    await page.setViewportSize({ width: 1280, height: 860 });
  });
});

test('an application without devices says what to do', async () => {
  const { id } = await client.applications.post({ application: { name: 'Empty' } });
  await browser.open(`/applications/${id}/devices`);
  await page.getByText('No devices yet').waitFor();
  await page.getByRole('link', { name: 'Connect a device' }).waitFor();
});

test('it fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  await table().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  // The filters wait behind a button, so that the first screen shows devices.
  expect(await page.getByLabel('Filter by name').isVisible()).toBe(false);
  const firstRow = await table().getByRole('row').nth(1).boundingBox();
  expect(firstRow?.y).toBeLessThan(500);
  await takeScreenshot(page, 'console-devices-phone');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Filter by name').fill('Sensor 11');
  await page.getByRole('button', { name: 'Hide filters (1)' }).waitFor();
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
