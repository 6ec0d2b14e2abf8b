// The pictures of docs/images/console: the main pages of the console at both widths and in both colour schemes. With
// SIGNALBOX_SCREENSHOTS=folder, all of its pages, to be looked at.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listConsolePaths, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { type Ids, makeWaterworks } from './waterworks.ts';

const folder =
  process.env.SIGNALBOX_SCREENSHOTS ?? fileURLToPath(new URL('../../docs/images/console', import.meta.url));
/** What is kept in the repository. */
const main = [
  'login',
  'applications',
  'application',
  'application-alarms',
  'application-connect',
  'application-dashboards-one',
  'application-data-tables-one',
  'application-devices',
  'application-devices-one',
  'application-events',
  'application-events-one',
  'application-explorer',
  'application-files',
  'application-integrations-one',
  'application-log',
  'application-map',
  'application-notifications-rules',
  'application-recipes-one',
  'application-settings',
  'application-webhooks-one',
  'application-workflows-one',
  'organizations-one',
];
/** What some pages are asked to show. */
const asked: Record<string, string> = {
  'application-explorer': `?tags=${encodeURIComponent('["kind=pump"]')}&attributes=temperature&range=1d`,
};
/** Pages that need a link or a code to show anything. */
const left = ['/print', '/shared', '/shared-page', '/invitation', '/confirm-email', '/first-run'];

let server: TestServer;
let browser: ConsoleBrowser;
let ids: Ids;

beforeAll(async () => {
  server = await startServer();
  ids = await makeWaterworks(server);
  browser = await openBrowser(server, { timezoneId: 'Europe/Berlin', locale: 'en-GB' });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Pictures are small as WebP, which the browser's own debugger makes. */
async function take(name: string): Promise<void> {
  const session = await browser.page.context().newCDPSession(browser.page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
  await session.detach();
  await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}

/** Waits for what is drawn later than the page: blocks of dashboards, and the devices on a map. */
async function waitUntilDrawn(): Promise<void> {
  const { page } = browser;
  const missing = page.locator(
    '.mantine-Skeleton-root, [data-ready=false], .world-map:not(:has(.map-pin, .map-cluster))',
  );
  await expect.poll(() => missing.count(), { timeout: waitMs }).toBe(0);
}

async function takeAll(name: string): Promise<void> {
  const { page } = browser;
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      await waitUntilDrawn();
      await waitForRest(page);
      await expect.poll(() => measureOverflow(page)).toBeLessThanOrEqual(0);
      await take(`${name}-${width}-${colorScheme}`);
    }
  }
}

it('takes a picture of every page', async () => {
  const { page, open, logIn } = browser;
  await open('/');
  await page.getByLabel('E-mail').waitFor();
  await page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'auto')");
  await takeAll('login');
  await page.setViewportSize({ width: 1440, height: 900 });
  await logIn();
  const paths = [...new Set(await listConsolePaths())].filter((path) => path !== '/' && !left.includes(path));
  for (const path of paths) {
    const name = path
      .replace('/applications/$applicationId', 'application')
      .replaceAll(/\$(\w+)Id/g, 'one')
      .replaceAll('/', '-')
      .replace(/^-/, '');
    if (process.env.SIGNALBOX_SCREENSHOTS === undefined && !main.includes(name)) continue;
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(path.replaceAll(/\$(\w+)/g, (_, id: string) => ids[id] ?? id) + (asked[name] ?? ''));
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
    await takeAll(name);
  }
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
