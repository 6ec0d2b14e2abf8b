import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const markup = '<img src=x onerror="document.title=1">';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_EVENT_LIMIT: 'off' } });
  ({ client } = await logIn(server));
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const row = (subject: string) => page.getByRole('row', { name: subject });
const menuLine = () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Events/ });

describe('events in the console', () => {
  test('the list is live, and its events are acknowledged, resolved and found by level and subject', async () => {
    const { applicationId } = await makeDevice(client);
    await browser.open(`/applications/${applicationId}/events`);
    await page.getByText('No events yet').waitFor();
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
    const post = (level: string, subject: string) => client.events.post({ applicationId, event: { level, subject } });
    await post('critical', 'Boiler too hot');
    await row('Boiler too hot').waitFor();
    await expect.poll(() => menuLine().textContent(), { timeout: waitMs }).toBe('Events1 new');
    await post('warning', 'Door open');
    await post('info', 'Started');
    await row('Started').waitFor();

    await page.getByRole('button', { name: 'Acknowledge Boiler too hot' }).click();
    await row('Boiler too hot').getByText('Acknowledged').waitFor();
    await page.getByRole('button', { name: 'Resolve Boiler too hot' }).click();
    await row('Boiler too hot').getByText('Resolved').waitFor();
    await expect.poll(() => menuLine().textContent(), { timeout: waitMs }).toBe('Events2 new');

    await page.getByLabel('State', { exact: true }).selectOption('new');
    await row('Boiler too hot').waitFor({ state: 'detached' });
    await page.getByLabel('Filter by subject').fill('DOOR');
    await row('Started').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toContain('DOOR');
    await page.getByLabel('Level').selectOption('critical');
    await page.getByText('No event passes this filter').waitFor();
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });

  test('many events are commented on, resolved and deleted together, those of other pages too', async () => {
    const { applicationId } = await makeDevice(client);
    for (let index = 0; index < 30; index += 1) {
      await client.events.post({ applicationId, event: { level: 'error', subject: `Leak ${index}` } });
    }
    await client.events.post({ applicationId, event: { level: 'info', subject: 'Kept' } });
    await browser.open(`/applications/${applicationId}/events?subject=leak`);
    await row('Leak 29').waitFor();
    await page.getByRole('checkbox', { name: 'Select Leak 29' }).check();
    await page.getByRole('checkbox', { name: 'Select Leak 28' }).check();
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByText('2 selected').waitFor();
    await bar.getByRole('button', { name: 'Comment' }).click();
    const dialog = page.getByRole('dialog', { name: 'Comment on 2 events' });
    await dialog.getByRole('textbox', { name: 'Comment' }).fill('On my way');
    await dialog.getByLabel('State').selectOption('acknowledged');
    await dialog.getByRole('button', { name: 'Comment' }).click();
    await row('Leak 29').getByText('Acknowledged').waitFor();
    const acknowledged = await client.events.get({ applicationId, state: 'acknowledged' });
    expect(acknowledged.items.map(({ updates }: { updates: { comment: string }[] }) => updates[0]?.comment)).toEqual([
      'On my way',
      'On my way',
    ]);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await bar.getByRole('button', { name: 'Select all 30' }).click();
    await bar.getByText('30 selected').waitFor();
    await bar.getByRole('button', { name: 'Resolve' }).click();
    await bar.waitFor({ state: 'detached' });
    expect((await client.events.get({ applicationId, state: 'resolved' })).totalCount).toBe(30);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await bar.getByRole('button', { name: 'Select all 30' }).click();
    await bar.getByRole('button', { name: 'Delete' }).click();
    const asked = page.getByRole('dialog', { name: 'Delete 30 events' });
    await asked.getByRole('textbox').fill('30');
    await asked.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No event passes this filter').waitFor();
    expect((await client.events.get({ applicationId })).items).toMatchObject([{ subject: 'Kept' }]);
  });

  test('an event is made by hand; its message is shown as Markdown that can do no harm, and its history grows', async () => {
    const { applicationId } = await makeDevice(client);
    await browser.open(`/applications/${applicationId}/events`);
    await page.getByRole('button', { name: 'New event' }).click();
    const form = page.getByRole('dialog', { name: 'New event' });
    await form.getByLabel('Subject').fill(`Pump stopped ${markup}`);
    await form.getByLabel('Level').selectOption('critical');
    const device = form
      .getByRole('combobox', { name: 'Device' })
      .or(form.getByRole('textbox', { name: 'Device' }))
      .first();
    await device.click();
    await page.getByRole('option', { name: 'Pump' }).click();
    const message = [
      '## What to do',
      '',
      `1. **Close** the valve ${markup}`,
      '2. [Look here](https://example.com/manual) and [not here](javascript:document.title=2)',
      '',
      '![plan](https://example.com/plan.png)',
      '',
      '| pump | bar |',
      '|---|---|',
      '| 1 | 7.5 |',
    ].join('\n');
    await form.getByLabel('Message').fill(message);
    await form.getByLabel('Data').fill('{"bar": 7.5, "since": [1, 2]');
    await form.getByRole('button', { name: 'Create event' }).click();
    await form.getByText(/^Not JSON/).waitFor();
    await form.getByLabel('Data').fill('{"bar": 7.5, "since": [1, 2]}');
    await form.getByRole('button', { name: 'Create event' }).click();

    await page.getByRole('heading', { name: `Pump stopped ${markup}`, level: 1 }).waitFor();
    const shown = page.getByRole('region', { name: 'Message' });
    await shown.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await shown.getByRole('strong').textContent()).toBe('Close');
    await shown.getByText(markup).waitFor();
    expect(await shown.getByRole('link', { name: 'Look here' }).getAttribute('href')).toBe(
      'https://example.com/manual',
    );
    expect(await shown.getByText('not here').getAttribute('href')).toBeFalsy();
    expect(await shown.getByRole('link', { name: 'plan' }).getAttribute('href')).toBe('https://example.com/plan.png');
    await shown.getByRole('cell', { name: '7.5' }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Data as JSON' }).textContent()).toContain('"since"');
    await page.getByRole('link', { name: 'Pump', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Acknowledge' }).click();
    const updates = page.getByRole('region', { name: 'Updates' });
    await updates.getByText('Acknowledged').waitFor();
    await updates.getByLabel('Add a comment').fill('Valve _closed_');
    await updates.getByRole('button', { name: 'Comment' }).click();
    expect(await updates.getByRole('emphasis').textContent()).toBe('closed');
    const eventId = new URL(page.url()).pathname.split('/').at(-1);
    // What others do appears by itself.
    await client.event.patch({ applicationId, eventId, event: { state: 'resolved', data: { by: 'script' } } });
    await updates.getByText('Resolved').waitFor();
    await takeScreenshot(page, 'event');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete event' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No events yet').waitFor();
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
