import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { adminEmail, adminPassword, type TestServer } from './start-server.ts';

/** How long a test waits for what a page should show; far more than it takes, for machines that are busy. */
export const waitMs = 30_000;

/** What must not happen on any page, as it happened. */
export interface PageFaults {
  /** Addresses of other hosts that were asked for. */
  readonly foreign: string[];
  /** Complaints of the browser about the content security policy. */
  readonly violations: string[];
  /** Errors that nothing in the page caught. */
  readonly failures: string[];
}

export interface ConsoleBrowser {
  readonly page: Page;
  readonly faults: PageFaults;
  /** Opens a page of the console by its path below /console. */
  open(path: string): Promise<void>;
  /** Logs in on the login form, as the administrator unless told otherwise, and waits until it is gone. */
  logIn(user?: { email: string; password: string }): Promise<void>;
  close(): Promise<void>;
}

/** A page in Debian's chromium that notes its own faults. */
export async function openBrowser(
  server: TestServer,
  view: {
    width?: number;
    height?: number;
    colorScheme?: 'light' | 'dark';
    timezoneId?: string;
    locale?: string;
    /** Whether the console may keep its shell for when there is no network; requests for it are then the worker's, not the page's. */
    keepsShell?: boolean;
  } = {},
): Promise<ConsoleBrowser> {
  const { width = 1280, height = 860, colorScheme = 'light', timezoneId, locale, keepsShell = false } = view;
  const browser = await chromium.launch({
    executablePath: process.env.SIGNALBOX_TEST_BROWSER ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      // Maps are drawn with WebGL, here without a graphics card.
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    serviceWorkers: keepsShell ? 'allow' : 'block',
    ...(timezoneId === undefined ? {} : { timezoneId }),
    ...(locale === undefined ? {} : { locale }),
  });
  page.setDefaultTimeout(waitMs);
  const faults: PageFaults = { foreign: [], violations: [], failures: [] };
  page.on('request', (request) => {
    if (!request.url().startsWith(server.http) && !/^(data|blob):/.test(request.url())) {
      faults.foreign.push(request.url());
    }
  });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) faults.violations.push(message.text());
  });
  page.on('pageerror', (error) => faults.failures.push(error.message));
  const open = async (path: string): Promise<void> => {
    await page.goto(`${server.http}/console${path}`);
  };
  return {
    page,
    faults,
    open,
    async logIn(user = { email: adminEmail, password: adminPassword }) {
      await open('/');
      await page.getByLabel('E-mail').fill(user.email);
      await page.locator('input[name=password]').fill(user.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    },
    close: () => browser.close(),
  };
}

/** Writes the page’s picture to the folder that SIGNALBOX_SCREENSHOTS names, for whoever looks at it; does nothing in a usual run. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SIGNALBOX_SCREENSHOTS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
