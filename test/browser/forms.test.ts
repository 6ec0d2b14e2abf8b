import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant', description: 'Two kettles' } })).id;
  await client.devices.post({
    applicationId,
    device: { name: 'Kettle', attributes: [{ name: 'heat', dataType: 'number' }], tags: [{ key: 'hall', value: 'A' }] },
  });
  // The console has no Danish: its words are English, its numbers and times the browser's.
  browser = await openBrowser(server, { locale: 'da-DK', timezoneId: 'Europe/Berlin' });
  ({ page } = browser);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const general = () => page.getByRole('form', { name: 'General' });
const description = () => general().getByLabel('Description');

test('the login page waits for the e-mail address in its first field', async () => {
  await browser.open('/');
  await page.getByLabel('E-mail').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.name'), { timeout: waitMs }).toBe('email');
  await browser.logIn();
});

describe('leaving a page with something unsaved', () => {
  test('asks, and stays with everything that was typed', async () => {
    await browser.open(`/applications/${applicationId}/settings`);
    await description().fill('Two kettles and a dog');
    await general().getByText('Not saved yet').waitFor();
    await page.getByRole('link', { name: 'Live log' }).click();
    await dialog('Leave without saving?').getByRole('button', { name: 'Stay here' }).click();
    await dialog('Leave without saving?').waitFor({ state: 'detached' });
    expect(await description().inputValue()).toBe('Two kettles and a dog');
    expect(page.url()).toContain('/settings');
  });

  test('leaves when told to, and the page is as it is stored when it is opened again', async () => {
    await page.getByRole('link', { name: 'Live log' }).click();
    await dialog('Leave without saving?').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Live log', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    expect(await description().inputValue()).toBe('Two kettles');
  });

  test('does not ask once it is saved, or when what was typed is what is stored', async () => {
    await description().fill('Three kettles');
    await general().getByRole('button', { name: 'Save' }).click();
    await general().getByText('Saved.').waitFor();
    await description().fill('Four');
    await description().fill('Three kettles');
    await page.getByRole('link', { name: 'Live log' }).click();
    await page.getByRole('heading', { name: 'Live log', level: 1 }).waitFor();
  });
});

describe('two who edit one thing', () => {
  const deviceForm = () => page.getByRole('form', { name: 'Edit device' });
  const openDevice = async (): Promise<string> => {
    const { items } = await client.devices.get({ applicationId, filterField: 'name', filter: 'Kettle*' });
    const { id } = items[0];
    await browser.open(`/applications/${applicationId}/devices/${id}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    return id;
  };

  test('what others have changed in other fields is taken over by a save', async () => {
    const deviceId = await openDevice();
    await deviceForm().getByRole('textbox', { name: 'Name', exact: true }).fill('Kettle 1');
    await client.device.patch({ applicationId, deviceId, device: { description: 'In hall A' } });
    await deviceForm().getByRole('button', { name: 'Save' }).click();
    await deviceForm().waitFor({ state: 'detached' });
    expect(await client.device.get({ applicationId, deviceId })).toMatchObject({
      name: 'Kettle 1',
      description: 'In hall A',
    });
  });

  test('the same field is asked about: nothing that was typed is lost, and nothing of theirs goes unasked', async () => {
    const deviceId = await openDevice();
    const text = deviceForm().getByLabel('Description');
    await text.fill('Mine');
    await client.device.patch({ applicationId, deviceId, device: { description: 'Theirs', name: 'Kettle 2' } });
    await deviceForm().getByRole('button', { name: 'Save' }).click();
    await deviceForm().getByText('Somebody else has changed this meanwhile').waitFor();
    await deviceForm().getByText('Description: Theirs').waitFor();
    expect(await text.inputValue()).toBe('Mine');
    expect(await deviceForm().getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Kettle 2');
    expect((await client.device.get({ applicationId, deviceId })).description).toBe('Theirs');
    await takeScreenshot(page, 'console-conflict');
    await deviceForm().getByRole('button', { name: 'Take theirs' }).click();
    expect(await text.inputValue()).toBe('Theirs');
    await text.fill('Mine again');
    await client.device.patch({ applicationId, deviceId, device: { description: 'Theirs again' } });
    await deviceForm().getByRole('button', { name: 'Save' }).click();
    await deviceForm().getByRole('button', { name: 'Save mine' }).click();
    await deviceForm().waitFor({ state: 'detached' });
    expect(await client.device.get({ applicationId, deviceId })).toMatchObject({
      name: 'Kettle 2',
      description: 'Mine again',
    });
  });

  test('an access key in a list is asked about as well', async () => {
    const key = await client.applicationKeys.post({ applicationId, applicationKey: { description: 'Pumps' } });
    await browser.open(`/applications/${applicationId}/keys`);
    await page.getByRole('row', { name: key.key }).getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('form', { name: 'Edit access key' });
    await form.getByLabel('Description').fill('Mine');
    const applicationKey = { description: 'Theirs' };
    await client.applicationKey.patch({ applicationId, applicationKeyId: key.id, applicationKey });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Description: Theirs').waitFor();
    expect(await form.getByLabel('Description').inputValue()).toBe('Mine');
    await form.getByRole('button', { name: 'Save mine' }).click();
    await form.waitFor({ state: 'detached' });
    expect((await client.applicationKey.get({ applicationId, applicationKeyId: key.id })).description).toBe('Mine');
  });
});

test('what somebody else saves meanwhile appears in a form, but for the field that is typed in', async () => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await description().fill('Mine');
  await client.application.patch({ applicationId, application: { name: 'Brewery', description: 'Theirs' } });
  // Another tab comes to the front and this one again: the console asks anew.
  await page.clock.install();
  await page.clock.fastForward(10_000);
  await page.evaluate('window.dispatchEvent(new Event("visibilitychange"))');
  await expect.poll(() => general().getByLabel('Name').inputValue(), { timeout: waitMs }).toBe('Brewery');
  expect(await description().inputValue()).toBe('Mine');
  await general().getByRole('button', { name: 'Save' }).click();
  await general().getByText('Saved.').waitFor();
  expect(await client.application.get({ applicationId })).toMatchObject({ name: 'Brewery', description: 'Mine' });
  await page.clock.resume();
});

describe('a form in a dialog', () => {
  test('asks before it closes over what was typed, by its button and by Escape', async () => {
    await browser.open(`/applications/${applicationId}/keys`);
    await page.getByRole('button', { name: 'Create access key' }).click();
    const form = dialog('Create access key');
    await form.getByLabel('Description').fill('For the kettle');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await dialog('Close without saving?').getByRole('button', { name: 'Go on typing' }).click();
    await dialog('Close without saving?').waitFor({ state: 'detached' });
    expect(await form.getByLabel('Description').inputValue()).toBe('For the kettle');
    await page.keyboard.press('Escape');
    await dialog('Close without saving?').getByRole('button', { name: 'Discard it' }).click();
    await form.waitFor({ state: 'detached' });
  });

  test('closes at once when nothing was typed', async () => {
    await page.getByRole('button', { name: 'Create access key' }).click();
    await dialog('Create access key').getByRole('button', { name: 'Cancel' }).click();
    await dialog('Create access key').waitFor({ state: 'detached' });
  });
});

test('on a phone, a list is cards that name what they say', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await browser.open(`/applications/${applicationId}/devices`);
  const card = page.getByRole('row', { name: 'Kettle' });
  await card.getByRole('link', { name: 'Kettle' }).waitFor();
  await card.getByText('hall=A').waitFor();
  const cells = card.getByRole('cell');
  const tops = await cells.evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().top)));
  expect(new Set(tops.slice(1, 4)).size).toBe(3);
  await page.getByLabel('Sort by').selectOption('name desc');
  await expect.poll(() => page.url(), { timeout: waitMs }).toContain('direction=desc');
  await page.setViewportSize({ width: 1280, height: 860 });
});

test('numbers and times are written as the browser’s language and zone have them', async () => {
  const { items } = await client.devices.get({ applicationId });
  const deviceId = items[0]?.id ?? '';
  const time = new Date(Date.now() - 3_600_000);
  await client.device.sendState({ applicationId, deviceId, deviceState: { time, data: { heat: 1234.5 } } });
  await browser.open(`/applications/${applicationId}/devices/${deviceId}`);
  const history = page.getByRole('table', { name: 'State history' });
  await history.getByText('1.234,5').waitFor();
  const berlin = new Intl.DateTimeFormat('da-DK', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Europe/Berlin',
  });
  await history.getByText(berlin.format(time)).waitFor();
});

test('nothing broke the content security policy, failed in the page or went to another host', () => {
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});
