import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, type DeviceFixture, makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const minuteMs = 60_000;
let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let fixture: DeviceFixture;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  fixture = await makeDevice(client, {
    device: {
      name: 'Boiler <b>north</b>',
      description: 'In the cellar',
      tags: [{ key: 'floor', value: '-1' }],
      attributes: [
        { name: 'temperature', dataType: 'number', attributeTags: { unit: '°C' } },
        { name: 'pressure', dataType: 'number' },
        { name: 'running', dataType: 'boolean' },
        { name: 'note', dataType: 'string' },
      ],
    },
  });
  // Three hours, a report a minute, all of them at full seconds so that buckets and reports can be counted.
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  await client.device.sendState({
    applicationId: fixture.applicationId,
    deviceId: fixture.deviceId,
    deviceState: Array.from({ length: 180 }, (_, index) => ({
      time: now - (180 - index) * minuteMs,
      data: {
        temperature: 60 + 8 * Math.sin(index / 12),
        pressure: 1.2 + 0.2 * Math.cos(index / 20),
        running: index % 40 < 25,
        note: `report ${index}`,
      },
    })),
  });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (search = ''): Promise<void> =>
  browser.open(`/applications/${fixture.applicationId}/devices/${fixture.deviceId}${search}`);
const plotted = async (): Promise<number> =>
  Number(((await page.getByTestId('plot-points').textContent()) ?? '').replace(/\D/g, ''));
const legend = () => page.getByRole('list', { name: 'Legend' });

test('the last hour is plotted at once, and a longer range, more attributes and another aggregation when they are chosen', async () => {
  await open();
  await page.getByRole('heading', { name: 'Boiler <b>north</b>', level: 1 }).waitFor();
  await page.getByText('floor=-1').waitFor();
  await page.getByRole('img', { name: 'Plot of temperature' }).waitFor();
  await expect.poll(plotted, { timeout: waitMs }).toBeGreaterThan(50);
  expect(await plotted()).toBeLessThan(60);
  await page.getByLabel('Range').selectOption('Last 6 hours');
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
  await page.getByLabel('Resolution').selectOption('1 h');
  await expect.poll(plotted, { timeout: waitMs }).toBeLessThan(5);
  await page.getByLabel('Aggregation').selectOption('Mean');
  await page.getByRole('group', { name: 'Attributes' }).getByText('pressure').click();
  await legend().getByText('temperature (°C)').waitFor();
  await legend().getByText('pressure').waitFor();
  await page.getByRole('group', { name: 'Attributes' }).getByText('running').click();
  await page.getByText('running: this aggregation takes numbers only').waitFor();
});

test('the address restores what was chosen, and a bad one shows what can be shown', async () => {
  await page.reload();
  await legend().getByText('pressure').waitFor();
  expect(await page.getByLabel('Range').inputValue()).toBe('6h');
  expect(await page.getByLabel('Aggregation').inputValue()).toBe('MEAN');
  await open('?range=<b>&resolution=x&aggregation=7&attributes=unknown,temperature&zoom=a-b&tab=__proto__');
  await expect.poll(plotted, { timeout: waitMs }).toBeGreaterThan(50);
});

test('what the device says now stands first, large, with unit and age, and is plotted by a click', async () => {
  await open();
  const values = page.getByRole('region', { name: 'Current values' });
  const temperature = values.getByRole('button', { name: /^temperature/ });
  await temperature.getByText('°C').waitFor();
  await temperature.getByText(/ ago$/).waitFor();
  await temperature.locator('svg').waitFor();
  await values.getByText('report 179').waitFor();
  const size = await temperature.locator('.current-value-reading').evaluate((text) => getComputedStyle(text).fontSize);
  expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(24);
  await values.getByRole('button', { name: /^pressure/ }).click();
  await page.getByRole('img', { name: 'Plot of pressure' }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  const last = await values.getByRole('button', { name: /^running/ }).boundingBox();
  // All of four attributes are in sight before anything is scrolled.
  expect((last?.y ?? 844) + (last?.height ?? 0)).toBeLessThan(500);
  await takeScreenshot(page, 'console-device-values-phone');
  await page.setViewportSize({ width: 1280, height: 860 });
  await takeScreenshot(page, 'console-device-values');
});

test('nothing is said of values before they have come', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/compositeState*', async (route) => {
    await released;
    await route.continue();
  });
  const { id } = await client.devices.post({
    applicationId: fixture.applicationId,
    device: { name: 'New', attributes: [{ name: 'level', dataType: 'number' }] },
  });
  await browser.open(`/applications/${fixture.applicationId}/devices/${id}`);
  const card = page.getByRole('region', { name: 'Current values' }).getByRole('button', { name: /^level/ });
  await card.waitFor();
  expect(await card.getByText('no value yet').count()).toBe(0);
  release();
  await card.getByText('no value yet').waitFor();
  await page.unroute('**/compositeState*');
});

test('what the server refuses is said in its words', async () => {
  await open('?range=30d&resolution=1000&attributes=temperature');
  await page.getByRole('alert').getByText('resolution selects too many values').waitFor();
});

test('dragging over the plot zooms in, and there is a way back', async () => {
  await open('?range=6h&aggregation=NONE&attributes=temperature,running');
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
  const box = await page.getByRole('img', { name: 'Plot of temperature, running' }).boundingBox();
  if (box === null) throw new Error('the plot has no place on the page');
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
  await expect.poll(plotted, { timeout: waitMs }).toBeLessThan(100);
  expect(await plotted()).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Reset zoom' }).click();
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
});

test('going back undoes a zoom, and a range that ends before it begins says so', async () => {
  await open('?range=6h&aggregation=NONE&attributes=temperature');
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
  const box = await page.getByRole('img', { name: 'Plot of temperature' }).boundingBox();
  if (box === null) throw new Error('the plot has no place on the page');
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
  await open('?range=custom&from=1700000000000&to=1690000000000&attributes=temperature');
  await page.getByText('must be after From').waitFor();
});

test('an outage is a gap in the line, and a device that is silent is not called live', async () => {
  const { deviceId, applicationId } = await makeDevice(client, {
    device: { name: 'Silent', attributes: [{ name: 'level', dataType: 'number', attributeTags: { unit: 'cm' } }] },
  });
  // Ten minutes of reports, an outage of 6 h 40 min, ten minutes again, and nothing for two hours.
  const end = Date.now() - 120 * minuteMs;
  const minutes = [...Array(10).keys()].flatMap((index) => [index - 420, index - 10]);
  const deviceState = minutes.map((minute) => ({ time: end + minute * minuteMs, data: { level: 50 } }));
  await client.device.sendState({ applicationId, deviceId, deviceState });
  await browser.open(`/applications/${applicationId}/devices/${deviceId}?range=1d`);
  await expect.poll(plotted, { timeout: waitMs }).toBeGreaterThan(1);
  await page
    .getByRole('status')
    .getByText(/silent, last report .*2 h/)
    .waitFor();
  // The part of the plot's width that the line covers: twenty minutes of a day, not eight hours. It is #1c8799 and opaque;
  // what is below the line is filled with far less of it.
  const drawn = await page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.uplot canvas');
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const columns = new Set();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === 0x1c && data[at + 1] === 0x87 && data[at + 2] === 0x99 && data[at + 3] === 255) {
        columns.add((at / 4) % width);
      }
    }
    return columns.size / width;
  })()`);
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThan(0.08);
});

test('what is plotted is saved as CSV, every report with its time', async () => {
  await open('?range=6h&aggregation=NONE&attributes=temperature,running');
  await expect.poll(plotted, { timeout: waitMs }).toBe(180);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await download;
  const [head, ...rows] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(head).toBe('"Timestamp","ISO Date","temperature","running"');
  expect(rows).toHaveLength(180);
  expect(rows[0]).toMatch(/^\d{13},"\d{4}-\d\d-\d\dT[\d:.]+Z",60,true$/);
});

test('every report of the range, plotted or not, comes as a file from the server', async () => {
  await page.getByRole('button', { name: 'Export every report' }).click();
  const link = await page.getByRole('link', { name: 'Fetch the file (180 rows)' }).getAttribute('href');
  const text = await (await fetch(link ?? '')).text();
  expect(text.split('\n')[0]).toContain('"pressure"');
  expect(text).toContain('"report 179"');
});

test('the page lives while the device reports: values, plot and history change by themselves', async () => {
  await open();
  await page.getByText('live', { exact: true }).waitFor();
  await expect.poll(plotted, { timeout: waitMs }).toBeGreaterThan(50);
  const device = await connectDevice(server, fixture);
  await device.publishAsync(
    `losant/${fixture.deviceId}/state`,
    JSON.stringify({ data: { temperature: 71.25, note: '<img src=x onerror="document.title=1">' } }),
    { qos: 1 },
  );
  const attributes = page.getByRole('table', { name: 'Attributes' });
  await attributes.getByText('71.25').waitFor();
  await attributes.getByText('<img src=x').waitFor();
  await legend().getByText('71.25').waitFor();
  await page.getByRole('table', { name: 'State history' }).getByText('71.25').waitFor();
  await page.getByText('connected', { exact: true }).first().waitFor();
  await takeScreenshot(page, 'console-device');
  await device.endAsync();
});

test('a state and a command that are sent appear in their histories, and the connection log tells of the device', async () => {
  const state = page.getByRole('form', { name: 'Send state' });
  await state.getByLabel('Attributes as JSON').fill('{"temperature": 55.5');
  await state.getByRole('button').click();
  await state.getByText('Not JSON').waitFor();
  await state.getByLabel('Attributes as JSON').fill('{"temperature": 55.5}');
  await state.getByRole('button').click();
  await state.getByText('Sent.').waitFor();
  await page.getByRole('table', { name: 'State history' }).getByText('55.5').waitFor();

  await page.getByRole('tab', { name: 'Command history' }).click();
  const command = page.getByRole('form', { name: 'Send command' });
  await command.getByLabel('Command name').fill('vent');
  await command.getByLabel('Payload as JSON').fill('{"valve":2}');
  await command.getByRole('button').click();
  await command.getByText('Sent.').waitFor();
  await page.getByRole('table', { name: 'Command history' }).getByText('{"valve":2}').waitFor();

  await page.getByRole('tab', { name: 'Connection log' }).click();
  await page.getByRole('table', { name: 'Connection log' }).getByText('connected', { exact: true }).waitFor();
  await page.getByRole('table', { name: 'Connection log' }).getByText('disconnected', { exact: true }).waitFor();
});

test('commands that the device is said to understand have a form each, whose values are of their types', async () => {
  await open('?tab=commands');
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Commands' }).click();
  const dialog = page.getByRole('dialog', { name: 'Commands of the device' });
  await dialog.getByLabel('Name of command 1').fill('setSpeed');
  await dialog.getByLabel('Name of field 1').fill('speed');
  await dialog.getByLabel('Largest value of field 1').fill('100');
  await dialog.getByLabel('Unit of field 1').fill('rpm');
  await dialog.getByRole('button', { name: 'Add a field' }).click();
  await dialog.getByLabel('Name of field 2').fill('mode');
  await dialog.getByLabel('Type of field 2').selectOption('string');
  await dialog.getByLabel('Choices of field 2').fill('slow, fast');
  await dialog.getByRole('button', { name: 'Add a field' }).click();
  await dialog.getByLabel('Name of field 3').fill('reverse');
  await dialog.getByLabel('Type of field 3').selectOption('boolean');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  const form = page.getByRole('form', { name: 'Send setSpeed' });
  await form.getByLabel('speed (rpm)').fill('120');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByText('This must be 100 or less').waitFor();
  await form.getByLabel('speed (rpm)').fill('35.5');
  await form.getByLabel('mode').selectOption('fast');
  // Left out unless somebody chooses: false would be a command, too.
  await form.getByLabel('reverse').selectOption('true');
  await takeScreenshot(page, 'console-device-commands');
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByText('Sent.').waitFor();
  await page.getByRole('table', { name: 'Command history' }).getByText('"speed":35.5').waitFor();
  const { applicationId, deviceId } = fixture;
  const [last] = await client.device.getCommand({ applicationId, deviceId, limit: 1 });
  expect(last).toMatchObject({ name: 'setSpeed', payload: { speed: 35.5, mode: 'fast', reverse: true } });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 860 });
});

test('it fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  await expect.poll(plotted, { timeout: waitMs }).toBeGreaterThan(50);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await takeScreenshot(page, 'console-device-phone');
});

test('four attributes of four units leave a phone its plot: one axis at most on each side, the rest said by the legend', async () => {
  const units = { flow: 'l/s', level: 'm', power: 'kW', turbidity: 'NTU' };
  const attributes = Object.entries(units).map(([name, unit]) => ({
    name,
    dataType: 'number',
    attributeTags: { unit },
  }));
  const { id } = await client.devices.post({
    applicationId: fixture.applicationId,
    device: { name: 'Station', attributes },
  });
  const now = Date.now();
  const deviceState = Array.from({ length: 30 }, (_, minute) => ({
    time: now - minute * minuteMs,
    data: { flow: 40 + minute, level: 2 + minute / 100, power: 7_000 + minute, turbidity: minute / 1000 },
  }));
  await client.device.sendState({ applicationId: fixture.applicationId, deviceId: id, deviceState });
  await page.setViewportSize({ width: 390, height: 844 });
  await browser.open(`/applications/${fixture.applicationId}/devices/${id}?attributes=${Object.keys(units).join(',')}`);
  for (const [name, unit] of Object.entries(units)) await legend().getByText(`${name} (${unit})`).waitFor();
  // That of the time, and those of two units.
  await expect.poll(() => page.locator('.u-axis').count(), { timeout: waitMs }).toBeLessThanOrEqual(3);
  const plot = await page.locator('.u-over').boundingBox();
  expect(plot?.width).toBeGreaterThan(200);
  expect(plot?.height).toBeGreaterThan(150);
  await takeScreenshot(page, 'console-device-phone-axes');
  await page.setViewportSize({ width: 1280, height: 860 });
});

test('a device of 200 attributes opens without drawing thousands of elements, and every one of them is found', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `point-${String(index).padStart(3, '0')}`);
  const attributes = names.map((name) => ({ name, dataType: 'number' }));
  const { id } = await client.devices.post({
    applicationId: fixture.applicationId,
    device: { name: 'Wide', attributes },
  });
  for (let count = 0; count < 25; count += 1) {
    const data = Object.fromEntries(names.map((name, index) => [name, index + count]));
    await client.device.sendState({ applicationId: fixture.applicationId, deviceId: id, deviceState: { data } });
  }
  await browser.open(`/applications/${fixture.applicationId}/devices/${id}`);
  const table = page.getByRole('table', { name: 'Attributes' });
  await table.getByText('point-000').waitFor();
  await page.getByText('and 188 more').first().waitFor();
  expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(4_000);
  await page.getByLabel('Find an attribute').fill('point-19');
  await table.getByText('point-199').waitFor();
  await page.getByRole('button', { name: 'and 188 more' }).first().click();
  await page.getByText('point-199').nth(1).waitFor();
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});

test('a gateway lists its peripherals, and a peripheral names its gateway', async () => {
  const { applicationId } = fixture;
  const make = (device: object) => client.devices.post({ applicationId, device });
  const gateway = await make({ name: 'Hall gateway', deviceClass: 'gateway' });
  await make({ name: 'Valve', deviceClass: 'peripheral', gatewayId: gateway.id });
  const loose = await make({ name: 'Loose valve', deviceClass: 'peripheral' });
  const openDevice = (id: string) => browser.open(`/applications/${fixture.applicationId}/devices/${id}`);
  await openDevice(gateway.id);
  await page.getByRole('heading', { name: '1 peripheral', level: 2 }).waitFor();
  await page.getByRole('table', { name: 'Peripherals' }).getByRole('link', { name: 'Valve' }).click();
  await page.getByRole('heading', { name: 'Valve', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Hall gateway' }).click();
  await page.getByRole('heading', { name: 'Hall gateway', level: 1 }).waitFor();
  await openDevice(loose.id);
  await page.getByText('of any gateway').waitFor();
  expect(await page.getByRole('table', { name: 'Peripherals' }).count()).toBe(0);
});
