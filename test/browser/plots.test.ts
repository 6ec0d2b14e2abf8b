// What is drawn on a plot, read from what the page writes and paints on its canvas: peaks of long series, and the labels of axes.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colorOf } from '../../console/src/charts/colors.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

/** More than a plot is given of every report (console/src/series/use-series.ts), over thirty days. */
const reports = 110_000;
const range = 30 * 86_400_000;
const perCall = 2_000;
const [usual, peak] = [10, 100];

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let spiky: string;
let mixed: string;

/** Runs in the page: keeps what is written on a canvas, of the newest drawing of it. */
function keepTexts(): void {
  const texts = new WeakMap<object, string[]>();
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (this: CanvasRenderingContext2D, ...area) {
    texts.delete(this.canvas);
    return clearRect.apply(this, area);
  };
  CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, text, ...place) {
    const known = texts.get(this.canvas);
    if (known) known.push(text);
    else texts.set(this.canvas, [text]);
    return fillText.call(this, text, ...place);
  };
  Object.assign(window, {
    textsOf: (selector: string) => texts.get(document.querySelector(selector) as HTMLCanvasElement) ?? [],
  });
}

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  const attributes = [
    { name: 'level', dataType: 'number' },
    { name: 'mode', dataType: 'string' },
  ];
  ({ applicationId, deviceId: spiky } = await makeDevice(client, { device: { name: 'Spiky', attributes } }));
  const end = Date.now() - 60_000;
  for (let sent = 0; sent < reports; sent += perCall) {
    const deviceState = Array.from({ length: perCall }, (_, index) => ({
      time: end - Math.floor(((reports - sent - index) * (range - 3_600_000)) / reports),
      data: { level: sent + index === 70_001 ? peak : usual + ((sent + index) % 3), mode: 'run' },
    }));
    await client.device.sendState({ applicationId, deviceId: spiky, deviceState });
  }
  const units = [
    { name: 'huge', dataType: 'number', attributeTags: { unit: 'W' } },
    { name: 'tiny', dataType: 'number', attributeTags: { unit: 'F' } },
    { name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } },
    { name: 'valve', dataType: 'boolean' },
  ];
  ({ deviceId: mixed } = await makeDevice(client, { applicationId, device: { name: 'Mixed', attributes: units } }));
  const deviceState = Array.from({ length: 30 }, (_, index) => ({
    time: end - index * 60_000,
    data: {
      huge: index * 3.4e10,
      tiny: index * 3.4e-9,
      temp: 20 + index / 10,
      valve: index % 7 < 3,
    },
  }));
  await client.device.sendState({ applicationId, deviceId: mixed, deviceState });
  browser = await openBrowser(server, { locale: 'en-US' });
  ({ page } = browser);
  await page.addInitScript(keepTexts);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const plotOf = (attributes: string) => page.getByRole('img', { name: `Plot of ${attributes}` });

/** What stands on the plot: at the axes, and beside them what they are called. */
function textsOf(selector = '.plot canvas'): Promise<string[]> {
  return page.evaluate(
    (canvas) => (window as unknown as { textsOf: (selector: string) => string[] }).textsOf(canvas),
    selector,
  );
}

/** Opens a plot of a device, and returns what is written on it once it is drawn. */
async function openPlot(deviceId: string, search: Readonly<Record<string, string>>): Promise<string[]> {
  await browser.open(`/applications/${applicationId}/devices/${deviceId}?${new URLSearchParams(search)}`);
  await plotOf((search.attributes ?? '').split(',').join(', ')).waitFor();
  await expect.poll(() => textsOf()).not.toEqual([]);
  await expect.poll(() => page.getByTestId('plot-points').innerText()).not.toBe('0 points');
  return textsOf();
}

/** Pixels of the first line's colour, from a share of the plot's height down to another one. */
function countInked(from: number, to: number): Promise<number> {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colorOf(0).slice(at, at + 2), 16));
  return page.evaluate(
    ([top, bottom, ...color]) => {
      const canvas = document.querySelector('.plot canvas') as HTMLCanvasElement;
      const first = Math.floor(canvas.height * (top ?? 0));
      const rows = Math.floor(canvas.height * ((bottom ?? 0) - (top ?? 0)));
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, first, canvas.width, rows);
      let count = 0;
      for (let place = 0; place < data.length; place += 4) {
        const isInk = (data[place + 3] ?? 0) > 100;
        if (isInk && color.every((part, index) => Math.abs((data[place + index] ?? 0) - part) < 40)) count += 1;
      }
      return count;
    },
    [from, to, red, green, blue] as number[],
  );
}

test('a single peak in thirty days is seen: of every report too many to be drawn, and of the smallest and largest', async () => {
  // The mean of a bucket hides it: no label is near.
  expect(await openPlot(spiky, { range: '30d', aggregation: 'MEAN', attributes: 'level' })).not.toContain('100');
  expect(await openPlot(spiky, { range: '30d', aggregation: 'MINMAX', attributes: 'level' })).toContain('100');
  expect(await countInked(0, 0.5)).toBeGreaterThan(20);
  expect(await openPlot(spiky, { range: '30d', aggregation: 'NONE', attributes: 'level,mode' })).toContain('100');
  expect(await countInked(0, 0.5)).toBeGreaterThan(20);
  // Nearly all lies low, and what is between the two is the peak alone.
  expect(await countInked(0, 0.5)).toBeLessThan((await countInked(0.5, 1)) / 3);
  await page.getByText(/, of 110,000 reports the smallest and the largest of each \d+ \w+; choose a shorter/).waitFor();
  // What is no number has no peaks, and is there all the same.
  await page.getByRole('img', { name: 'mode: run' }).waitFor();
  // A shorter range has every report again.
  await page.getByLabel('Range').selectOption('1d');
  await expect.poll(() => page.getByTestId('plot-points').innerText()).toMatch(/^3,[67]\d\d points$/);
  expect(await page.getByText('choose a shorter').count()).toBe(0);
});

test('axes say large and small numbers with SI prefixes, their unit, and what is true or false in words', async () => {
  const huge = await openPlot(mixed, { range: '1h', attributes: 'huge' });
  expect(huge).toEqual(expect.arrayContaining(['W', '0', '1 T']));
  expect(huge.filter((text) => /^\d{4,}|0,000/.test(text))).toEqual([]);
  const tiny = await openPlot(mixed, { range: '1h', attributes: 'tiny' });
  expect(tiny).toEqual(expect.arrayContaining(['F', '0', '100 n']));
  const valve = await openPlot(mixed, { range: '1h', attributes: 'valve' });
  expect(valve.filter((text) => !/\d/.test(text))).toEqual(['false', 'true']);
  // Each unit has an axis of its own, which says it.
  const both = await openPlot(mixed, { range: '1h', attributes: 'huge,temp' });
  expect(both).toEqual(expect.arrayContaining(['W', '1 T', '°C', '21']));
});

test("a graph of a dashboard writes an axis in the format that it is given, with the viewer's separators", async () => {
  const segment = (attribute: string, yAxisFormat: string) => ({
    ...{ attribute, deviceIds: [mixed], aggregation: 'MEAN', label: attribute, yAxisFormat },
    ...(attribute === 'temp' ? { yAxisLabel: 'degrees' } : { yAxisLabel: 'power' }),
  });
  const blocks = [
    {
      ...{ id: 'b', blockType: 'graph', applicationId, startX: 0, startY: 0, width: 4, height: 2 },
      config: {
        duration: 3_600_000,
        resolution: 60_000,
        segments: [segment('temp', '.2f'), segment('huge', ',.0f')],
      },
    },
  ];
  const { id } = await client.dashboards.post({ dashboard: { name: 'Formats', applicationId, blocks } });
  await browser.open(`/applications/${applicationId}/dashboards/${id}`);
  await page.locator('[data-block=b] .plot canvas').waitFor();
  await expect.poll(() => textsOf()).toEqual(expect.arrayContaining(['degrees', '21.00', 'power', '400,000,000,000']));
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
