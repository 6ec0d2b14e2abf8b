import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { adminEmail, adminPassword, startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1"><b>Pump</b>';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_SELF_DEVICE: 'on' } });
  ({ client } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe('the console in a browser', () => {
  test('a browser that opens the server is led to the login, and a wrong password is refused in words', async () => {
    await page.goto(server.http);
    expect(page.url()).toBe(`${server.http}/console/`);
    await page.getByLabel('E-mail').fill(adminEmail);
    await page.locator('input[name=password]').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.locator('input[name=password]').fill(adminPassword);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
  });

  test('the overview of the server is alive by itself: its plot takes new values without a reload', async () => {
    await page.getByRole('link', { name: 'Signalbox server' }).click();
    await page.getByRole('heading', { name: 'Signalbox server', level: 1 }).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    const points = page.getByTestId('plot-points');
    const countOf = async () => Number(/\d+/.exec((await points.textContent()) ?? '')?.[0] ?? 0);
    await points.waitFor();
    const before = await countOf();
    await expect.poll(countOf, { timeout: waitMs }).toBeGreaterThan(before);
    await page.getByRole('table', { name: 'Payloads by type' }).getByText('deviceState').waitFor();
    await takeScreenshot(page, 'console-overview');
  });

  test('a link opened in another tab leads to its page without a login, and logging out ends both', async () => {
    await browser.open('/');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Signalbox server' }).click({ modifiers: ['Control'] });
    const tab = await opened;
    await tab.getByRole('heading', { name: 'Signalbox server', level: 1 }).waitFor();
    await tab.getByRole('button', { name: 'Account' }).click();
    await tab.getByRole('menuitem', { name: 'Log out' }).click();
    await tab.getByLabel('E-mail').waitFor();
    await page.getByLabel('E-mail').waitFor();
    await tab.close();
    await browser.logIn();
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
  });

  test('devices are listed and found by name, and a name full of markup is text', async () => {
    const { applicationId } = await makeDevice(client, { device: { name: markup } });
    await client.devices.post({ applicationId, device: { name: 'Valve' } });
    await browser.open(`/applications/${applicationId}/devices`);
    await page.getByRole('link', { name: markup }).waitFor();
    await page.getByLabel('Filter by name').fill('valv');
    await page.getByText('1 device', { exact: true }).waitFor();
    expect(await page.getByRole('link', { name: markup }).count()).toBe(0);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('the page of a device changes as the device reports over MQTT', async () => {
    const fixture = await makeDevice(client, { device: { name: markup } });
    await browser.open(`/applications/${fixture.applicationId}/devices/${fixture.deviceId}`);
    await page.getByText('live', { exact: true }).waitFor();
    const device = await connectDevice(server, fixture);
    const report = (value: number) =>
      device.publishAsync(`losant/${fixture.deviceId}/state`, JSON.stringify({ data: { temperature: value } }), {
        qos: 1,
      });
    const value = page.getByRole('table', { name: 'Attributes' });
    await report(21.25);
    await value.getByText('21.25').waitFor();
    await report(22.75);
    await value.getByText('22.75').waitFor();
    await expect.poll(() => page.getByTestId('plot-newest').textContent(), { timeout: waitMs }).toBe('22.75');

    await device.endAsync();
  });

  test('a command that is sent on the page reaches the device', async () => {
    const fixture = await makeDevice(client);
    const device = await connectDevice(server, fixture);
    await device.subscribeAsync(`losant/${fixture.deviceId}/command`);
    const received = new Promise<string>((resolve) =>
      device.once('message', (_topic, payload) => resolve(String(payload))),
    );
    await browser.open(`/applications/${fixture.applicationId}/devices/${fixture.deviceId}`);
    await page.getByRole('tab', { name: 'Command history' }).click();
    const form = page.getByRole('form', { name: 'Send command' });
    await form.getByLabel('Command name').fill('spin');
    await form.getByLabel('Payload as JSON').fill('{"speed":2}');
    await form.getByRole('button').click();
    expect(JSON.parse(await received)).toMatchObject({ name: 'spin', payload: { speed: 2 } });
    await form.getByText('Sent.').waitFor();
    await device.endAsync();
  });

  test('a token that has stopped working ends the session in a login window', async () => {
    await browser.open('/applications');
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    await page.evaluate(() => {
      const session = JSON.parse(sessionStorage.getItem('signalbox.session') ?? '{}');
      sessionStorage.setItem('signalbox.session', JSON.stringify({ ...session, token: 'gone' }));
    });
    await page.reload();
    await page.getByText('Your session has ended').waitFor();
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });

  test('a phone can keep it among its apps: the page names a manifest that opens the console', async () => {
    const page = await (await fetch(`${server.http}/console/`)).text();
    const address = /<link rel="manifest" href="([^"]+)"/.exec(page)?.[1] ?? 'none';
    const response = await fetch(new URL(address, server.http));
    expect(response.headers.get('content-type')).toContain('application/manifest+json');
    const manifest = (await response.json()) as { start_url: string; display: string; icons: { src: string }[] };
    expect(manifest).toMatchObject({ start_url: '/console/', display: 'standalone' });
    expect(manifest.icons[0]?.src).toMatch(/^data:image\/svg\+xml,/);
  });

  test('the first load, which is the login, is under 40 KB; files are kept for ever and the page never', async () => {
    const index = await fetch(`${server.http}/console/applications/unknown`);
    expect(index.headers.get('cache-control')).toBe('no-store');
    const policy = index.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-inline');
    const files = [...(await index.text()).matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(files.length).toBeGreaterThan(1);
    let bytes = 0;
    for (const path of files) {
      const answer = await fetch(`${server.http}${path}`, { headers: { 'accept-encoding': 'gzip' } });
      expect(answer.headers.get('cache-control')).toContain('immutable');
      bytes += Number(answer.headers.get('content-length'));
      await answer.body?.cancel();
    }
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThan(40_000);
  });
});
