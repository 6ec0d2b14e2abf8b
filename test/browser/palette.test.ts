import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1"><b>Boiler</b>';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let pumps: string[];

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  await client.applications.post({ application: { name: 'Greenhouse' } });
  pumps = [];
  for (const name of ['Pump one', 'Pump two', 'Pump three', markup]) {
    pumps.push((await client.devices.post({ applicationId, device: { name } })).id);
  }
  await client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'Pump reader', scope: ['all.Application'] },
  });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const field = () => page.getByRole('combobox', { name: 'Search' });
const option = (name: string) => page.getByRole('option', { name });
const selected = () => page.getByRole('option', { selected: true });
const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
const group = (name: string) => page.getByRole('group', { name });

describe('the search palette', () => {
  test('opens with Ctrl+K, finds a device by a part of its name, and Enter leads to its page', async () => {
    await browser.open(`/applications/${applicationId}`);
    await heading('Plant').waitFor();
    await page.keyboard.press('Control+k');
    await field().waitFor();
    // Enter at once: it must wait for what the text finds.
    await page.keyboard.type('three');
    await page.keyboard.press('Enter');
    await heading('Pump three').waitFor();
    expect(page.url()).toBe(`${server.http}/console/applications/${applicationId}/devices/${pumps[2]}`);
    expect(await field().count()).toBe(0);
  });

  test('opens with Alt+L and shows what was opened last first, before anything is typed', async () => {
    await browser.open(`/applications/${applicationId}/devices/${pumps[0]}`);
    await heading('Pump one').waitFor();
    await page.keyboard.press('Alt+l');
    await field().waitFor();
    await group('Recent').getByRole('option', { name: 'Pump one' }).waitFor();
    await expect.poll(() => page.getByRole('option').first().textContent()).toContain('Pump one');
    await expect.poll(() => page.getByRole('option').nth(1).textContent()).toContain('Pump three');
    await page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
  });

  test('of what matches, what was opened lately comes first, then all else in the application, of every type', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pump');
    await group('In Plant').getByRole('option', { name: 'Pump two' }).waitFor();
    await option('Pump reader').waitFor();
    const names = await page.getByRole('option').allTextContents();
    expect(names.slice(0, 2).map((name) => name.slice(0, 8))).toEqual(['Pump one', 'Pump thr']);
    await takeScreenshot(page, 'console-palette');
  });

  test('the arrows walk through all groups and round, and say so to screen readers', async () => {
    const count = await page.getByRole('option').count();
    const active = async () => {
      const id = await field().getAttribute('aria-activedescendant');
      expect(await selected().getAttribute('id')).toBe(id);
      return selected().textContent();
    };
    const first = await active();
    const seen = new Set([first]);
    for (let press = 1; press < count; press += 1) {
      await page.keyboard.press('ArrowDown');
      seen.add(await active());
    }
    expect(seen.size).toBe(count);
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe(first);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await active()).toBe((await page.getByRole('option').last().textContent()) ?? '');
    await page.keyboard.press('Escape');
  });

  test('leads to pages and to other applications, and opens by its button', async () => {
    await page.getByRole('button', { name: 'Search' }).click();
    await page.keyboard.type('live');
    await page.keyboard.press('Enter');
    await heading('Live log').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('greenh');
    await page.keyboard.press('Enter');
    await heading('Greenhouse').waitFor();
  });

  test('keeps what is typed while it is still on its way', async () => {
    let letPass = () => {};
    const held = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    await page.route('**/search-palette*.js', async (route) => {
      await held;
      await route.continue();
    });
    await browser.open(`/applications/${applicationId}`);
    await heading('Plant').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pump two');
    await page.keyboard.press('Enter');
    expect(await field().count()).toBe(0);
    letPass();
    await heading('Pump two').waitFor();
    await page.unroute('**/search-palette*.js');
  });

  test('says so when nothing is found, and shows a name full of markup as text', async () => {
    await browser.open(`/applications/${applicationId}`);
    await heading('Plant').waitFor();
    await page.keyboard.press('Control+k');
    await field().fill('zzzzzzzz');
    await page.getByText('Nothing has that in its name').waitFor();
    await field().fill('boiler');
    await option(markup).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await option(markup).click();
    await heading(markup).waitFor();
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
