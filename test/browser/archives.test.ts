import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { makeDevice } from '../support/fixtures.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const dayMs = 86_400_000;
const newest = Date.now() - (Date.now() % dayMs) - 31 * dayMs;
/** The newest three days that can be archived, and one further back. */
const days = [newest, newest - dayMs, newest - 2 * dayMs, newest - 40 * dayMs] as const;
/** Nothing listens there. */
const deadEndpoint = 'http://127.0.0.1:1';
const secret = 'do-not-show-this-secret';

let folder: string;
let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-console-archive-'));
  server = await startServer({
    env: { SIGNALBOX_ARCHIVE_DIR: folder, SIGNALBOX_ARCHIVE_S3_HOSTS: '127.0.0.1' },
  });
  const admin = await logIn(server);
  ({ client } = admin);
  const fixture = await makeDevice(client);
  ({ applicationId } = fixture);
  const states = days.flatMap((day) =>
    [1, 2, 3].map((hour) => ({
      deviceId: fixture.deviceId,
      time: day + hour * 3_600_000,
      data: { temperature: 20 + hour },
    })),
  );
  const imported = await call(server, 'POST', `/applications/${applicationId}/data/import-history`, {
    token: admin.token,
    body: { states },
  });
  expect(imported).toMatchObject({ status: 200, body: { stored: states.length } });
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const nameOf = (day: number): string => new Date(day).toISOString().slice(0, 10);
const longName = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const form = () => page.getByRole('form', { name: 'Archive configuration' });
const backfill = () => page.getByRole('form', { name: 'Backfill' });
const dayButton = (day: number, state: string) =>
  page.getByRole('button', { name: `${longName.format(day)}: ${state}`, exact: true });
const jobRow = (day: number) =>
  page
    .getByRole('table', { name: 'Archive jobs' })
    .getByRole('row')
    .filter({ hasText: nameOf(day) });
const steps = () => form().getByRole('list', { name: 'Steps of the test' });

async function save(): Promise<void> {
  await form().getByRole('button', { name: 'Save' }).click();
  await form().getByText('Saved.').waitFor();
}

describe('the archives page', () => {
  test('tries a target out before it is saved, and says step by step what is wrong with it', async () => {
    await browser.open(`/applications/${applicationId}/archives`);
    await page.getByRole('heading', { name: 'Archives', level: 1 }).waitFor();
    await form().getByLabel('Target').selectOption('s3');
    await form().getByLabel('Bucket').fill('plant');
    await form().getByLabel('Region').fill('us-east-1');
    await form().getByLabel('Access key id').fill('somebody');
    await form().getByLabel('Secret access key').fill(secret);
    await form()
      .getByLabel(/^Endpoint/)
      .fill(deadEndpoint);
    await form().getByRole('button', { name: 'Test' }).click();
    await steps()
      .getByText(/Write.*Check the endpoint/)
      .waitFor();
    expect((await client.application.get({ applicationId })).archiveConfig).toBeUndefined();
  });

  test('a refusal stands beside the field it names, and nothing that was typed is lost', async () => {
    await form()
      .getByLabel(/^Endpoint/)
      .fill('https://elsewhere.example.com');
    await form().getByRole('button', { name: 'Save' }).click();
    const endpoint = form().getByLabel(/^Endpoint/);
    await form()
      .getByText(/must be one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS/)
      .waitFor();
    expect(await endpoint.getAttribute('aria-invalid')).toBe('true');
    expect(await form().getByLabel('Secret access key').inputValue()).toBe(secret);
    await endpoint.fill(deadEndpoint);
    await save();
    const field = form().getByLabel('Secret access key');
    expect(await field.inputValue()).toBe('');
    expect(await field.getAttribute('placeholder')).toContain('leave it empty to keep it');
    expect(await page.content()).not.toContain(secret);
    // Saved again with the field left empty: the stored secret stays.
    await form().getByLabel('Directory').fill('from-console');
    await save();
    expect((await client.application.get({ applicationId })).archiveConfig).toMatchObject({
      directory: 'from-console',
      s3: { bucket: 'plant', secretAccessKey: '********' },
    });
  });

  test('a range is backfilled; the calendar says which days wait and which have failed, and why', async () => {
    await backfill().getByLabel('From').fill(nameOf(days[2]));
    await backfill()
      .getByLabel('To')
      .fill(nameOf(newest + dayMs));
    await backfill()
      .getByText(/A day can be archived once it is 31 days old/)
      .waitFor();
    await backfill().getByLabel('To').fill(nameOf(newest));
    await backfill().getByRole('button', { name: 'Archive these days' }).click();
    await backfill().getByText('3 days queued.').waitFor();
    const failed = page.getByRole('button', { name: /: failed$/ });
    await failed.first().waitFor();
    await failed.first().click();
    await page
      .getByRole('region', { name: 'Chosen day' })
      .getByText(/127\.0\.0\.1:1|could not be reached|refused/i)
      .waitFor();
    await page
      .getByRole('button', { name: /: waiting$/ })
      .first()
      .waitFor();
  });

  test('a job is cancelled', async () => {
    await jobRow(newest).getByRole('button', { name: 'Cancel' }).click();
    await jobRow(newest).getByText('cancelled').waitFor();
    await dayButton(newest, 'cancelled').waitFor();
    expect(await jobRow(newest).getByRole('button').count()).toBe(0);
  });

  test('with a target that works the jobs come on before the viewer’s eyes, and the days are there', async () => {
    await form().getByLabel('Target').selectOption('local');
    await form().getByRole('button', { name: 'Test' }).click();
    await form().getByText('The archive can be used.').waitFor();
    expect(await steps().getByRole('listitem').count()).toBe(3);
    await save();
    for (const day of [days[1], days[2]]) await dayButton(day, 'archived').waitFor();
    await jobRow(days[1]).getByText('3 rows').waitFor();
    const written = await readdir(join(folder, 'from-console'));
    expect(written.sort()).toEqual([days[2], days[1]].map((day) => new Date(day).toISOString()));
  });

  test('a single day is archived from the calendar, which the arrow keys walk', async () => {
    await dayButton(newest - dayMs, 'archived').click();
    await page.keyboard.press('ArrowRight');
    const chosen = page.getByRole('region', { name: 'Chosen day' });
    await chosen.getByText('cancelled').waitFor();
    await chosen.getByRole('button', { name: 'Archive it now' }).click();
    await dayButton(newest, 'archived').waitFor();
    await chosen.getByText('1 object, 3 rows').waitFor();
  });

  test('everything that holds data is found and archived', async () => {
    await backfill().getByRole('button', { name: 'Archive every day that holds data' }).click();
    await dayButton(days[3], 'archived').waitFor();
    const list = async () => (await readdir(join(folder, 'from-console'))).sort();
    await expect.poll(list, { timeout: waitMs }).toEqual(days.map((day) => new Date(day).toISOString()).sort());
    await page.getByRole('heading', { name: 'Archives', level: 1 }).scrollIntoViewIfNeeded();
    await takeScreenshot(page, 'console-archives');
  });

  test('archiving is stopped by choosing no target', async () => {
    await form().getByLabel('Target').selectOption('none');
    await form()
      .getByText(/jobs that wait are cancelled/)
      .waitFor();
    await save();
    expect((await client.application.get({ applicationId })).archiveConfig).toBeUndefined();
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
