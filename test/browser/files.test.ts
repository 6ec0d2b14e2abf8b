import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { uploadFile } from '../support/files.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>document.title="ran"</script><rect width="40" height="20" fill="teal"/></svg>';
const html = '<!doctype html><title>page</title><script>document.title = "ran"; fetch("/files-ran")</script>';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
  browser = await openBrowser(server);
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const put = (path: string, content: string, contentType: string) =>
  uploadFile(client, { applicationId, path, content, contentType });
const open = (rest = ''): Promise<void> => browser.open(`/applications/${applicationId}/files${rest}`);
const table = () => page.getByRole('table', { name: 'Files' });
const act = async (name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};
const text = (name: string, content: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

test('files are uploaded several at a time, shown, and one whose name is taken is replaced when asked to', async () => {
  await open();
  await page.getByText('No files here').waitFor();
  await page.getByRole('button', { name: 'New directory' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Öffentlich & more');
  await page.getByRole('button', { name: 'Create directory' }).click();
  await table().getByRole('link', { name: 'Öffentlich & more' }).click();
  await page.getByRole('navigation', { name: 'Directories' }).getByText('Öffentlich & more').waitFor();
  const input = page.locator('input[type=file]').first();
  await input.setInputFiles([1, 2, 3, 4, 5].map((index) => text(`report ${index}.txt`, `Report number ${index}`)));
  await table().getByRole('link', { name: 'report 5.txt' }).waitFor();
  await expect.poll(() => page.getByText(', done').count(), { timeout: waitMs }).toBe(5);
  await page.getByRole('button', { name: 'Clear the list' }).click();

  await input.setInputFiles([text('report 2.txt', 'Another report')]);
  await page.getByRole('button', { name: 'Replace report 2.txt' }).click();
  await page.getByText(', done').waitFor();
  await takeScreenshot(page, 'files');
  await table().getByRole('link', { name: 'report 2.txt' }).click();
  await page.getByRole('region', { name: 'Content' }).getByText('Another report').waitFor();
  const url = `${server.http}/files/${applicationId}/${encodeURIComponent('Öffentlich & more')}/report%202.txt`;
  await page.getByText(url).waitFor();
  expect(await (await fetch(url)).text()).toBe('Another report');
});

test('files are dropped on the list', async () => {
  await open();
  await page.getByRole('heading', { name: '1 entry' }).waitFor();
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.csv', { type: 'text/csv' }));
    return data;
  })()`);
  const zone = page.locator('.drop-zone');
  await zone.dispatchEvent('dragover', { dataTransfer: transfer });
  await page.getByText('Drop the files here').waitFor();
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
  await table().getByRole('link', { name: 'dropped.csv' }).waitFor();
});

test('a file is renamed, moved into a directory that is not there yet, and deleted', async () => {
  await put('/moving.txt', 'moving', 'text/plain');
  await open();
  await act('moving.txt', 'Rename or move');
  await page.getByRole('textbox', { name: 'Name' }).fill('moved.txt');
  await page.getByRole('textbox', { name: 'Directory' }).fill('/archive/2026');
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await table().getByRole('link', { name: 'archive' }).click();
  await table().getByRole('link', { name: '2026' }).click();
  await act('moved.txt', 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No files here').waitFor();
  await page.getByRole('navigation', { name: 'Directories' }).getByRole('link', { name: 'Files' }).click();
  await act('archive', 'Delete');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('with every file and directory in it').waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('archive');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => table().getByRole('link', { name: 'archive' }).count(), { timeout: waitMs }).toBe(0);
});

test('an SVG is drawn and an HTML page is shown as text, and nothing in them runs', async () => {
  const drawn = await put('/active/drawing.svg', svg, 'image/svg+xml');
  await open(`/${drawn.id}`);
  const image = page.getByRole('img', { name: 'The content of drawing.svg' });
  await image.waitFor();
  await expect
    .poll(() => image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth))
    .toBe(40);
  const shown = await put('/active/page.html', html, 'text/html');
  await open(`/${shown.id}`);
  await page.getByRole('region', { name: 'Content' }).getByText('document.title = "ran"').waitFor();
  expect(await page.title()).toBe('page.html - Signalbox');
  await takeScreenshot(page, 'file');
});

test('whoever follows a link to an HTML page or an SVG on this host downloads it', async () => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  for (const [path, content, type] of [
    ['/active/trap.html', html, 'text/html'],
    ['/active/trap.svg', svg, 'image/svg+xml'],
    ['/active/trap.xhtml', html, 'application/xhtml+xml'],
  ] as const) {
    const { url } = await put(path, content, type);
    await page.goto(`${server.http}/docs`);
    const download = page.waitForEvent('download');
    // It is aborted in favour of the download.
    await page.evaluate(`location.href = ${JSON.stringify(url)}`);
    expect((await download).suggestedFilename()).toBe(path.split('/').at(-1));
    expect(page.url()).toContain('/docs');
  }
  // Even a page of this host that is tricked into it loads no file as its script.
  const { url } = await put('/active/code.js', 'document.title = "ran"', 'text/javascript');
  await page.goto(`${server.http}/docs`);
  const outcome = await page.evaluate(`new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = ${JSON.stringify(url)};
    script.onload = () => resolve('loaded');
    script.onerror = () => resolve('refused');
    document.head.append(script);
  })`);
  expect(outcome).toBe('refused');
  expect(await page.title()).not.toBe('ran');
  // What says that it is text is not looked at for anything else.
  const plain = await put('/active/plain.txt', html, 'text/plain');
  await page.goto(plain.url);
  expect(await page.locator('body').innerText()).toContain('<script>');
  expect(requests.filter((each) => each.endsWith('/files-ran'))).toEqual([]);
});

test('the pages have no serious fault, and fit a phone', async () => {
  await open();
  await table().waitFor();
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await expect.poll(() => measureOverflow(page)).toBe(0);
    await takeScreenshot(page, `files-${width}-${colorScheme}`);
    expect(await findFaults(page, ['color-contrast', 'link-in-text-block', 'label', 'button-name'])).toEqual([]);
  }
  expect(browser.faults.failures).toEqual([]);
});
