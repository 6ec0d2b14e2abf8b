// What somebody needs after the first minute: plots that are read closely, fleets, a map, links for others, German.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { adminEmail, adminPassword, startServer, type TestServer } from '../support/start-server.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
const ids: string[] = [];
/** Berlin twice, a kilometre apart, and Cape Town. */
const places = ['52.52,13.405', '52.53,13.41', '-33.92,18.42'];

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  for (const number of Array(7).keys()) {
    const attributes = [
      { name: 'level', dataType: 'number', attributeTags: { unit: 'cm' } },
      { name: 'flow', dataType: 'number' },
      { name: 'mode', dataType: 'string' },
      { name: 'place', dataType: 'gps' },
    ];
    const tags = [
      { key: 'fleet', value: 'pumps' },
      { key: 'hall', value: number < 3 ? 'east' : 'west' },
    ];
    const { id } = await client.devices.post({ applicationId, device: { name: `Pump ${number}`, attributes, tags } });
    ids.push(id);
    const place = places[number];
    const states = Array.from({ length: 30 }, (_, index) => ({
      time: now - (30 - index) * minuteMs,
      data: {
        level: 10 * number + (index % 3),
        flow: index,
        mode: index < 15 ? 'idle' : 'on',
        ...(place === undefined ? {} : { place }),
      },
    }));
    // A week ago each stood a hundred higher.
    const earlier = states.map(({ time }) => ({ time: time - 7 * dayMs, data: { level: 100 + 10 * number } }));
    await client.device.sendState({ applicationId, deviceId: id, deviceState: [...earlier, ...states] });
  }
  const event = { subject: 'Pump jammed', level: 'error', deviceId: ids[0] };
  await client.events.post({ applicationId, event });
  browser = await openBrowser(server, { width: 1440, height: 900 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const legend = () => page.getByRole('list', { name: 'Legend' });
const names = async () => (await legend().getByRole('button').allTextContents()).sort();
const openDevice = (search: string) => browser.open(`/applications/${applicationId}/devices/${ids[0]}${search}`);
const explore = (search: string) =>
  browser.open(`/applications/${applicationId}/explorer?tags=["fleet=pumps"]&attributes=level&range=1h${search}`);

describe('a plot', () => {
  test('leaves one line alone by its name, and brings all back', async () => {
    await openDevice('?attributes=level,flow');
    const level = legend().getByRole('button', { name: 'level (cm)' });
    const flow = legend().getByRole('button', { name: 'flow' });
    const pressed = async () => [await level.getAttribute('aria-pressed'), await flow.getAttribute('aria-pressed')];
    await flow.click();
    await expect.poll(pressed).toEqual(['true', 'false']);
    await flow.click();
    await expect.poll(pressed).toEqual(['true', 'true']);
    // As on dashboards (dashboards.md, "7. Blocks").
    await level.dblclick();
    await expect.poll(pressed).toEqual(['true', 'false']);
    await level.press('Shift+Enter');
    await expect.poll(pressed).toEqual(['true', 'true']);
  });

  test('is as high as most of the window, and still leaves the legend in it', async () => {
    const box = await page.getByRole('img', { name: 'Plot of level, flow' }).boundingBox();
    expect(box?.height).toBeGreaterThan(400);
  });

  test('names what happened, where it happened', async () => {
    const events = page.getByRole('list', { name: 'Events on the plot' });
    await events.getByRole('link', { name: 'Error: Pump jammed' }).waitFor();
  });

  test('draws text as a band of its states', async () => {
    await openDevice('?attributes=level,mode');
    await page.getByRole('img', { name: 'mode: on' }).getByText('idle').waitFor();
  });

  test('is read and zoomed with the keys, and Back undoes that', async () => {
    await openDevice('?attributes=level');
    const plot = page.getByRole('img', { name: 'Plot of level' });
    await legend().getByText('level (cm)').waitFor();
    await plot.focus();
    await page.keyboard.press('End');
    await page.getByText(/: level \(cm\) 2$/).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText(/: level \(cm\) 1$/).waitFor();
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Reset zoom' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  });

  test('is saved as a picture', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as PNG' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('Plot-of-level.png');
    expect((await readFile(await file.path())).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('a fleet', () => {
  test('shows those with the largest and the smallest values', async () => {
    await explore('&combine=top5');
    await expect.poll(names, { timeout: waitMs }).toEqual([2, 3, 4, 5, 6].map((number) => `Pump ${number} (cm)`));
    await page.getByLabel('Combine devices').selectOption('The 5 smallest');
    await expect.poll(names, { timeout: waitMs }).toEqual([0, 1, 2, 3, 4].map((number) => `Pump ${number} (cm)`));
  });

  test('is grouped by a tag', async () => {
    await explore('&combine=mean');
    await page.getByLabel('Group by tag').selectOption('hall');
    await expect.poll(names, { timeout: waitMs }).toEqual(['east (cm)', 'west (cm)']);
  });

  test('is laid beside the week before', async () => {
    await explore('&combine=mean');
    await page.getByLabel('Compare with').selectOption('The week before');
    await expect.poll(names, { timeout: waitMs }).toEqual(['mean (cm)', 'mean, week before (cm)']);
    // The mean of 0 to 60 and of 100 to 160: each line with its own values.
    await legend().getByText('130', { exact: true }).waitFor();
    await takeScreenshot(page, 'console-explorer-week');
  });
});

describe('the map', () => {
  test('has devices that are close to each other as one circle, which zooms in', async () => {
    await browser.open(`/applications/${applicationId}/map`);
    const map = page.getByRole('region', { name: 'Map of the devices' });
    await map.getByRole('button', { name: 'Pump 2' }).waitFor();
    await takeScreenshot(page, 'console-map');
    await map.getByRole('button', { name: '2 devices: zoom in' }).click();
    await map.getByRole('button', { name: 'Pump 1' }).waitFor();
    await page.getByRole('table', { name: 'Positions' }).getByText('13.405').waitFor();
    await map.getByRole('button', { name: 'Pump 1' }).click();
    await page.getByRole('heading', { name: 'Pump 1', level: 1 }).waitFor();
  });

  test('stands on the page of a device, with its way', async () => {
    await openDevice('');
    const map = page.getByRole('region', { name: 'Map of Pump 0, 30 positions of its way' });
    await map.getByRole('button', { name: 'Pump 0' }).waitFor();
  });

  test('finds a device by its name', async () => {
    await browser.open(`/applications/${applicationId}/map`);
    await page.getByLabel('Find a device on the map').fill('pump 2');
    await page.getByRole('heading', { name: '1 device' }).waitFor();
  });
});

test('a link shows one page to somebody without an account, until it is revoked', async () => {
  await openDevice('?attributes=level&range=6h');
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this page' });
  await dialog.getByLabel('Name').fill('Pump for the plumber');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
  expect(link).toMatch(/\/console\/shared-page#[0-9a-f]{64}$/);
  const guest = await openBrowser(server, { width: 390, height: 844 });
  try {
    await guest.page.goto(link);
    await guest.page.getByRole('heading', { name: 'Pump for the plumber' }).waitFor();
    expect(await guest.page.getByLabel('Range').inputValue()).toBe('6h');
    await guest.page.getByRole('list', { name: 'Legend' }).getByText('level (cm)').waitFor();
    await guest.page.getByRole('table', { name: 'Newest values' }).getByText('2 cm').waitFor();
    await takeScreenshot(guest.page, 'console-shared-page-phone');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await browser.open(`/applications/${applicationId}/page-links`);
    await page.getByRole('button', { name: 'Revoke Pump for the plumber' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No page is shared').waitFor();
    await guest.page.reload();
    await guest.page.getByText('This link opens nothing').waitFor();
    expect(guest.faults).toEqual({ foreign: [], violations: [], failures: [] });
  } finally {
    await guest.close();
  }
});

/** Px of the application switcher's text that are not seen. */
const cutOf = (of: Page, text: string) =>
  of
    .getByRole('banner')
    .getByText(text, { exact: true })
    .evaluate((element) => element.scrollWidth - element.clientWidth);

test('German is spoken where the browser does, numbers included, and English where somebody chooses it', async () => {
  const german = await openBrowser(server, { locale: 'de-DE', timezoneId: 'Europe/Berlin' });
  try {
    await german.open('/');
    await german.page.getByLabel('E-Mail').waitFor();
    expect(await german.page.locator('html').getAttribute('lang')).toBe('de');
    await german.page.getByLabel('E-Mail').fill(adminEmail);
    await german.page.locator('input[name=password]').fill(adminPassword);
    await german.page.getByRole('button', { name: 'Anmelden' }).click();
    await german.page.getByRole('heading', { name: 'Anwendungen', level: 1 }).waitFor();
    await german.open(`/applications/${applicationId}/devices`);
    await german.page.getByRole('heading', { name: '7 Geräte' }).waitFor();
    await german.page.getByRole('navigation', { name: 'Seiten' }).getByText('Karte').waitFor();
    await takeScreenshot(german.page, 'console-german');
    await german.page.setViewportSize({ width: 390, height: 844 });
    await german.open('/');
    await german.page.getByRole('heading', { name: 'Anwendungen', level: 1 }).waitFor();
    expect(await cutOf(german.page, 'Anwendungen')).toBe(0);
    await takeScreenshot(german.page, 'console-german-phone');
    // The header has no room for it there.
    await german.page.getByRole('button', { name: 'Konto' }).click();
    await german.page.getByRole('menuitem', { name: 'Dunkle Farben' }).click();
    await german.page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await takeScreenshot(german.page, 'console-german-phone-dark');
    await german.open('/account');
    await german.page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    const form = german.page.getByRole('form', { name: 'Sprache' });
    await form.getByRole('button', { name: 'Speichern' }).click();
    await german.page.getByRole('heading', { name: 'My account', level: 1 }).waitFor();
    expect(await cutOf(german.page, 'Applications')).toBe(0);
    await takeScreenshot(german.page, 'console-english-phone-dark');
    expect(german.faults).toEqual({ foreign: [], violations: [], failures: [] });
  } finally {
    await german.close();
  }
});

/** Bytes that had been asked for when the login was drawn; what comes while somebody types is no part of it. */
const loginBytes = (of: Page) =>
  of.evaluate<number>(`(() => {
    const drawn = performance.getEntriesByName('login')[0].startTime;
    const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < drawn);
    return before.reduce((sum, { transferSize }) => sum + transferSize, 0);
  })()`);

describe('from nothing', () => {
  const shiftOf = () =>
    page.evaluate<number>(`new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 300);
    })`);

  test.each([
    ['overview', '', 'Payloads by type'],
    ['devices', '/devices', 'Devices'],
  ])('the %s moves nothing that somebody has begun to read', async (name, path, table) => {
    const begun = performance.now();
    await browser.open(`/applications/${applicationId}${path}`);
    await page.getByRole('table', { name: table }).waitFor();
    const shown = Math.round(performance.now() - begun);
    await expect.poll(() => page.getByLabel('Loading').count(), { timeout: waitMs }).toBe(0);
    const shift = await shiftOf();
    console.log(`${name}: shown after ${shown} ms, layout shift ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.05);
  });

  test('over 400 kbit/s the login can be used; what has come by then is printed', async () => {
    const guest = await openBrowser(server);
    try {
      const session = await guest.page.context().newCDPSession(guest.page);
      await session.send('Network.enable');
      const kilobits = 400;
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 50,
        downloadThroughput: (kilobits * 1_000) / 8,
        uploadThroughput: (kilobits * 1_000) / 8,
      });
      const begun = performance.now();
      await guest.page.goto(`${server.http}/console/`, { waitUntil: 'commit' });
      await guest.page.getByLabel('E-mail').waitFor();
      const usable = Math.round(performance.now() - begun);
      const first = await guest.page.evaluate<number>(
        "Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)",
      );
      const bytes = await loginBytes(guest.page);
      console.log(`over ${kilobits} kbit/s: first words after ${first} ms, login after ${usable} ms, ${bytes} bytes`);
      expect(bytes).toBeGreaterThan(2_000);
      expect(bytes).toBeLessThan(100_000);
    } finally {
      await guest.close();
    }
  });
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
