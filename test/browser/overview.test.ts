// Point 2 of the console: an application from its beginning to its end.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const markup = '<img src=x onerror="document.title=1">';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let fixture: DeviceFixture;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const tile = (name: string) => page.getByRole('group', { name, exact: true });
const table = (name: string) => page.getByRole('table', { name, exact: true });

/** The number in one column of the row with that name. */
async function readNumber(tableName: string, rowName: RegExp, column: number): Promise<number> {
  const cells = table(tableName).getByRole('row').filter({ hasText: rowName }).getByRole('cell');
  return Number(((await cells.nth(column).textContent()) ?? '').replaceAll(/\D/g, '') || 'NaN');
}

describe('an application', () => {
  test('is made with nothing but a name, and opens empty with what to do next', async () => {
    await page.getByRole('button', { name: 'Create an application' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Create', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Brewery');
    await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
    await page.getByRole('heading', { name: 'Brewery', level: 1 }).waitFor();
    await page.getByText('No devices yet').waitFor();
    await page.getByText('No device is connected').waitFor();
    await page.getByText('Nothing in the last day').waitFor();
    applicationId = /applications\/([0-9a-f]{24})/.exec(page.url())?.[1] ?? '';
    expect((await client.application.get({ applicationId })).name).toBe('Brewery');
  });

  test('shows who is connected and what happens, as it happens', async () => {
    fixture = await makeDevice(client, { applicationId, device: { name: `Kettle ${markup}` } });
    await page.reload();
    await expect.poll(() => tile('Devices').textContent(), { timeout: waitMs }).toBe('Devices1');
    await expect.poll(() => tile('Access keys').textContent(), { timeout: waitMs }).toBe('Access keys1');
    await expect.poll(() => tile('Connected now').textContent(), { timeout: waitMs }).toBe('Connected now0');
    const device = await connectDevice(server, fixture);
    await expect.poll(() => tile('Connected now').textContent(), { timeout: waitMs }).toBe('Connected now1');
    await table('Connected devices').getByRole('link', { name: 'Kettle' }).waitFor();
    await table('Last events').getByText('by MQTT with access key').waitFor();
    const topic = `losant/${fixture.deviceId}/state`;
    await device.publishAsync(topic, JSON.stringify({ data: { temperature: 20 } }), { qos: 1 });
    await device.publishAsync(topic, JSON.stringify({ data: { temperature: 21 } }), { qos: 1 });
    await device.publishAsync('kettle/hello', 'hello', { qos: 1 });
    await device.endAsync();
    await expect.poll(() => tile('Connected now').textContent(), { timeout: waitMs }).toBe('Connected now0');
    await table('Last events').getByText('disconnected after').waitFor();
  });

  test('remembers who came and went before anybody looked', async () => {
    await page.reload();
    await table('Last events').getByText('Kettle').first().waitFor();
    expect(await table('Last events').getByRole('row').count()).toBe(2);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('counts its payloads by type, by day and by hour, and the numbers are those of the API', async () => {
    const counts = await client.application.payloadCounts({ applicationId });
    expect(counts.deviceState['device.mqtt']).toBe(2);
    expect(await readNumber('Payloads by type', /deviceState/, 1)).toBe(2);
    expect(await readNumber('Payloads by type', /mqttIn/, 1)).toBe(1);
    await page.getByRole('img', { name: 'Payloads by day' }).waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    for (const step of ['day', 'hour']) {
      await page.getByText(`By ${step}`, { exact: true }).click();
      const rows = table(`Payloads by ${step}`).getByRole('row');
      await rows.first().waitFor();
      const header = await rows.first().getByRole('columnheader').allTextContents();
      let states = 0;
      for (const row of (await rows.all()).slice(1)) {
        states += Number(await row.getByRole('cell').nth(header.indexOf('deviceState')).textContent());
      }
      expect(states).toBe(2);
    }
    await page.getByRole('button', { name: 'Show as plot' }).click();
    await page.getByRole('img', { name: 'Payloads by hour' }).waitFor();
  });
});

describe('the settings of an application', () => {
  test('a save that fails loses nothing that was typed, and the next one goes through', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    const form = page.getByRole('form', { name: 'General' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Brewery North');
    await form.getByLabel('Description').fill('Two kettles and a dog');
    await form.getByLabel('Keep states for').fill('90');
    await page.route('**/applications/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('The server cannot be reached').waitFor();
    expect(await form.getByLabel('Description').inputValue()).toBe('Two kettles and a dog');
    await page.unroute('**/applications/*');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved.').waitFor();
    expect(await client.application.get({ applicationId })).toMatchObject({
      name: 'Brewery North',
      description: 'Two kettles and a dog',
      dataTTL: 90 * 86_400_000,
    });
    await page.getByRole('button', { name: 'Switch application' }).getByText('Brewery North').waitFor();
  });

  test('a global that is no JSON is refused beside its field; a good one is saved', async () => {
    await page.getByRole('button', { name: 'Add a global' }).click();
    await page.getByLabel('Key of global 1').fill('region');
    await page.getByLabel('Value of global 1').fill('north');
    await page.getByRole('button', { name: 'Save globals' }).click();
    await page.getByText('Not JSON').waitFor();
    await page.getByLabel('Value of global 1').fill('"north"');
    await page.getByRole('button', { name: 'Add a global' }).click();
    await page.getByLabel('Key of global 2').fill('region');
    await page.getByLabel('Value of global 2').fill('{"limit": 30}');
    await page.getByText('There is one of that key').waitFor();
    await page.getByLabel('Key of global 2').fill('alarm');
    await page.getByLabel('Description of global 2').fill('when to call');
    await takeScreenshot(page, 'console-settings');
    await page.getByRole('button', { name: 'Save globals' }).click();
    await page.getByRole('button', { name: 'Save globals' }).waitFor({ state: 'detached' });
    expect((await client.application.get({ applicationId })).globals).toEqual([
      { key: 'region', json: '"north"' },
      { key: 'alarm', json: '{"limit": 30}', description: 'when to call' },
    ]);
  });

  test('what somebody else has changed meanwhile is not overwritten unasked', async () => {
    await client.application.patch({ applicationId, application: { globals: [{ key: 'theirs', json: '1' }] } });
    await page.getByLabel('Value of global 1').fill('"south"');
    await page.getByRole('button', { name: 'Save globals' }).click();
    await page.getByText('Somebody else has changed this meanwhile').waitFor();
    expect((await client.application.get({ applicationId })).globals).toEqual([{ key: 'theirs', json: '1' }]);
    await page.getByRole('button', { name: 'Take theirs' }).click();
    expect(await page.getByLabel('Key of global 1').inputValue()).toBe('theirs');
    await page.getByRole('button', { name: 'Remove global 1' }).click();
    await page.getByRole('button', { name: 'Save globals' }).click();
    await page.getByText('No globals').waitFor();
    await page.getByRole('button', { name: 'Save globals' }).waitFor({ state: 'detached' });
    expect((await client.application.get({ applicationId })).globals).toEqual([]);
  });

  test('limits stand beside what is used of them', async () => {
    const { token } = await logIn(server);
    const limits = { devices: 4, statesPerDay: 1000, fileBytes: 5_000_000, commands: '60/60s' };
    const set = await call(server, 'PATCH', '/limits', { token, body: { applicationId, limits } });
    expect(set.status).toBe(200);
    await browser.open(`/applications/${applicationId}/settings`);
    const devices = page.getByRole('table', { name: 'Limits' }).getByRole('row', { name: 'Devices' });
    await devices.getByText('an administrator, for this application').waitFor();
    const { deviceCount } = (await client.application.get({ applicationId })).summary;
    await devices.getByRole('progressbar', { name: 'Used of Devices' }).waitFor();
    expect(await devices.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(String(25 * deviceCount));
    await page.getByRole('region', { name: 'Limits' }).scrollIntoViewIfNeeded();
    await takeScreenshot(page, 'console-limits');
  });

  test('an administrator changes limits of one application, and takes one back', async () => {
    await browser.open(`/applications/${applicationId}/settings`);
    const region = page.getByRole('region', { name: 'Limits' });
    await region.getByRole('button', { name: 'Change limits' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change limits' });
    await dialog.getByLabel('Devices').fill('7');
    await dialog.getByLabel('Connections').fill('fast');
    await dialog.getByRole('button', { name: 'Save' }).click();
    // Nothing of it is taken, and nothing that was typed is lost.
    await dialog.getByText('limits.connects must be').waitFor();
    expect(await dialog.getByLabel('Devices').inputValue()).toBe('7');
    await takeScreenshot(page, 'console-limits-dialog');
    await dialog.getByLabel('Connections').fill('50/60s');
    await dialog.getByLabel('States a day').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await table('Limits').getByRole('row', { name: 'Connections' }).getByText('50 in 60 s').waitFor();
    const { token } = await logIn(server);
    const { body } = await call(server, 'GET', `/limits?applicationId=${applicationId}`, { token });
    const items = body.items as { name: string; value?: string }[];
    expect(Object.fromEntries(items.map(({ name, value }) => [name, value]))).toMatchObject({
      devices: '7',
      connects: '50/60s',
      statesPerDay: undefined,
    });
  });

  test('every page says so while the server stores nothing because its disk is full', async () => {
    let status = 'diskFull';
    await page.route('**/health', (route) => route.fulfill({ json: { status } }));
    await browser.open(`/applications/${applicationId}/devices`);
    await page.getByText('The disk of the server is full').waitFor();
    await takeScreenshot(page, 'console-disk-full');
    status = 'ok';
    await browser.open(`/applications/${applicationId}/settings`);
    await page.getByRole('table', { name: 'Limits' }).waitFor();
    expect(await page.getByText('The disk of the server is full').count()).toBe(0);
    await page.unroute('**/health');
  });

  test('a phone shows overview and settings without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['', '/settings']) {
      await browser.open(`/applications/${applicationId}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  test('it is deleted only by whoever types its name', async () => {
    await browser.open(`/applications/${applicationId}/settings`);
    const form = page.getByRole('form', { name: 'Delete this application' });
    const button = form.getByRole('button', { name: 'Delete the application' });
    await form.getByLabel('Type').fill('Brewery');
    expect(await button.isDisabled()).toBe(true);
    await form.getByLabel('Type').fill('Brewery North');
    await button.click();
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    await page.getByText('No applications yet').waitFor();
    expect(await failureOf(client.application.get({ applicationId }))).toMatchObject({ statusCode: 404 });
  });

  test('the device that is plotted is one that reports, and each page says what it is for', async () => {
    const { id } = await client.applications.post({ application: { name: 'Two' } });
    const attributes = [{ name: 'level', dataType: 'number' }];
    await client.devices.post({ applicationId: id, device: { name: 'A idle', attributes } });
    const busy = await client.devices.post({ applicationId: id, device: { name: 'B busy', attributes } });
    const deviceState = { data: { level: 7 } };
    await client.device.sendState({ applicationId: id, deviceId: busy.id, deviceState });
    await browser.open(`/applications/${id}`);
    const live = page.getByRole('region', { name: 'Live' });
    await live.getByRole('link', { name: 'B busy' }).waitFor();
    await live.getByText('newest value').getByText('7').waitFor();
    await live.getByText('(1 point of the last hour)').waitFor();
    await page.getByRole('button', { name: 'Help on this page' }).click();
    await page.getByText('a device that reports plotted live').waitFor();
    // Each page leads to its own document, which is there.
    const documents = page.getByRole('link', { name: 'Read on' });
    expect(await documents.getAttribute('href')).toBe('/docs/guide/how-it-works');
    expect((await fetch(`${server.http}/docs/guide/how-it-works`)).status).toBe(200);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Archives' }).click();
    // This server has no folder for archives.
    const target = page.getByLabel('Target');
    await target.waitFor();
    await expect
      .poll(async () => (await target.locator('option').allTextContents()).join(), { timeout: waitMs })
      .not.toContain('A folder of this server');
    await page.getByText('Choose where days are archived, and save that').waitFor();
    expect(await page.getByRole('button', { name: 'Archive it now' }).count()).toBe(0);
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
