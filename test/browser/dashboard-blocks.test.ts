// Blocks of every type as they are drawn (dashboards.md, "7. Blocks" and "15. What the data of a block holds (ours)"), and what
// a dashboard's page does besides: one cross-hair, variables, a kiosk, a plot that is pinned.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { makeBlockFixtures } from '../support/block-fixtures.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const time = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const fixtures = makeBlockFixtures(time);
const minute = 60_000;

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let deviceId: string;
let dashboardId: string;
const pressed: Record<string, unknown>[] = [];

/** As of the past, where no stream says anything: the page shows what it was answered. */
const address = () => `/applications/${applicationId}/dashboards/${dashboardId}?time=${time}`;

/** Has the server's part of the answer made of the fixtures. */
async function answerWithFixtures(on: Page): Promise<void> {
  const names = Object.keys(fixtures);
  await on.route('**/dashboards/*/data', (route) =>
    route.fulfill({
      json: {
        ...{ time: new Date(time).toISOString(), ctx: {}, may: { edit: true, act: names, update: [] } },
        dashboard: { id: dashboardId, name: 'Blocks', duration: 3_600_000, resolution: minute, refreshRate: 60 },
        blocks: Object.fromEntries(
          names.map((name) => [name, { status: 'ok', etag: name, data: { title: name, ...fixtures[name]?.data } }]),
        ),
      },
    }),
  );
  await on.route('**/dashboards/*/blocks/*/act', async (route) => {
    pressed.push(route.request().postDataJSON() as Record<string, unknown>);
    await route.fulfill({
      json: { kind: 'command', isRepeated: false, count: 1, results: [{ deviceId, name: 'Boiler', status: 'queued' }] },
    });
  });
}

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } }];
  deviceId = (await client.devices.post({ applicationId, device: { name: 'Boiler', attributes } })).id;
  const now = Date.now();
  const deviceState = Array.from({ length: 30 }, (_, index) => ({
    time: now - index * minute,
    data: { temp: 60 + index },
  }));
  await client.device.sendState({ applicationId, deviceId, deviceState });
  let startY = 0;
  let startX = 0;
  const blocks = Object.entries(fixtures).map(([id, { blockType, width, height }]) => {
    if (startX + width > 4) {
      startX = 0;
      startY += 2;
    }
    const block = { id, blockType, applicationId, startX, startY, width, height, config: {} };
    startX += width;
    return block;
  });
  dashboardId = (await client.dashboards.post({ dashboard: { name: 'Blocks', applicationId, blocks } })).id;
  browser = await openBrowser(server, { width: 1440, height: 1000 });
  ({ page } = browser);
  await browser.logIn();
  await answerWithFixtures(page);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The whole page as a picture, in a run that is not only a test. */
async function takeWhole(on: Page, name: string): Promise<void> {
  const folder = process.env.SIGNALBOX_SCREENSHOTS;
  if (folder !== undefined) await on.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const block = (id: string, on: Page = page) => on.locator(`[data-block="${id}"]`);

test('draws every type of block, loads nothing from elsewhere, and runs nothing of what it shows', async () => {
  await browser.open(address());
  for (const id of ['Way', 'Heat', 'Chart']) await block(id).locator('[data-drawn=true]').waitFor();
  await takeWhole(page, 'dashboard-blocks-light-1440');
  expect(await block('Way').locator('.dashboard-pin').count()).toBe(2);
  await block('Way').getByText('2 reports without a position').waitFor();
  expect(await block('Floor').locator('.dashboard-pin').count()).toBe(2);
  await block('Plan').getByText('21.5').waitFor();
  await block('Thief').getByText('charts here load no addresses').waitFor();
  await block('Log').getByText('Pump <b>1</b>').waitFor();
  await block('Table').getByText('The first 1 of 40.').waitFor();
  await block('Flows').getByRole('link', { name: 'Nightly' }).waitFor();
  await block('Own').getByRole('link', { name: 'Other dashboard' }).waitFor();
  await block('Guests').getByText('empty where the dashboard is shared').waitFor();
  await block('Frame').getByText('SIGNALBOX_FRAME_HOSTS').waitFor();
  // Text, and true and false, are bands of their states; ten lines are told apart, with one axis for each unit.
  await block('Series').getByRole('img', { name: 'Door: true' }).waitFor();
  await block('Series').getByRole('img', { name: 'State: hold' }).waitFor();
  const looks = await block('Series')
    .locator('.legend-button line')
    .evaluateAll((lines) =>
      lines.map((line) => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray')}`),
    );
  expect([looks.length, new Set(looks).size]).toEqual([10, 10]);
  expect(await block('Series').locator('.u-axis').count()).toBe(3);
  expect(await findFaults(page)).toEqual([]);
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});

test('shows all numbers of a pie in one column, moments as the console writes them, and which time is a block’s own', async () => {
  const frame = await block('Shares').boundingBox();
  const numbers = await block('Shares').locator('.dashboard-legend .number').all();
  expect(await Promise.all(numbers.map((number) => number.innerText()))).toEqual([
    '73.5 19.5 %',
    '74.5 19.7 %',
    '75.5 20 %',
    '76.5 20.3 %',
    '77.5 20.5 %',
  ]);
  for (const number of numbers) {
    const place = await number.boundingBox();
    if (!frame || !place) throw new Error('it is not drawn');
    expect(place.x + place.width).toBeLessThanOrEqual(frame.x + frame.width);
    expect(place.y + place.height).toBeLessThanOrEqual(frame.y + frame.height);
  }
  // The toolbar says an hour, which this block does not show.
  await block('Shares')
    .getByTitle('This block shows a time of its own: 1 day')
    .getByText('1 d', { exact: true })
    .waitFor();
  expect(await block('Heat').locator('.dashboard-window').count()).toBe(0);
  const moment = block('Fleet').locator('time');
  expect(await moment.count()).toBe(1);
  expect(await moment.getAttribute('datetime')).toBe(new Date(time - minute).toISOString());
  expect(await moment.innerText()).not.toMatch(/\dT\d|^01\/02/);
  // What a template of the block has written stays.
  await block('Fleet').getByText('at noon').waitFor();
});

test('says of a pin what its popup says, and lets nobody follow a script', async () => {
  await block('Way').locator('.dashboard-pin').first().press('Enter');
  const popup = block('Way').getByRole('dialog');
  await popup.getByText('seven').waitFor();
  await popup.getByRole('button', { name: 'Close' }).press('Enter');
  await popup.waitFor({ state: 'detached' });
  await block('Way').locator('.dashboard-pin').last().press('Enter');
  await popup.getByText('now').waitFor();
  expect(await popup.locator('a[href^="javascript"]').count()).toBe(0);
  await popup.getByRole('button', { name: 'Close' }).click();
});

test('leaves one line alone, and brings the others back', async () => {
  const line = block('Series').getByRole('button', { name: 'Line 3' });
  await line.focus();
  await line.press('Shift+Enter');
  const isShown = () =>
    block('Series')
      .locator('.legend-button')
      .evaluateAll((all) => all.filter((each) => each.ariaPressed === 'true').length);
  expect(await isShown()).toBe(1);
  await line.press('Shift+Enter');
  expect(await isShown()).toBe(10);
});

test('sends what controls hold once they are unlocked and it has been asked for, once for one wish', async () => {
  const controls = block('Controls');
  const start = controls.getByRole('button', { name: 'Start it' });
  expect(await start.isDisabled()).toBe(true);
  await controls.getByRole('switch', { name: 'Locked: follows the devices' }).press('Space');
  await controls.getByRole('slider', { name: 'Speed' }).press('ArrowRight');
  await start.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Start it' });
  await dialog.getByText('Really?').waitFor();
  await dialog.getByRole('button', { name: 'Send' }).click();
  await controls.getByText('Waiting for 1 device to connect.').waitFor();
  expect(pressed).toHaveLength(1);
  expect(pressed[0]).toMatchObject({ controlId: 'go', values: { speed: 4, on: true, mode: 'b' } });
  expect(String(pressed[0]?.nonce)).toMatch(/^[0-9a-f-]{36}$/);
});

test('fits a phone in dark colours, with two axes at most', async () => {
  const phone = await openBrowser(server, { width: 390, height: 844, colorScheme: 'dark' });
  try {
    await phone.logIn();
    await answerWithFixtures(phone.page);
    await phone.open(address());
    await block('Way', phone.page).locator('[data-drawn=true]').waitFor();
    await block('Chart', phone.page).locator('[data-drawn=true]').waitFor();
    await expect.poll(() => block('Series', phone.page).locator('.u-axis').count()).toBe(3);
    await takeWhole(phone.page, 'dashboard-blocks-dark-390');
    expect(await measureOverflow(phone.page)).toBe(0);
    expect(await findFaults(phone.page)).toEqual([]);
    expect(phone.faults).toEqual({ foreign: [], violations: [], failures: [] });
  } finally {
    await phone.close();
  }
});

test('is shown alone on a screen, and left with Esc', async () => {
  await page.keyboard.press('k');
  await page.locator('[data-kiosk]').waitFor();
  expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  expect(page.url()).toContain(`kiosk=${dashboardId}`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit' }).waitFor();
});

test('shows from one moment to another, kept in the address', async () => {
  await page.getByRole('button', { name: 'Range' }).click();
  const form = page.getByRole('form', { name: 'Range' });
  await form.getByLabel('From').fill('2026-01-02T03:00:00');
  await form.getByLabel('To').fill('2026-01-02T02:00:00');
  await form.getByRole('button', { name: 'Show' }).click();
  await form.getByText('The end must come after the beginning.').waitFor();
  await form.getByLabel('To').fill('2026-01-02T05:30:00');
  await form.getByRole('button', { name: 'Show' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('duration')).toBe(String(150 * minute));
});

test('has its variables edited, and refuses a default that they do not allow', async () => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Variables' }).click();
  const dialog = page.getByRole('dialog', { name: 'Variables' });
  await dialog.getByRole('button', { name: 'Add variable' }).click();
  await dialog.getByRole('textbox', { name: 'Variable' }).fill('limit');
  await dialog.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Number' }).click();
  await dialog.getByLabel('Default').fill('12');
  await dialog.getByLabel('At most').fill('9');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The default is above the greatest value.').waitFor();
  await dialog.getByLabel('Default').fill('8');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const saved = await client.dashboard.get({ dashboardId });
  expect(saved.contextConfiguration).toMatchObject([
    { name: 'limit', type: 'number', defaultValue: 8, validationEnabled: true, validationConfig: { max: 9 } },
  ]);
});

test('takes a plot of a device', async () => {
  await browser.open(`/applications/${applicationId}/devices/${deviceId}`);
  await page.getByRole('button', { name: 'Pin to a dashboard' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Pin to a dashboard' });
  await dialog.getByLabel('Name').fill('Pinned');
  await dialog.getByRole('button', { name: 'Pin', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const { items } = await client.dashboards.get({ applicationId });
  const pinned = items.find(({ name }: { name: string }) => name === 'Pinned');
  expect(pinned.blocks).toHaveLength(1);
  expect(pinned.blocks[0]).toMatchObject({
    blockType: 'graph',
    config: { segments: [{ attribute: 'temp', deviceIds: [deviceId] }] },
  });
});
