import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let flowId: string;
const devices: Record<string, string> = {};

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Works' } })).id;
  const flow = { name: 'Cooling', flowClass: 'edge', triggers: [], nodes: [] };
  flowId = (await client.flows.post({ applicationId, flow })).id;
  for (const version of ['v1', 'v2'])
    await client.flowVersions.post({ applicationId, flowId, flowVersion: { version } });
  for (const name of ['North gate', 'South gate']) {
    const device = { name, deviceClass: 'edgeCompute', tags: [{ key: 'site', value: 'works' }] };
    devices[name] = (await client.devices.post({ applicationId, device })).id;
  }
  browser = await openBrowser(server, { locale: 'en-GB' });
  ({ page } = browser);
  await browser.logIn();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const row = (name: string) =>
  page.getByRole('table', { name: 'Edge deployments' }).getByRole('row').filter({ hasText: name });

/** What the agent of a device says. */
async function report(name: string, body: object): Promise<void> {
  const deviceId = devices[name] ?? '';
  const key = await client.applicationKeys.post({ applicationId, applicationKey: { deviceIds: [deviceId] } });
  const credentials = { deviceId, key: key.key, secret: key.secret };
  const { token } = await client.auth.authenticateDevice({ credentials });
  const own = `/applications/${applicationId}/devices/${deviceId}/edge/deployments`;
  const { items } = (await call(server, 'GET', own, { token })).body as { items: { id: string }[] };
  const path = `/applications/${applicationId}/edge/deployments/${items[0]?.id}/report`;
  expect((await call(server, 'POST', path, { token, body })).status).toBe(200);
}

test('a version is released to devices with a tag', async () => {
  await browser.open(`/applications/${applicationId}/edge-deployments`);
  await page.getByText('Nothing is deployed yet').waitFor();
  await page.getByRole('button', { name: 'Release a version' }).first().click();
  const form = dialog('Release a version');
  await form.getByLabel('Workflow').selectOption('Cooling');
  await form.getByLabel(/^Version/).selectOption('v1');
  await form.getByLabel('Devices with certain tags').check();
  await form.getByLabel(/key/i).first().fill('site');
  expect(await findFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Release', exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  for (const name of Object.keys(devices)) await row(name).getByText('Pending').waitFor();
});

test('what agents report is shown: what they run, and why they do not', async () => {
  await report('North gate', { version: 'v1' });
  await report('South gate', { version: 'v1', error: 'no space left' });
  await page.reload();
  await row('North gate').getByText('Up to date').waitFor();
  await row('South gate').getByText('Error').waitFor();
  await page.getByRole('button', { name: 'History of Cooling on South gate' }).click();
  await dialog('Cooling on South gate').getByText('no space left').waitFor();
  expect(await findFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('a version is replaced wherever it is asked for, and removed from a device', async () => {
  await page.getByRole('button', { name: 'Replace a version' }).click();
  const form = dialog('Replace a version');
  await form.getByLabel('Workflow').selectOption('Cooling');
  await form.getByLabel('Wherever this is asked for').selectOption('v1');
  await form.getByLabel('Ask for').selectOption('v2');
  await form.getByRole('button', { name: 'Replace', exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await row('North gate').getByText('Pending').waitFor();
  await page.getByRole('button', { name: 'Remove Cooling on South gate' }).click();
  await dialog('Remove from device').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect
    .poll(async () => {
      const { items } = await client.edgeDeployments.get({ applicationId, sortField: 'deviceId' });
      return items
        .map((one: { deviceName: string; desiredVersion: string | null }) => [one.deviceName, one.desiredVersion])
        .sort();
    })
    .toEqual([
      ['North gate', 'v2'],
      ['South gate', null],
    ]);
});

test('nothing runs off the side of a phone', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(() => measureOverflow(page)).toBe(0);
  expect(await findFaults(page)).toEqual([]);
});
