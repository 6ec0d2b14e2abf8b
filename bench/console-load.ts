import type { CDPSession, Page } from 'playwright-core';
import { logIn } from '../test/support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../test/support/browser.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { attributes } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';

const turns = 5;
const deviceCount = 200;
/** A slow mobile network: 400 kbit/s, 100 ms there and back. */
const slow = { offline: false, latency: 100, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const fast = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

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

/** A build with its server, and the browser that opens its pages. */
interface Build {
  readonly name: string;
  readonly server: TestServer;
  readonly applicationId: string;
  readonly browser: ConsoleBrowser;
  readonly cdp: CDPSession;
}

/**
 * How long pages of the console take for whoever has nothing of them in the browser's cache, how much travels until then, and how
 * far what is drawn already is pushed about; also over a slow network. Beside another build where `SIGNALBOX_BENCH_AGAINST`
 * names its `dist/main.js`, page by page.
 */
export async function benchConsoleLoad(): Promise<string> {
  const other = process.env.SIGNALBOX_BENCH_AGAINST;
  const builds = [await open('now'), ...(other === undefined ? [] : [await open('before', other)])];
  const rows: (string | number)[][] = [];
  const login: Visit = { name: 'login', path: '/', isThere: (on) => on.getByLabel('E-mail').waitFor() };
  for (const build of builds) rows.push(await measure(build, login));
  for (const build of builds) {
    await build.cdp.send('Network.emulateNetworkConditions', slow);
    rows.push(await measure(build, { ...login, name: 'login, 400 kbit/s' }));
    await build.cdp.send('Network.emulateNetworkConditions', fast);
  }
  for (const { browser } of builds) await browser.logIn();
  for (const { name, path, isThere } of pages) {
    for (const build of builds)
      rows.push(await measure(build, { name, path: `/applications/${build.applicationId}${path}`, isThere }));
  }
  for (const { browser, server } of builds) {
    await browser.close();
    await server.stop();
  }
  return `## Console: pages that nothing of is in the cache

${turns} turns in chromium without a graphics card, 1440 x 900; until the form, the first plot, or the rows of devices can be seen.

${toTable(['page', 'build', 'median ms', 'best', 'worst', 'KB until then', 'files', 'layout shift, worst'], rows)}
`;
}

const pages: readonly Visit[] = [
  { name: 'overview', path: '', isThere: (on) => on.locator('.u-over').first().waitFor() },
  { name: `${deviceCount} devices`, path: '/devices', isThere: (on) => on.getByText('Pump 1').first().waitFor() },
];

async function open(name: string, main?: string): Promise<Build> {
  const server = await startServer(main === undefined ? {} : { main });
  const applicationId = await fill(server);
  const browser = await openBrowser(server, { width: 1440, height: 900 });
  const cdp = await browser.page.context().newCDPSession(browser.page);
  await cdp.send('Network.enable');
  await browser.page.addInitScript(noteShifts);
  return { name, server, applicationId, browser, cdp };
}

async function measure(
  { name: build, server, browser, cdp }: Build,
  { name, path, isThere }: Visit,
): Promise<(string | number)[]> {
  const { page } = browser;
  let bytes = 0;
  let files = 0;
  const count = ({ encodedDataLength }: { encodedDataLength: number }): void => {
    bytes += encodedDataLength;
    files += 1;
  };
  cdp.on('Network.loadingFinished', count);
  const times: number[] = [];
  const sizes: number[] = [];
  const counts: number[] = [];
  const shifts: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.goto('about:blank');
    await cdp.send('Network.clearBrowserCache');
    bytes = 0;
    files = 0;
    await page.goto(`${server.http}/console${path}`, { waitUntil: 'commit' });
    await isThere(page);
    sizes.push(bytes / 1000);
    counts.push(files);
    times.push(await page.evaluate(() => performance.now()));
    // Streams stay open, so that the network is never idle; what moves later does so within this time.
    await page.waitForTimeout(1_500);
    shifts.push(await page.evaluate(() => (globalThis as { shifted?: number }).shifted ?? Number.NaN));
  }
  cdp.off('Network.loadingFinished', count);
  return [
    name,
    build,
    round(median(times), 0),
    round(Math.min(...times), 0),
    round(Math.max(...times), 0),
    round(median(sizes), 0),
    median(counts),
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
