// A dashboard from nothing: made of a device in one click, looked at, edited, shared with a password, and opened without an
// account (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)" and "2. Who may see it, and what sharing opens").
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const minute = 60_000;

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let deviceId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [
    { name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } },
    { name: 'running', dataType: 'boolean' },
    { name: 'mode', dataType: 'string' },
    { name: 'pressure', dataType: 'number' },
  ];
  deviceId = (await client.devices.post({ applicationId, device: { name: 'Boiler', attributes } })).id;
  const now = Date.now();
  const states = Array.from({ length: 40 }, (_, index) => ({
    time: now - (40 - index) * minute,
    data: { temp: 60 + 8 * Math.sin(index / 5), running: index % 7 > 2, mode: index < 20 ? 'heat' : 'hold' },
  })).filter((_, index) => index < 12 || index > 17);
  await client.device.sendState({ applicationId, deviceId, deviceState: states });
  await client.events.post({ applicationId, event: { level: 'warning', subject: 'Boiler is hot', deviceId } });
  browser = await openBrowser(server, { width: 1440, height: 1000 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const block = (title: string, on: Page = page) => on.getByRole('region', { name: title, exact: true }).first();
const gaugeOf = (title: string, on: Page = page) =>
  on.locator('[data-block]').filter({ hasText: title }).getByTestId('gauge-value').first();

test('is made of a device in one click, shows its values and follows them', async () => {
  await browser.open(`/applications/${applicationId}/devices/${deviceId}`);
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Make a dashboard' }).click();
  await page.getByRole('heading', { name: 'Boiler', level: 1 }).waitFor();
  await page.getByText('Boiler is hot').waitFor();
  await page.getByText('Boiler has no attribute').waitFor({ state: 'detached' });
  // What has never been reported says so.
  await page.getByText('No pressure of Boiler in this window').first().waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  await client.device.sendState({ applicationId, deviceId, deviceState: { data: { temp: 77.5 } } });
  await expect.poll(() => gaugeOf('temp').textContent(), { timeout: 30_000 }).toContain('77.5');
  expect(await findFaults(page)).toEqual([]);
  await takeScreenshot(page, 'dashboard-light-1440');
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});

test('keeps its window and its moment in the address', async () => {
  await page.getByRole('button', { name: 'An hour back' }).click();
  await page.getByText(/^As of/).waitFor();
  expect(page.url()).toContain('time=');
  await page.goBack();
  await page.getByText(/^As of/).waitFor({ state: 'detached' });
});

test('says that no block follows the window, shows it in all of them for this view, and goes back with one click', async () => {
  const before = page.url();
  const graphOf = (title: string, startX: number, duration: number | string) => ({
    ...{ blockType: 'graph', title, applicationId, startX, startY: 0, width: 2, height: 1 },
    config: {
      duration,
      resolution: minute,
      segments: [{ attribute: 'temp', deviceIds: [deviceId], aggregation: 'MEAN' }],
    },
  });
  const blocks = [graphOf('Short', 0, 20 * minute), graphOf('Day', 2, 1_440 * minute)];
  const { dashboardId } = await client.dashboards.post({ dashboard: { name: 'Own times', applicationId, blocks } });
  const own = (title: string, label: string) =>
    block(title).locator('.dashboard-window').getByText(label, { exact: true });
  await browser.open(`/applications/${applicationId}/dashboards/${dashboardId}`);
  await page.getByText('No block follows this window: each has a time of its own.').waitFor();
  await own('Short', '20 min').waitFor();
  await own('Day', '1 d').waitFor();
  expect(await findFaults(page)).toEqual([]);
  // A window that is chosen is meant for them all.
  await page.getByRole('combobox', { name: 'Window' }).click();
  await page.getByRole('option', { name: '6 hours' }).click();
  await page.getByText('All blocks show 6 hours, also the 2 with a time of their own.').waitFor();
  await own('Short', '20 min').waitFor({ state: 'detached' });
  expect(await page.locator('.dashboard-window').count()).toBe(0);
  const search = new URL(page.url()).searchParams;
  expect([search.get('duration'), search.get('sameWindow')]).toEqual([String(360 * minute), 'true']);
  await takeScreenshot(page, 'dashboard-same-window-1440');
  await page.reload();
  const everywhere = page.getByRole('switch', { name: 'All blocks' });
  await page.getByText('All blocks show 6 hours').waitFor();
  expect(await everywhere.isChecked()).toBe(true);
  await everywhere.click();
  await own('Short', '20 min').waitFor();
  await own('Day', '1 d').waitFor();
  expect(page.url()).not.toContain('sameWindow');
  // A part of one graph is zoomed into in all of them.
  const plot = await block('Day').locator('.u-over').boundingBox();
  if (!plot) throw new Error('the graph is not drawn');
  await page.mouse.move(plot.x + plot.width / 2, plot.y + 20);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width - 20, plot.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.getByText(/^All blocks show .*, also the 2 with a time of their own\.$/).waitFor();
  await own('Short', '20 min').waitFor({ state: 'detached' });
  const stored = await client.dashboard.get({ dashboardId });
  expect(stored.blocks.map(({ config }: { config: { duration: number } }) => config.duration)).toEqual([
    ...[20 * minute, 1_440 * minute],
  ]);
  // Those with whom it is shared are told so, and cannot have it.
  await client.dashboard.patch({ dashboardId, dashboard: { public: true } });
  const visitor = await openBrowser(server, { width: 390, height: 844, locale: 'de-DE' });
  try {
    await visitor.open(`/shared?dashboard=${dashboardId}&sameWindow=true`);
    await visitor.page.getByText('Kein Block folgt diesem Zeitfenster.', { exact: true }).waitFor();
    expect(await visitor.page.getByRole('combobox', { name: 'Zeitfenster' }).isDisabled()).toBe(true);
    expect(await visitor.page.getByRole('switch').count()).toBe(0);
    expect(await measureOverflow(visitor.page)).toBe(0);
  } finally {
    await visitor.close();
  }
  await client.dashboard.delete({ dashboardId });
  await page.goto(before);
});

test('is edited with keys, undone, saved, and not written over', async () => {
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Move temp' }).first().focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText('temp: column 1, row 1, 1.5 wide, 1 high').waitFor({ state: 'attached' });
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Add block' }).click();
  await page.getByRole('menuitem', { name: 'Section header' }).click();
  const settings = page.getByRole('dialog', { name: 'Section header: settings' });
  await settings.getByLabel('Title').fill('Below');
  await settings.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Below' }).waitFor();
  const [{ dashboardId }] = (await client.dashboards.get({ applicationId })).items;
  const saved = await client.dashboard.get({ dashboardId });
  expect(saved.blocks.find((each: { title?: string }) => each.title === 'temp')).toMatchObject({ startX: 0, width: 1 });
  expect(saved.blocks.at(-1)).toMatchObject({ blockType: 'section-header', title: 'Below' });

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Duplicate Below' }).click();
  await client.dashboard.patch({ dashboardId, dashboard: { description: 'Changed by somebody else' } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('changed by somebody else since it was read').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('is shared with a password, and opened without an account', async () => {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share dashboard' });
  await dialog.getByLabel('Whoever has the address and a password').check();
  await dialog.getByRole('textbox', { name: 'Password' }).fill('open sesame');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [{ dashboardId }] = (await client.dashboards.get({ applicationId })).items;

  const visitor = await openBrowser(server, { width: 390, height: 844, colorScheme: 'dark' });
  try {
    await visitor.open(`/shared?dashboard=${dashboardId}`);
    const field = visitor.page.getByRole('textbox', { name: 'Password' });
    await field.fill('wrong');
    await visitor.page.getByRole('button', { name: 'Open' }).click();
    await visitor.page.getByText('The password is not right').waitFor();
    await field.fill('open sesame');
    await visitor.page.getByRole('button', { name: 'Open' }).click();
    await visitor.page.getByRole('heading', { name: 'Boiler', level: 1 }).waitFor();
    await expect.poll(() => gaugeOf('temp', visitor.page).textContent(), { timeout: 30_000 }).toContain('77.5');
    await block('Events', visitor.page).waitFor();
    expect(await measureOverflow(visitor.page)).toBe(0);
    expect(await findFaults(visitor.page)).toEqual([]);
    await takeScreenshot(visitor.page, 'dashboard-dark-390');
    expect(visitor.faults).toEqual({ foreign: [], violations: [], failures: [] });
  } finally {
    await visitor.close();
  }
});
