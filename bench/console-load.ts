import type { CDPSession, Page } from 'playwright-core';
import { logIn } from '../test/support/api.ts';
import { openBrowser } from '../test/support/browser.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { attributes } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';

const turns = 7;
const deviceCount = 200;
/** A slow mobile network: 400 kbit/s, 100 ms there and back. */
const slow = { offline: false, latency: 100, downloadThroughput: 50_000, uploadThroughput: 50_000 };

/** A page that is opened, and the text that shows that what somebody has come for is there. */
interface Visit {
  readonly name: string;
  readonly path: string;
  readonly isThere: (page: Page) => Promise<void>;
}

/** What has moved under the eyes of whoever looks, as the browser counts it (Cumulative Layout Shift). */
function noteShifts(): void {
  const seen = globalThis as { shifted?: number };
  seen.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as unknown as { value: number; hadRecentInput: boolean };
      if (!shift.hadRecentInput) seen.shifted = (seen.shifted ?? 0) + shift.value;
    }
    // Of browsers; what Node.js observes has other types.
  }).observe({ type: 'layout-shift' as 'measure', buffered: true });
}

/**
 * How long pages of the console take for whoever has nothing of them in the browser's cache, how much travels until then, and how
 * far what is drawn already is pushed about; also over a slow network.
 */
export async function benchConsoleLoad(): Promise<string> {
  const server = await startServer();
  const applicationId = await fill(server);
  const browser = await openBrowser(server, { width: 1440, height: 900 });
  const { page } = browser;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await page.addInitScript(noteShifts);
  const visible = (text: string | RegExp) => (on: Page) => on.getByText(text).first().waitFor();
  const login: Visit = { name: 'login', path: '/', isThere: (on) => on.getByLabel('E-mail').waitFor() };
  const within = `/applications/${applicationId}`;
  const visits: readonly Visit[] = [
    { name: 'overview', path: within, isThere: (on) => on.locator('.u-over').first().waitFor() },
    { name: `${deviceCount} devices`, path: `${within}/devices`, isThere: visible('Pump 1') },
  ];
  const rows: (string | number)[][] = [];
  rows.push(await measure(page, cdp, { base: server.http, visit: login }));
  await cdp.send('Network.emulateNetworkConditions', slow);
  rows.push(await measure(page, cdp, { base: server.http, visit: { ...login, name: 'login, 400 kbit/s' } }));
  await cdp.send('Network.emulateNetworkConditions', {
    ...slow,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await browser.logIn();
  for (const visit of visits) rows.push(await measure(page, cdp, { base: server.http, visit }));
  await browser.close();
  await server.stop();
  return `## Console: pages that nothing of is in the cache

${turns} turns in chromium without a graphics card, 1440 x 900; until the form, the first plot, or the rows of devices can be seen.

${toTable(['page', 'median ms', 'best', 'worst', 'KB until then', 'layout shift, worst'], rows)}
`;
}

async function measure(
  page: Page,
  cdp: CDPSession,
  { base, visit: { name, path, isThere } }: { base: string; visit: Visit },
): Promise<(string | number)[]> {
  let bytes = 0;
  const count = ({ encodedDataLength }: { encodedDataLength: number }): void => {
    bytes += encodedDataLength;
  };
  cdp.on('Network.loadingFinished', count);
  const times: number[] = [];
  const sizes: number[] = [];
  const shifts: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.goto('about:blank');
    await cdp.send('Network.clearBrowserCache');
    bytes = 0;
    await page.goto(`${base}/console${path}`, { waitUntil: 'commit' });
    await isThere(page);
    times.push(await page.evaluate(() => performance.now()));
    sizes.push(bytes / 1000);
    // Streams stay open, so that the network is never idle; what moves later does so within this time.
    await page.waitForTimeout(1_500);
    shifts.push(await page.evaluate(() => (globalThis as { shifted?: number }).shifted ?? Number.NaN));
  }
  cdp.off('Network.loadingFinished', count);
  return [
    name,
    round(median(times), 0),
    round(Math.min(...times), 0),
    round(Math.max(...times), 0),
    round(median(sizes), 0),
    round(Math.max(...shifts), 3),
  ];
}

/** An application of so many devices that have all reported within the last hour. */
async function fill(server: TestServer): Promise<string> {
  const { client } = await logIn(server);
  const { applicationId } = await makeDevice(client, { device: { name: 'Pump 0', attributes } });
  const now = Date.now();
  for (let number = 1; number < deviceCount; number += 1) {
    const device = { name: `Pump ${number}`, attributes };
    const { id: deviceId } = await client.devices.post({ applicationId, device });
    const deviceState = Array.from({ length: 30 }, (_, index) => ({
      time: now - (30 - index) * 60_000,
      data: { temperature: 20 + Math.sin(index / 5 + number), humidity: 40, running: true, note: 'nominal' },
    }));
    await client.device.sendState({ applicationId, deviceId, deviceState });
  }
  return applicationId;
}
