// How fast a dashboard of twenty blocks over fifty devices and a day is there, and how smooth it stays while they report
// (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)"). Figures are printed; only ratios are asserted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const [devices, blockCount, minute] = [50, 20, 60_000];
const day = 24 * 60 * minute;

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let dashboardId: string;
const deviceIds: string[] = [];

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } }];
  const now = Date.now();
  for (let place = 0; place < devices; place += 1) {
    const device = { name: `Pump ${place}`, attributes };
    const deviceId = (await client.devices.post({ applicationId, device })).id as string;
    deviceIds.push(deviceId);
    const deviceState = Array.from({ length: 288 }, (_, step) => ({
      time: now - step * 5 * minute,
      data: { temp: 50 + 10 * Math.sin(step / 20 + place) },
    }));
    await client.device.sendState({ applicationId, deviceId, deviceState });
  }
  const blocks = Array.from({ length: blockCount }, (_, place) => {
    const isGraph = place >= 10;
    const own = isGraph ? deviceIds.slice((place - 10) * 5, (place - 9) * 5) : [deviceIds[place] as string];
    const segments = own.map((id) => ({
      attribute: 'temp',
      deviceIds: [id],
      deviceTags: [],
      aggregation: 'MEAN',
      label: id.slice(-3),
    }));
    return {
      ...{ id: `b${place}`, title: `Block ${place}`, applicationId, blockType: isGraph ? 'graph' : 'gauge' },
      ...(isGraph
        ? { startX: ((place - 10) % 2) * 2, startY: 3 + Math.floor((place - 10) / 2), width: 2, height: 1 }
        : { startX: place % 4, startY: Math.floor(place / 4), width: 1, height: 1 }),
      config: isGraph
        ? { duration: day, resolution: 5 * minute, segments }
        : { gaugeType: 'number', realTime: true, segment: segments[0] },
    };
  });
  dashboardId = (await client.dashboards.post({ dashboard: { name: 'Busy', applicationId, blocks } })).id;
  browser = await openBrowser(server, { width: 1440, height: 1000 });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Ms from asking for the page until every block is drawn. */
async function open(): Promise<number> {
  const begun = performance.now();
  await browser.open(`/applications/${applicationId}/dashboards/${dashboardId}`);
  const settled = "document.querySelectorAll('[data-block]:not([data-status=loading])').length";
  const plots = "document.querySelectorAll('[data-block] canvas').length";
  // A busy server may refuse a question for want of time: such a block says so in words instead of a plot.
  const refused = "document.querySelectorAll('[data-block][data-status=error]').length";
  await expect
    .poll(() => page.evaluate(`[${settled}, ${plots} + ${refused}]`), { timeout: 60_000, interval: 20 })
    .toEqual([blockCount, 10]);
  return performance.now() - begun;
}

/** Frames that the page has drawn in so many ms. */
const countFrames = (ms: number): Promise<number> =>
  page.evaluate(
    (length) =>
      new Promise<number>((resolve) => {
        const end = performance.now() + length;
        let frames = 0;
        const next = () => {
          frames += 1;
          if (performance.now() < end) requestAnimationFrame(next);
          else resolve(frames);
        };
        requestAnimationFrame(next);
      }),
    ms,
  );

test('draws twenty blocks over fifty devices and a day', async () => {
  const cold = await open();
  const session = await page.context().newCDPSession(page);
  // Of the page's own thread, so that what else the machine does is no part of it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const warm = await open();
  const { metrics } = await session.send('Performance.getMetrics');
  const spent = (name: string) => Math.round(1_000 * (metrics.find((each) => each.name === name)?.value ?? 0));
  const requests = await page.evaluate<number[]>(
    "[performance.getEntriesByType('resource').length, performance.getEntriesByType('resource').filter(({ transferSize }) => transferSize > 0).length]",
  );
  console.log(
    `the page's thread: ${spent('TaskDuration')} ms, of which scripts ${spent('ScriptDuration')}, styles ${spent('RecalcStyleDuration')}, layout ${spent('LayoutDuration')}; ${requests[0]} files and calls, ${requests[1]} of them not from the cache`,
  );
  console.log(`20 blocks, 50 devices, 24 h: drawn after ${Math.round(cold)} ms cold, ${Math.round(warm)} ms warm`);
  const refused = await page.locator('[data-block][data-status=error]').allInnerTexts();
  if (refused.length > 0) console.log(`refused: ${refused.join('; ')}`);
  expect(await page.locator('[data-block][data-status=ok]').count()).toBe(blockCount - refused.length);
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});

test('asks for the dashboard before the frame around it is there, and for each thing once', async () => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/dashboards\/[0-9a-f]{24}(\/data)?$|^\/me$/.test(pathname) && request.resourceType() === 'fetch') {
      asked.push(pathname.replace(dashboardId, 'id'));
    }
  });
  await open();
  page.removeAllListeners('request');
  expect(asked.toSorted()).toEqual(['/dashboards/id', '/dashboards/id/data', '/me']);
  expect(asked.indexOf('/dashboards/id')).toBeLessThan(asked.indexOf('/me'));
});

test('stays smooth while sixty updates a second come', async () => {
  await page.getByText('live', { exact: true }).waitFor();
  const [shortly, long] = [2_000, 6_000];
  const idle = (await countFrames(shortly)) / (shortly / 1_000);
  let isDone = false;
  let sent = 0;
  const report = async () => {
    while (!isDone) {
      const begun = performance.now();
      const temp = 60 + (sent % 30);
      await Promise.all(
        deviceIds.map((deviceId) =>
          client.device.sendState({ applicationId, deviceId, deviceState: { data: { temp } } }),
        ),
      );
      sent += deviceIds.length;
      // Fifty every 830 ms are sixty a second, where the machine is that fast.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 830 - (performance.now() - begun))));
    }
  };
  const reporting = report();
  const busy = (await countFrames(long)) / (long / 1_000);
  isDone = true;
  await reporting;
  console.log(
    `${Math.round(sent / (long / 1_000))} updates a second: ${busy.toFixed(1)} frames a second, ${idle.toFixed(1)} without any`,
  );
  // Every one of ten gauges follows to the last value: none is lost in a batch.
  const last = await client.device.getState({ applicationId, deviceId: deviceIds[0] as string });
  const value = String((last[0] as { data: { temp: number } }).data.temp);
  await expect
    .poll(
      async () =>
        (await page.getByTestId('gauge-value').allInnerTexts()).filter((text) => text.startsWith(value)).length,
      {
        timeout: 30_000,
      },
    )
    .toBe(10);
  // The server and the devices take the same two processors here, so the page has a part of them only.
  expect(busy).toBeGreaterThan(idle / 6);
});
