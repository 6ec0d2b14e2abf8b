// What the page of a dashboard does beside drawing its blocks: one cross-hair for all graphs, a kiosk that goes from one dashboard to the next, blocks
// that are moved and resized with the mouse (dashboards.md, "4. Time" and "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)").
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const minute = 60_000;

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
const dashboardIds: string[] = [];

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = ['temp', 'load'].map((name) => ({ name, dataType: 'number' }));
  const deviceId = (await client.devices.post({ applicationId, device: { name: 'Boiler', attributes } })).id;
  const now = Date.now();
  const deviceState = Array.from({ length: 60 }, (_, index) => ({
    time: now - index * minute,
    data: { temp: 60 + index, load: index },
  }));
  await client.device.sendState({ applicationId, deviceId, deviceState });
  const graph = (attribute: string, startX: number) => ({
    ...{ id: attribute, blockType: 'graph', title: attribute, applicationId, startX, startY: 0, width: 2, height: 1 },
    config: {
      ...{ duration: '{{dashboard.duration}}', resolution: '{{dashboard.resolution}}' },
      segments: [{ attribute, deviceIds: [deviceId], aggregation: 'MEAN', label: attribute }],
    },
  });
  for (const name of ['First', 'Second']) {
    const dashboard = { name, applicationId, blocks: [graph('temp', 0), graph('load', 2)] };
    dashboardIds.push((await client.dashboards.post({ dashboard })).id);
  }
  browser = await openBrowser(server, { width: 1440, height: 1000 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const block = (id: string) => page.locator(`[data-block="${id}"]`);
const open = (search = '') => browser.open(`/applications/${applicationId}/dashboards/${dashboardIds[0]}${search}`);
/** Where the middle of something is, on the page. */
async function middleOf(locator: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not drawn');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('points at the same time in all graphs', async () => {
  await open();
  await block('load').locator('.u-over').waitFor();
  const { x, y } = await middleOf(block('temp').locator('.u-over'));
  await page.mouse.move(x, y);
  await page.mouse.move(x + 3, y);
  const placeOf = (id: string) =>
    block(id)
      .locator('.u-cursor-x')
      .evaluate((line) => new DOMMatrix(getComputedStyle(line).transform).m41);
  await expect.poll(() => placeOf('load')).toBeGreaterThan(50);
  expect(Math.abs((await placeOf('load')) - (await placeOf('temp')))).toBeLessThan(2);
  // The legends of both have the values of that time.
  for (const id of ['temp', 'load']) await expect.poll(() => block(id).innerText()).toMatch(/\d\d:\d\d/);
});

test('goes through time with its keys, each step in the address', async () => {
  await page.keyboard.press('t');
  await page.keyboard.press('ArrowLeft');
  await page.getByText(/^As of/).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.press('z');
  await expect.poll(() => new URL(page.url()).searchParams.get('duration')).toBe(String(120 * minute));
  await page.keyboard.press('t');
  await page.keyboard.press('n');
  await page.getByText(/^As of/).waitFor({ state: 'detached' });
});

test('is edited with the mouse: moved by the title, resized at the corner, and never over another', async () => {
  await open();
  await page.getByRole('button', { name: 'Edit' }).click();
  const drag = async (from: { x: number; y: number }, by: { x: number; y: number }) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2);
    await page.mouse.move(from.x + by.x, from.y + by.y);
    await page.mouse.up();
  };
  await page.getByRole('button', { name: 'Move load', exact: true }).waitFor();
  const place = page.locator('.dashboard-place').filter({ has: block('temp') });
  const { width } = (await place.boundingBox()) ?? { width: 0 };
  await drag(await middleOf(place.locator('.dashboard-handle')), { x: -width / 2, y: 212 });
  await drag(await middleOf(page.getByRole('button', { name: 'Move load', exact: true })), { x: -width / 2, y: 0 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit' }).waitFor();
  const { blocks } = await client.dashboard.get({ dashboardId: dashboardIds[0] as string });
  const places = (blocks as { id: string; startX: number; startY: number; width: number; height: number }[]).map(
    ({ id, startX, startY, width: wide, height }) => [id, startX, startY, wide, height],
  );
  expect(places).toEqual([
    ['temp', 0, 0, 1, 2],
    ['load', 1, 0, 2, 1],
  ]);
});

test('has its blocks as JSON, undone and redone as any other change', async () => {
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Blocks as JSON' });
  const text = dialog.getByRole('textbox', { name: 'Blocks as JSON' });
  const before = await text.inputValue();
  await text.fill('{"blocks": 5}');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.getByText('there must be a list called blocks').waitFor();
  await text.fill(before.replaceAll('"title": "load"', '"title": "Load of it"'));
  await dialog.getByRole('button', { name: 'Apply' }).click();
  const moved = page.getByRole('button', { name: 'Move Load of it', exact: true });
  await moved.waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await moved.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Redo' }).click();
  await moved.waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('fills the screen with a key, and is printed in light colours', async () => {
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.emulateMedia({ colorScheme: 'dark' });
  const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  await expect.poll(scheme).toBe('dark');
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  expect(await scheme()).toBe('light');
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  expect(await scheme()).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
});

test('begins with each template, and with the JSON of another one', async () => {
  const { blocks } = await client.dashboard.get({ dashboardId: dashboardIds[0] as string });
  for (const [template, title] of [
    ['Overview of a device', 'temp'],
    ['Equipment: gauges, states and a log', 'temp'],
    ['Tracker: where a device is and was', undefined],
    ['Fleet: devices, events and workflows of the application', undefined],
    ['JSON of another dashboard', 'load'],
  ] as const) {
    await browser.open(`/applications/${applicationId}/dashboards`);
    await page.getByRole('button', { name: 'Create dashboard' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Create dashboard' });
    await dialog.getByLabel('Name').fill(template);
    await dialog.getByRole('combobox', { name: 'Begin with' }).click();
    await page.getByRole('option', { name: template }).click();
    const device = dialog.getByRole('combobox', { name: 'Device' });
    if (template === 'JSON of another dashboard') {
      await dialog.getByRole('textbox', { name: template }).fill(JSON.stringify({ blocks }));
    } else if ((await device.count()) > 0) {
      await device.click();
      await page.getByRole('option', { name: 'Boiler' }).click();
    }
    await dialog.getByRole('button', { name: 'Create dashboard' }).click();
    await page.getByRole('heading', { name: template, level: 1 }).waitFor();
    await expect.poll(() => page.locator('[data-block]:not([data-status=loading])').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-block][data-status=error]').count()).toBe(0);
    if (title !== undefined) await page.getByRole('region', { name: title, exact: true }).first().waitFor();
  }
});

test('shows one dashboard after another on a screen', async () => {
  await open(`?kiosk=${dashboardIds.join(',')}&every=5`);
  await page.getByRole('group', { name: 'First' }).waitFor();
  await page.getByRole('group', { name: 'Second' }).waitFor();
  expect(page.url()).toContain(`/dashboards/${dashboardIds[1]}`);
  await page.getByRole('group', { name: 'First' }).waitFor();
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
