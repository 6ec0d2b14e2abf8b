import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaults, listConsolePaths, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { consoleDialogs, fillConsole } from '../support/console-world.ts';
import { adminEmail, adminPassword, startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

/** As long as names get, without a place to break. */
const longName = `W${'aterworks'.repeat(25)}`;

let server: TestServer;
let client: Client;
let token: string;
let browser: ConsoleBrowser;
let page: Page;
let ids: Record<string, string>;

beforeAll(async () => {
  server = await startServer();
  ({ client, token } = await logIn(server));
  ids = await fillConsole({ server, client, token }, longName);
  browser = await openBrowser(server, { timezoneId: 'America/New_York' });
  ({ page } = browser);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Waits until the page has its heading and nothing in it is loading. */
async function settle(): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
}

async function openPage(path: string): Promise<void> {
  await browser.open(path.replaceAll(/\$(\w+)/g, (_, name: string) => ids[name] ?? name));
  await settle();
}

async function colour(colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await waitForRest(page);
}

/** What is wrong with the page as it stands: in light, in dark, and on a phone. */
async function examine(): Promise<Record<string, unknown>> {
  await waitForRest(page);
  const light = await findFaults(page);
  await colour('dark');
  const dark = await findFaults(page, ['color-contrast', 'link-in-text-block']);
  await colour('light');
  await page.setViewportSize({ width: 390, height: 844 });
  await waitForRest(page);
  // The layout follows the width a moment later.
  const isNarrow = await expect
    .poll(() => measureOverflow(page), { timeout: 3_000 })
    .toBe(0)
    .then(() => true)
    .catch(() => false);
  const sideways = isNarrow ? 0 : await measureOverflow(page);
  await page.setViewportSize({ width: 1280, height: 860 });
  return {
    ...(light.length ? { light } : {}),
    ...(dark.length ? { dark } : {}),
    ...(sideways > 0 ? { sideways } : {}),
  };
}

const focused = {
  text: () => page.evaluate('document.activeElement?.textContent'),
  id: () => page.evaluate('document.activeElement?.id'),
  isInDialog: () => page.evaluate("document.activeElement?.closest('[role=dialog]') !== null"),
};

describe('the console for everybody', () => {
  test('the login page has no serious fault', async () => {
    await browser.open('/');
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect(await examine()).toEqual({});
    await browser.logIn();
  });

  test('no page has a serious fault, in light or dark, or is wider than a phone', async () => {
    // What the server's own browser draws for a report is empty without a token, and has the colours of the report.
    const paths = (await listConsolePaths()).filter((path) => path !== '/print');
    expect(paths.length).toBeGreaterThan(12);
    const faults: Record<string, unknown> = {};
    for (const path of paths) {
      await openPage(path);
      const found = await examine();
      if (Object.keys(found).length > 0) faults[path] = found;
    }
    expect(faults).toEqual({});
  }, 400_000);

  test('nor has a dialog', async () => {
    const faults: Record<string, unknown> = {};
    for (const [path, name] of consoleDialogs) {
      const button = name.replace('{name}', longName);
      await openPage(path);
      await page.getByRole('button', { name: button, exact: true }).first().click();
      await page.getByRole('dialog').waitFor();
      for (const radio of ['Devices that I choose', 'Only what I choose']) {
        if (await page.getByLabel(radio).count()) await page.getByLabel(radio).check();
      }
      const found = await examine();
      if (Object.keys(found).length > 0) faults[`${path} ${button}`] = found;
    }
    expect(faults).toEqual({});
  }, 400_000);

  test('the keyboard reaches the content in two strokes and shows where it is', async () => {
    await openPage('/organizations');
    await page.keyboard.press('Tab');
    expect(await focused.text()).toBe('Skip to the content');
    const box = await page.getByRole('button', { name: 'Skip to the content' }).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await focused.id()).toBe('main');
    await page.keyboard.press('Tab');
    expect(await focused.text()).toBe('Create organization');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).not.toBe('none');
  });

  test('a dialog keeps the focus inside, closes on Escape and gives the focus back', async () => {
    await openPage('/organizations');
    await page.getByRole('button', { name: 'Create organization' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Create organization' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT');
    for (let stroke = 0; stroke < 12; stroke += 1) {
      await page.keyboard.press(stroke < 8 ? 'Tab' : 'Shift+Tab');
      expect(await focused.isInDialog()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(focused.text).toBe('Create organization');
  });

  test('a session that ends while saving asks for the password over the form, which is saved after it', async () => {
    const { token: doomed } = await logIn(server);
    await openPage('/organizations');
    await page.evaluate((other) => {
      const session = JSON.parse(sessionStorage.getItem('signalbox.session') ?? '{}');
      sessionStorage.setItem('signalbox.session', JSON.stringify({ ...session, token: other }));
    }, doomed);
    await openPage('/organizations');
    await page.getByRole('button', { name: 'Create organization' }).first().click();
    const form = page.getByRole('dialog', { name: 'Create organization' });
    await form.getByLabel('Name').fill('Lighthouse');
    // As a password change elsewhere would.
    await call(server, 'PATCH', '/me', { token, body: { tokenCutoff: new Date().toISOString() } });
    await form.getByRole('button', { name: 'Create organization' }).click();
    const again = page.getByRole('dialog', { name: 'Your session has ended' });
    await again.locator('input[name=password]').fill(adminPassword);
    await again.getByRole('button', { name: 'Log in' }).click();
    await again.waitFor({ state: 'detached' });
    expect(await form.getByLabel('Name').inputValue()).toBe('Lighthouse');
    await form.getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
  });

  test('without a session the login leads to the page that was asked for', async () => {
    await openPage('/applications/$applicationId/keys');
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByLabel('E-mail').fill(adminEmail);
    await page.locator('input[name=password]').fill(adminPassword);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Access keys', level: 1 }).waitFor();
  });

  test('times are in the viewer’s zone, with UTC on hover', async () => {
    await openPage('/account/audit-log');
    const time = page.getByRole('table', { name: 'Changes' }).locator('time').first();
    const iso = (await time.getAttribute('datetime')) ?? '';
    const local = new Date(iso).toLocaleString('en-US', {
      dateStyle: 'medium',
      timeStyle: 'medium',
      timeZone: 'America/New_York',
    });
    expect(await time.textContent()).toBe(local);
    expect(await time.getAttribute('title')).toContain(`${iso} (UTC)`);
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
