// Dashboards that real applications were exported with, where the environment names a folder of them: each is imported with its
// application, its devices report something, and its page is compared with what the API says.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatGauge } from '../../console/src/pages/dashboards/blocks/gauge-text.ts';
import type { GaugeData } from '../../console/src/pages/dashboards/shown.ts';
import { measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { importEnded, sendBundle } from '../support/bundles.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import { zipFolder } from '../support/zip.ts';

const folder = process.env.SIGNALBOX_TEST_EXPORTS ?? '';
const applications = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => basename(name) === 'dashboards')
      .map((name) => join(folder, name, '..'))
  : [];

let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;

interface Shown {
  readonly status: string;
  readonly data?: Record<string, unknown>;
  readonly error?: string;
}

beforeAll(async () => {
  server = await startServer();
  ({ client, token } = await logIn(server));
  browser = await openBrowser(server, { width: 1440, height: 1000, timezoneId: 'UTC', locale: 'en-US' });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const words = ['Running', 'Stopped', 'Occupied', 'Vacant'];

/** What a device of these attributes may have reported, `step` reports before the newest. */
function makeValue(dataType: string, device: number, step: number): unknown {
  if (dataType === 'number') return Math.round(100 * (40 + 20 * Math.sin(step / 4 + device))) / 100;
  if (dataType === 'boolean') return (step + device) % 3 > 0;
  if (dataType === 'gps') return `${(39.1 + device / 50 + step / 500).toFixed(5)},${(-84.5 + step / 300).toFixed(5)}`;
  if (dataType === 'string') return words[(step + device) % words.length];
  return undefined;
}

/** Two days of reports of each device, until now. */
async function reportStates(applicationId: string): Promise<void> {
  const { items } = await client.devices.get({ applicationId, perPage: 100 });
  const now = Date.now() - 1_000;
  // What a system is, its parts say.
  const reporting = items.filter(({ deviceClass }: { deviceClass: string }) => deviceClass !== 'system');
  for (const [place, { id: deviceId, attributes = [] }] of reporting.entries()) {
    const deviceState = Array.from({ length: 48 }, (_, step) => ({
      time: now - step * 3_600_000,
      data: Object.fromEntries(
        (attributes as { name: string; dataType: string }[]).flatMap(({ name, dataType }) => {
          const value = makeValue(dataType, place, step);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    })).filter(({ data }) => Object.keys(data).length > 0);
    if (deviceState.length > 0) await client.device.sendState({ applicationId, deviceId, deviceState });
  }
}

/** Markdown without its marks, as far as blocks have them, and with one blank between words. */
const plain = (text: unknown): string =>
  String(text ?? '')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*_`#>]+/g, '')
    .replaceAll(/&deg;/g, '°')
    .replaceAll(/\s+/g, ' ')
    .trim();
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** What a block must have on the page for what the API says of it. */
function expectedTexts(blockType: string, { data = {} }: Shown): string[] {
  const list = <T>(name: string) => (data[name] ?? []) as readonly T[];
  const title = blockType === 'section-header' ? [] : [plain(data.title)];
  switch (blockType) {
    case 'gauge':
      return [...title, formatGauge(data as unknown as GaugeData)];
    case 'indicator':
      return [...title, plain(data.label)];
    case 'section-header':
      return [plain(data.heading), plain(data.text)];
    case 'graph':
      return list<{ label: string; values: (number | string | boolean | null)[] }>('series').flatMap(
        ({ label, values }) => {
          const last = values.findLast((each) => each !== null);
          return [label, ...(typeof last === 'number' && data.hideLegend !== true ? [short.format(last)] : [])];
        },
      );
    case 'pie':
    case 'bar':
      return list<{ label: string; value?: number }>('slices').flatMap(({ label, value }) => [
        label,
        ...(value === undefined ? [] : [short.format(value)]),
      ]);
    case 'device-state-table':
    case 'data-table':
      return list<{ text: string }[]>('rows')
        .slice(0, 5)
        .flatMap((row) => row.map(({ text }) => plain(text)));
    case 'device-list':
    case 'event-list':
      return list<{ cells: { text: string; type?: string }[] }>('rows')
        .slice(0, 5)
        .flatMap(({ cells }) =>
          cells.filter(({ type = '' }) => !/Date|level/.test(type)).map(({ text }) => plain(text)),
        );
    case 'open-event-indicator':
      return [data.count === 0 ? 'No open events' : `${String(data.count)} open`];
    case 'input':
      return list<{ label?: string; type: string }>('controls')
        .filter(({ type }) => type !== 'help')
        .map(({ label }) => plain(label));
    case 'image-overlay':
      return list<{ type: string; label?: string; text?: string }>('overlays').flatMap(({ type, label, text }) =>
        type === 'value' ? [plain(text)] : type === 'label' || type === 'indicator' ? [plain(label)] : [],
      );
    default:
      return title;
  }
}

interface Exported {
  readonly dashboardId: string;
  readonly applicationId: string;
  readonly contextConfiguration?: readonly {
    readonly name: string;
    readonly type: string;
    readonly defaultValue: unknown;
  }[];
}

/** A device for each variable whose default was no device of the export: the first that the variable takes. */
async function chooseDevices({ dashboardId, applicationId, contextConfiguration = [] }: Exported) {
  const ctx: Record<string, string> = {};
  const { items } = await client.devices.get({ applicationId, perPage: 25 });
  for (const { name, type, defaultValue } of contextConfiguration) {
    if (type !== 'deviceId' || /^[0-9a-f]{24}$/.test(String(defaultValue))) continue;
    for (const { id } of items as { id: string }[]) {
      const body = { [name]: id };
      const { status } = await call(server, 'POST', `/dashboards/${dashboardId}/validateContext`, { token, body });
      if (status !== 200) continue;
      ctx[name] = id;
      break;
    }
  }
  return ctx;
}

/** Draws one dashboard and returns what is not on it as the API has it, and how many values were compared. */
async function compare(
  dashboardId: string,
  name: string,
): Promise<{ faults: string[]; compared: number; empty: number }> {
  const time = Math.floor(Date.now() / 1000) * 1000;
  const dashboard = await client.dashboard.get({ dashboardId });
  const blocks = dashboard.blocks as { id: string; blockType: string }[];
  const ctx = await chooseDevices(dashboard);
  const chosen = Object.entries(ctx).map(([variable, value]) => `&ctx[${variable}]=${value}`);
  await browser.open(`/dashboards/${dashboardId}?time=${time}${chosen.join('')}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const wait = { timeout: waitMs };
  await expect.poll(() => page.locator('[data-block]:not([data-status=loading])').count(), wait).toBe(blocks.length);
  await expect.poll(() => page.locator('[aria-busy=true]').count(), wait).toBe(0);
  const answer = await call(server, 'POST', `/dashboards/${dashboardId}/data`, { token, body: { time, ctx } });
  const faults: string[] = [];
  let compared = 0;
  let empty = 0;
  for (const { id, blockType } of blocks) {
    const shown = (answer.body.blocks as Record<string, Shown>)[id] as Shown;
    const place = page.locator(`[data-block="${id}"]`);
    const text = plain(await place.innerText());
    const drawn = await place.locator('canvas, svg, img, iframe, .dashboard-dot').count();
    if (text === '' && drawn === 0) faults.push(`${blockType} ${id} is an empty frame`);
    if (text.includes('cannot be drawn')) faults.push(`${blockType} ${id}: ${text}`);
    if (shown.status === 'error') faults.push(`${blockType} ${id}: ${shown.error ?? ''}`);
    if (shown.status !== 'ok') {
      empty += 1;
      if (text === '') faults.push(`${blockType} ${id} says nothing of being ${shown.status}`);
      continue;
    }
    for (const expected of expectedTexts(blockType, shown).filter(Boolean)) {
      compared += 1;
      if (!text.toLowerCase().includes(expected.toLowerCase()))
        faults.push(`${blockType} ${id}: no "${expected}" in "${text}"`);
    }
  }
  await takeWhole(`export-${name}`);
  faults.push(...(await findPhoneFaults(blocks, name)));
  return { faults, compared, empty };
}

/** The page as a picture, in a run that is not only a test. */
async function takeWhole(name: string): Promise<void> {
  const pictures = process.env.SIGNALBOX_SCREENSHOTS;
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
}

/** The same page as a phone shows it in dark colours: what is wider than the phone, and what is no longer there. */
async function findPhoneFaults(blocks: readonly { id: string; blockType: string }[], name: string): Promise<string[]> {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  // As a phone opens it: charts are told how large they are.
  await page.reload();
  await page.locator('.dashboard-phone').waitFor();
  await expect
    .poll(() => page.locator('[data-block]:not([data-status=loading])').count(), { timeout: waitMs })
    .toBe(blocks.length);
  await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: waitMs }).toBe(0);
  const faults: string[] = [];
  const wider = await measureOverflow(page);
  if (wider !== 0) faults.push(`on a phone the page is ${wider} px wider than it`);
  for (const { id, blockType } of blocks) {
    const box = await page.locator(`[data-block="${id}"]`).boundingBox();
    if (!box || box.x < 0 || box.x + box.width > 390) faults.push(`${blockType} ${id} is not within a phone`);
    if (blockType !== 'section-header') continue;
    const cut = await page
      .locator(`[data-block="${id}"] .dashboard-content`)
      .evaluate((content) => content.scrollHeight - content.clientHeight);
    if (cut > 1) faults.push(`the words of header ${id} are cut off by ${cut} px`);
  }
  await takeWhole(`export-${name}-dark-390`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 1000 });
  return faults;
}

test('draws each as the API says, with words where there is nothing', { timeout: 900_000 }, async () => {
  const all: string[] = [];
  let count = 0;
  let values = 0;
  let silent = 0;
  for (const path of applications) {
    const sent = await sendBundle(server, token, await zipFolder(path));
    expect([path, sent.status]).toEqual([path, 201]);
    const applicationId = String(sent.body.application?.id);
    await importEnded(server, token, applicationId);
    await reportStates(applicationId);
    for (const { dashboardId, name } of (await client.dashboards.get({ applicationId, perPage: 100 })).items) {
      const { faults, compared, empty } = await compare(dashboardId, `${basename(path)} ${name}`);
      all.push(...faults.map((fault) => `${name}: ${fault}`));
      count += 1;
      values += compared;
      silent += empty;
    }
  }
  console.log(`${count} exported dashboards drawn, ${values} texts compared, ${silent} blocks without data`);
  expect(all).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(applications.length);
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
