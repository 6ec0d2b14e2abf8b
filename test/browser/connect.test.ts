// Point 1 of the console: from an empty application to a device that reports, with nothing but what the page shows.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Greenhouse' } })).id;
  folder = await mkdtemp(join(tmpdir(), 'signalbox-snippets-'));
  // As `npm install mqtt` would have left it.
  await symlink(packages, join(folder, 'node_modules'));
  browser = await openBrowser(server);
  ({ page } = browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a device on the page and waits until the page waits for it. */
async function makeOnPage(name: string): Promise<void> {
  await browser.open(`/applications/${applicationId}/connect`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create device and key' }).click();
  await page.getByText('Waiting for its first message').waitFor();
}

/** The text of a snippet as the page shows it. */
async function readSnippet(label: string): Promise<string> {
  await page.getByRole('tab', { name: label }).click();
  const text = await page.getByRole('region', { name: `${label} snippet` }).textContent();
  return text ?? '';
}

/** Saves a snippet, runs it as its hint says until the page has turned green, and ends it. */
async function runUntilGreen(name: string, command: string, file: string, text: string): Promise<void> {
  await writeFile(join(folder, file), text);
  const child: ChildProcess = spawn(command, [file], { cwd: folder, stdio: 'ignore' });
  try {
    await page.getByText(`${name} is connected`).waitFor();
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

function firstValues() {
  return page.getByRole('table', { name: 'First values' });
}

describe('connecting a device', () => {
  test('an application without devices leads to it, from its overview and from its list of devices', async () => {
    await browser.open(`/applications/${applicationId}/devices`);
    await page.getByRole('link', { name: 'Connect a device' }).first().click();
    await page.getByRole('heading', { name: 'Connect a device', level: 1 }).waitFor();
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Connect a device' }).first().click();
    await page.getByRole('heading', { name: 'Connect a device', level: 1 }).waitFor();
  });

  test('an attribute that cannot be is refused beside its field, and nothing that was typed is lost', async () => {
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Kiln');
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByLabel('Name of attribute 3').fill('not a name');
    await page.getByRole('button', { name: 'Create device and key' }).click();
    await page.getByText('Only letters, digits, _ and -').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Kiln');
    await page.getByLabel('Name of attribute 3').fill('temperature');
    await page.getByText('There is one of that name').waitFor();
    await page.getByLabel('Name of attribute 3').fill('door');
    await page.getByLabel('Type of attribute 3').selectOption('boolean');
    await page.getByRole('button', { name: 'Create device and key' }).click();
    await page.getByText('Waiting for its first message').waitFor();
    expect((await client.devices.get({ applicationId })).totalCount).toBe(1);
  });

  test('the curl snippet reports every attribute, the page turns green with the values and leads to the device', async () => {
    const text = await readSnippet('curl');
    await run('bash', ['-c', text]);
    await page.getByText('Kiln is connected').waitFor();
    await firstValues().getByText('21.25').waitFor();
    await firstValues().getByText('true').waitFor();
    await takeScreenshot(page, 'console-connect');
    await page.getByRole('link', { name: 'Open the device' }).click();
    await page.getByRole('heading', { name: 'Kiln', level: 1 }).waitFor();
  });

  test('the key lets its own device in and no other', async () => {
    const { items } = await client.applicationKeys.get({ applicationId });
    const [device] = (await client.devices.get({ applicationId })).items;
    expect(items).toHaveLength(1);
    expect(items[0].deviceIds).toEqual([device.id]);
  });

  test('the mosquitto_pub snippet does it over MQTT', async () => {
    await makeOnPage('Vent');
    await run('bash', ['-c', await readSnippet('mosquitto_pub')]);
    await page.getByText('Vent is connected').waitFor();
    await firstValues().getByText('21.25').waitFor();
  });

  test('the MQTT.js snippet does it', async () => {
    await makeOnPage('Fan');
    await runUntilGreen('Fan', process.execPath, 'device.mjs', await readSnippet('MQTT.js'));
    await firstValues().getByText('humidity').waitFor();
  });

  test('the Python snippet does it', async () => {
    await makeOnPage('Lamp');
    await runUntilGreen('Lamp', '/usr/bin/python3', 'device.py', await readSnippet('Python'));
    await firstValues().getByText('humidity').waitFor();
  });

  test('an attempt that is refused is told while the page waits, and the Arduino sketch has the ids too', async () => {
    await makeOnPage('Door');
    const [device] = (await client.devices.get({ applicationId, filter: 'Door', filterField: 'name' })).items;
    const sketch = await readSnippet('Arduino');
    expect(sketch).toContain(device.id);
    expect(sketch).toContain(`setServer("127.0.0.1", ${server.mqttPort})`);
    const wrong = (await readSnippet('mosquitto_pub')).replace(/-P \w+/, '-P wrong');
    await expect(run('bash', ['-c', wrong])).rejects.toThrow();
    await page.getByRole('region', { name: 'First message' }).getByText('secret').waitFor();
  });

  test('the credentials are copied and downloaded as they are shown, once: another visit shows them no more', async () => {
    const secret = /-P (\w{64})/.exec(await readSnippet('mosquitto_pub'))?.[1] ?? 'none';
    await page.getByRole('button', { name: 'Copy password (access secret)' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Door-credentials.txt');
    expect(await readFile(await download.path(), 'utf8')).toContain(`Password (access secret): ${secret}\n`);
    await page.reload();
    await page.getByRole('button', { name: 'Create device and key' }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  test('going back over a secret that nobody has kept asks first', async () => {
    await browser.open(`/applications/${applicationId}`);
    await page.getByRole('link', { name: 'Connect a device' }).first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bell');
    await page.getByRole('button', { name: 'Create device and key' }).click();
    await page.getByText('Waiting for its first message').waitFor();
    await page.goBack();
    const guard = page.getByRole('dialog', { name: 'Leave without saving?' });
    await guard.getByText('The secret of the access key is shown only here').waitFor();
    await guard.getByRole('button', { name: 'Stay here' }).click();
    await guard.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Copy password (access secret)' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Live log' }).click();
    await page.getByRole('heading', { name: 'Live log', level: 1 }).waitFor();
  });

  test('a device that is there already is connected from its own page, with a key that is made there', async () => {
    const attributes = [{ name: 'temperature', dataType: 'number' }];
    const { id } = await client.devices.post({ applicationId, device: { name: 'Oven', attributes } });
    await browser.open(`/applications/${applicationId}/devices/${id}`);
    await page.getByRole('tab', { name: 'Connect', exact: true }).click();
    const place = page.getByRole('table', { name: 'Where it connects' });
    await place.getByText(`mqtt://127.0.0.1:${server.mqttPort}`).waitFor();
    await place.getByText(`losant/${id}/state`).waitFor();
    expect(await readSnippet('curl')).toContain('ACCESS_SECRET');
    expect(await readSnippet('losant-mqtt')).toContain(`port: ${server.mqttPort}`);
    await page.getByRole('button', { name: 'Make an access key for this device' }).click();
    await page.getByRole('table', { name: 'Credentials' }).waitFor();
    await takeScreenshot(page, 'console-device-connect');
    await page.getByRole('link', { name: 'Live log' }).click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Stay here' })
      .click();
    await run('bash', ['-c', await readSnippet('mosquitto_pub')]);
    await page.getByRole('table', { name: 'Attributes' }).getByText('21.25').waitFor();
    const { items } = await client.applicationKeys.get({ applicationId });
    expect(items.filter(({ deviceIds = [] }: { deviceIds?: string[] }) => deviceIds.includes(id))).toHaveLength(1);
  });

  test('a phone shows it without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await makeOnPage('Pot');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
