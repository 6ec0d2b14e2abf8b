import type { MqttClient } from 'mqtt';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1"><b>Pump</b>';
/** Five seconds of a thousand a second, all at once. */
const burst = 5_000;
const mostRows = 200;

let server: TestServer;
let browser: ConsoleBrowser;
let page: Page;
let fixture: DeviceFixture;
let device: MqttClient;

beforeAll(async () => {
  server = await startServer();
  const { client } = await logIn(server);
  fixture = await makeDevice(client, { device: { name: markup } });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
  device = await connectDevice(server, fixture);
});

afterAll(async () => {
  await device?.endAsync();
  await browser?.close();
  await server?.stop();
});

const panel = (name: string) => page.getByRole('region', { name });
const log = () => panel('Application log');
const messages = () => panel('Messages');
const rowsOf = (name: string) => page.getByRole('table', { name }).getByRole('row');

async function openLog(): Promise<void> {
  await browser.open(`/applications/${fixture.applicationId}/log`);
  for (const each of [log(), messages()]) await each.getByText('live', { exact: true }).waitFor();
}

/** The numbers of a panel by their names, such as `received`. */
async function countsOf(name: string): Promise<Record<string, number>> {
  const text = (await page.getByTestId(`counts of ${name}`).textContent()) ?? '';
  const lost = /[\d,]+/.exec((await page.getByTestId(`lost of ${name}`).allTextContents()).join(''))?.[0] ?? '0';
  const counts = text.split(' · ').map((part) => {
    const [number = '', ...words] = part.split(' ');
    return [words.join(' '), Number(number.replaceAll(',', ''))];
  });
  const { 'older, no longer kept': dropped = 0, ...rest } = Object.fromEntries(counts);
  return { dropped, 'filtered out': 0, ...rest, lost: Number(lost.replaceAll(',', '')) };
}

const report = (value: number) =>
  device.publishAsync(`losant/${fixture.deviceId}/state`, JSON.stringify({ data: { temperature: value } }), { qos: 1 });

describe('the live log', () => {
  test('tells what a device does beside what it says, markup as text', async () => {
    await openLog();
    await report(21.5);
    await page.getByRole('table', { name: 'Log' }).getByText(markup).first().waitFor();
    await messages().getByText(`losant/${fixture.deviceId}/state`).waitFor();
    await device.publishAsync('plant/line', `${markup} says hello`, { qos: 1 });
    await messages().getByText(`${markup} says hello`).waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  test('shows the JSON of a row, and what is not text as base64', async () => {
    await device.publishAsync('plant/json', JSON.stringify({ deep: { speed: 7 } }), { qos: 1 });
    await messages().getByRole('button', { name: '{"deep":{"speed":7}}' }).click();
    const window = page.getByRole('dialog', { name: 'plant/json' });
    await window.getByText('"speed": 7').waitFor();
    await page.keyboard.press('Escape');
    await device.publishAsync('plant/bytes', Buffer.from([0xff, 0xfe, 0x00]), { qos: 1 });
    await messages().getByRole('button', { name: '3 bytes that are not text' }).click();
    await page.getByRole('dialog', { name: 'plant/bytes' }).getByText('//4A').waitFor();
    await page.keyboard.press('Escape');
    await log()
      .getByRole('button', { name: /plant\/bytes/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('"topic": "plant/bytes"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('filters by type, device and text without losing count', async () => {
    await report(30);
    const table = page.getByRole('table', { name: 'Log' });
    await log().getByLabel('Type').selectOption('states');
    await expect.poll(() => table.getByText('plant/json').count(), { timeout: waitMs }).toBe(0);
    await table.getByText(markup).first().waitFor();
    await log().getByLabel('Device').fill('no such device');
    await log().getByText('Nothing here passes the filter').waitFor();
    await report(31);
    await expect.poll(async () => (await countsOf('Log'))['filtered out'], { timeout: waitMs }).toBeGreaterThan(3);
    const counts = await countsOf('Log');
    expect(counts.received).toBe((counts.shown ?? 0) + (counts.dropped ?? 0) + (counts['filtered out'] ?? 0));
    await log().getByLabel('Device').fill('pump');
    await table.getByText(markup).first().waitFor();
    await log().getByLabel('Type').selectOption('everything');
    await log().getByLabel('Text').fill('plant/json');
    await table.getByText('plant/json').first().waitFor();
    await expect.poll(() => rowsOf('Log').count(), { timeout: waitMs }).toBe(1);
  });

  test('a row says the values first and whose they are by name; a phone shows them over the whole width', async () => {
    await log().getByRole('button', { name: 'Clear' }).click();
    await log().getByLabel('Text').fill('');
    await report(33.5);
    const table = page.getByRole('table', { name: 'Log' });
    await table.getByRole('button', { name: /^temperature = 33.5/ }).waitFor();
    await messages().getByText(`losant/${fixture.deviceId}/state`).first().waitFor();
    await page.getByRole('table', { name: 'Messages' }).getByText(markup).first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    const row = table.getByRole('row').first();
    const value = () => row.locator('td').last().boundingBox();
    // The navigation slides away first.
    await expect.poll(async () => (await value())?.width, { timeout: waitMs }).toBeGreaterThan(300);
    expect((await value())?.y).toBeLessThan((await row.locator('td').first().boundingBox())?.y ?? 0);
    await takeScreenshot(page, 'console-log-phone');
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  test('publishes what is typed, refuses what is no JSON, and says which field the server refused', async () => {
    const form = page.getByRole('form', { name: 'Publish a message' });
    await device.subscribeAsync('orders/+');
    const received = nextMessages(device, 2);
    await form.getByLabel('Topic').fill('orders/1');
    await form.getByLabel('Payload', { exact: true }).fill('{"speed": 3');
    await form.getByRole('button', { name: 'Publish' }).click();
    await form.getByText(/^Not JSON/).waitFor();
    await form.getByLabel('Payload', { exact: true }).fill('{"speed": 3}');
    await form.getByRole('button', { name: 'Publish' }).click();
    await form.getByText('Published on orders/1.').waitFor();
    await messages().getByText('{"speed": 3}').waitFor();
    await form.getByLabel('Payload is').selectOption('text');
    await form.getByLabel('Payload', { exact: true }).fill('faster!');
    await form.getByRole('button', { name: 'Publish' }).click();
    expect(await received).toEqual(['orders/1 {"speed": 3}', 'orders/1 faster!']);
    await device.unsubscribeAsync('orders/+');
    await form.getByLabel('Topic').fill('losant/orders');
    await form.getByRole('button', { name: 'Publish' }).click();
    await form.getByText('topic must not start with losant/').waitFor();
    expect(await form.getByLabel('Payload', { exact: true }).inputValue()).toBe('faster!');
    await log().getByLabel('Text').fill('');
    await page.getByRole('heading', { name: 'Live log', level: 1 }).scrollIntoViewIfNeeded();
    await takeScreenshot(page, 'console-log');
  });

  test('a topic filter narrows the messages, and one that is none is refused in words', async () => {
    const filter = page.getByRole('form', { name: 'Topic filter' });
    await filter.getByLabel('Topic filter').fill('plant/+/alarm');
    await filter.getByRole('button', { name: 'Watch' }).click();
    await messages().getByText('Messages whose topic matches plant/+/alarm appear here').waitFor();
    await messages().getByText('live', { exact: true }).waitFor();
    await device.publishAsync('plant/2/speed', 'not wanted', { qos: 1 });
    await device.publishAsync('plant/2/alarm', 'too hot', { qos: 1 });
    await messages().getByText('too hot').waitFor();
    expect(await messages().getByText('not wanted').count()).toBe(0);
    await filter.getByLabel('Topic filter').fill('plant/#/alarm');
    await filter.getByRole('button', { name: 'Watch' }).click();
    await messages().getByText('topic must be a valid MQTT topic filter').waitFor();
  });

  test('five thousand messages at once leave rows bounded, counts that add up, and buttons that answer', async () => {
    await openLog();
    const publish = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) =>
        device.publishAsync(`burst/${index % 7}`, JSON.stringify({ index: from + index }), { qos: 1 }),
      );
    const first = publish(0, burst / 2);
    // While they come: pause, and go on.
    const pause = messages().getByRole('button', { name: 'Pause' });
    await pause.click();
    await messages().getByRole('button', { name: 'Go on' }).click();
    await pause.waitFor();
    await Promise.all([...first, ...publish(burst / 2, burst)]);
    for (const name of ['Messages', 'Log']) {
      const all = async () => {
        const { received = 0, lost = 0 } = await countsOf(name);
        return received + lost;
      };
      await expect.poll(all, { timeout: waitMs }).toBe(burst);
      const counts = await countsOf(name);
      expect(await rowsOf(name).count()).toBe(mostRows);
      expect(counts.shown).toBe(mostRows);
      expect((counts.shown ?? 0) + (counts.dropped ?? 0)).toBe(counts.received);
    }
    // Newest first: the last one that was published is on top.
    await messages()
      .getByText(JSON.stringify({ index: burst - 1 }))
      .waitFor();
    await messages().getByRole('button', { name: 'Clear' }).click();
    await messages().getByText('0 received · 0 shown').waitFor();
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
