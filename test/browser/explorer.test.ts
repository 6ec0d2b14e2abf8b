import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const hourMs = 3_600_000;
const names = ['Line <1>', 'Line "2"', "Line '3'"];
let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
const deviceIds: string[] = [];

beforeAll(async () => {
  server = await startServer();
  ({ client, token } = await logIn(server));
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  for (const [number, name] of names.entries()) {
    const attributes = [
      { name: 'power', dataType: 'number', attributeTags: { unit: 'kW' } },
      { name: 'speed', dataType: 'number' },
      { name: 'mode', dataType: 'string' },
    ];
    const tags = [{ key: 'hall', value: number < 2 ? "north's" : 'south' }];
    const device = { name, attributes, tags };
    const fixture = await makeDevice(client, { ...(applicationId ? { applicationId } : {}), device });
    ({ applicationId } = fixture);
    deviceIds.push(fixture.deviceId);
    await client.device.sendState({
      applicationId,
      deviceId: fixture.deviceId,
      deviceState: Array.from({ length: 48 }, (_, index) => ({
        time: now - index * (hourMs / 2),
        data: {
          power: 4 + number + Math.sin(index / 4),
          speed: 100 * number + index,
          mode: index % 3 === 0 ? '=1+1' : 'on',
        },
      })),
    });
  }
  browser = await openBrowser(server, { height: 1200 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const legend = () => page.getByRole('list', { name: 'Legend' });
const values = () => page.getByRole('table', { name: 'Values' });

test('devices are picked by name and by tag, and their series stand beside each other as plot and table', async () => {
  await browser.open(`/applications/${applicationId}/explorer`);
  await page.getByText('Choose devices to see their series').waitFor();
  await page.getByRole('combobox', { name: 'Devices' }).fill('line <');
  await page.getByRole('option', { name: 'Line <1>' }).click();
  await page.getByRole('img', { name: 'Plot of power' }).waitFor();
  await page.getByRole('combobox', { name: 'every device with a tag of' }).fill("hall=north's");
  await page.getByRole('combobox', { name: 'every device with a tag of' }).press('Enter');
  await legend().getByText('Line "2"').waitFor();
  await page.getByLabel('Resolution').selectOption('1 h');
  await page.getByRole('group', { name: 'Attributes' }).getByText('speed').click();
  await legend().getByText('Line <1> speed').waitFor();
  await values().getByRole('columnheader', { name: 'Line "2" power' }).waitFor();
  await expect.poll(() => values().getByRole('row').count(), { timeout: waitMs }).toBeGreaterThan(23);
  await page.keyboard.press('Escape');
  await takeScreenshot(page, 'console-explorer');
});

test('the address alone brings the view back', async () => {
  const address = page.url();
  expect(address).not.toContain(token);
  await browser.open('/applications');
  await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
  await page.goto(address);
  await legend().getByText('Line <1> speed').waitFor();
  await legend().getByText('Line "2" power (kW)').waitFor();
  expect(await page.getByLabel('Resolution').inputValue()).toBe(String(hourMs));
});

test('the code that is offered asks the same question, and holds no token', async () => {
  await page.getByRole('tab', { name: 'losant-rest' }).click();
  const code = (await page.getByLabel('losant-rest code', { exact: true }).textContent()) ?? '';
  expect(code).toContain('YOUR_TOKEN');
  expect(code).not.toContain(token);
  const query = JSON.parse(/query: (\{[\s\S]*\}),\n {2}\}\)/.exec(code)?.[1] ?? '');
  expect(query).toMatchObject({
    deviceIds: [deviceIds[0]],
    deviceTags: [{ key: 'hall', value: "north's" }],
    attributes: ['power', 'speed'],
    duration: 24 * hourMs,
    resolution: hourMs,
    aggregation: 'MEAN',
  });
  const answer = await client.data.timeSeriesQuery({ applicationId, query });
  expect(Object.keys(answer.devices).sort()).toEqual([deviceIds[0], deviceIds[1]].sort());
  await page.getByRole('tab', { name: 'curl' }).click();
  const curl = (await page.getByLabel('curl code', { exact: true }).textContent()) ?? '';
  expect(curl).toContain(`'${server.http}/applications/${applicationId}/data/time-series-query'`);
  expect(curl).toContain(`"value":"north'\\''s"`);
  expect(curl).not.toContain(token);
});

test('text is shown in the table and saved so that a spreadsheet does not run it', async () => {
  await browser.open(
    `/applications/${applicationId}/explorer?devices=${deviceIds[2]}&attributes=mode,power&aggregation=NONE&range=1d`,
  );
  await values().getByText('=1+1').first().waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
  expect(rows[0]).toBe('"Timestamp","ISO Date","mode","power"');
  expect(rows.at(-1)).toMatch(/"'=1\+1",6$/);
});

test('a view that the server refuses says why, and an address of nonsense shows the way in', async () => {
  await browser.open(
    `/applications/${applicationId}/explorer?devices=${deviceIds[0]}&attributes=power&range=30d&resolution=1000`,
  );
  await page.getByRole('alert').getByText('resolution selects too many values').waitFor();
  await page
    .getByRole('alert')
    .getByRole('button', { name: /^Use \d+ h$/ })
    .click();
  await page.getByRole('img', { name: 'Plot of power' }).waitFor();
  await browser.open(`/applications/${applicationId}/explorer?devices=<script>&tags=7&attributes=,&range=[]&zoom={}`);
  await page.getByText('Choose devices to see their series').waitFor();
});

test('a tag of many devices is drawn: combined, until somebody wants each by itself, which is said to be cut', async () => {
  const attributes = [
    { name: 'note', dataType: 'string' },
    { name: 'level', dataType: 'number', attributeTags: { unit: '%' } },
  ];
  const { id } = await client.applications.post({ application: { name: 'Tanks' } });
  // All at once: what is combined at a time are the devices that have a value then.
  const time = Date.now() - 60_000;
  for (let number = 1; number <= 40; number += 1) {
    const device = { name: `Tank ${number}`, attributes, tags: [{ key: 'yard', value: 'A' }] };
    const { id: deviceId } = await client.devices.post({ applicationId: id, device });
    const deviceState = { data: { note: 'ok', level: number }, time };
    await client.device.sendState({ applicationId: id, deviceId, deviceState });
  }
  await browser.open(`/applications/${id}/explorer?tags=${encodeURIComponent('["yard=A"]')}&range=1h`);
  // The first attribute is text: what can be drawn is chosen instead.
  await page.getByRole('img', { name: 'Plot of level' }).waitFor();
  expect(await page.getByLabel('Combine devices').inputValue()).toBe('range');
  await legend().getByText('smallest (%)').waitFor();
  await legend().getByText('largest (%)').waitFor();
  await legend().getByText('20.5').waitFor();
  await takeScreenshot(page, 'console-explorer-combined');
  await page.getByLabel('Combine devices').selectOption('Sum of all');
  await legend().getByText('820').waitFor();
  await page.getByLabel('Combine devices').selectOption('Each by itself');
  await page.getByText('The first 24 of 40 lines; choose fewer, or combine the devices.').waitFor();

  // However many are chosen one by one, their names do not push the plot out of a laptop's window.
  const { items } = await client.devices.get({ applicationId: id, perPage: 20 });
  const chosen = items.map((device: { id: string }) => device.id).join(',');
  await page.setViewportSize({ width: 1440, height: 900 });
  await browser.open(`/applications/${id}/explorer?devices=${chosen}&range=1h`);
  await page.getByRole('img', { name: 'Plot of level' }).waitFor();
  const plot = await page.locator('.u-over').boundingBox();
  expect(plot?.y).toBeLessThan(600);
  await takeScreenshot(page, 'console-explorer-many');
});

test('thousands of rows are a table with a scroll of its own, which draws what is seen', async () => {
  const now = Date.now();
  for (let batch = 0; batch < 4; batch += 1) {
    await client.device.sendState({
      applicationId,
      deviceId: deviceIds[0],
      deviceState: Array.from({ length: 500 }, (_, index) => ({
        time: now - 1_000 - (batch * 500 + index) * 1_000,
        data: { power: index, speed: batch },
      })),
    });
  }
  await browser.open(`/applications/${applicationId}/explorer?devices=${deviceIds[0]}&range=1h&aggregation=NONE`);
  await expect
    .poll(async () => Number(await values().getAttribute('aria-rowcount')), { timeout: waitMs })
    .toBeGreaterThan(2_000);
  expect(await values().getByRole('row').count()).toBeLessThan(80);
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(2_400);
  const scroll = page.getByRole('region', { name: 'Values, scrolling' });
  await scroll.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect.poll(() => values().locator('tr[aria-rowindex="2000"]').count(), { timeout: waitMs }).toBe(1);
  expect(await values().getByRole('row').count()).toBeLessThan(80);
});

test('it fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await browser.open(`/applications/${applicationId}/explorer?devices=${deviceIds.join(',')}`);
  await legend().getByText('Line <1>').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await takeScreenshot(page, 'console-explorer-phone');
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
