// The console's shell without a network, and what a browser keeps of it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let browser: ConsoleBrowser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser(server, { keepsShell: true });
  ({ page } = browser);
  await browser.logIn();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('the shell opens and says so, and nothing of the API has been kept', async () => {
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), { timeout: waitMs }).toBe(true);
  await page.reload();
  await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
  const kept = await page.evaluate<string[]>(`(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => new URL(url).pathname);
  })()`);
  expect(kept).toContain('/console/');
  expect(kept.filter((path) => path !== '/console/' && !path.startsWith('/console/assets/'))).toEqual([]);
  await page.context().setOffline(true);
  await page.reload();
  // Some browsers say after a reload that they have a network.
  const notice = page.getByText(/^No network$|^The server cannot be reached$/);
  await notice.waitFor();
  await page.getByRole('button', { name: 'Account' }).waitFor();
  await page.context().setOffline(false);
  await notice.waitFor({ state: 'detached' });
  expect(browser.faults.violations).toEqual([]);
});

test('another program at the address is not stood before by what was kept', async () => {
  await server.stop();
  const other = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Another program</h1>');
  });
  other.listen(Number(new URL(server.http).port), new URL(server.http).hostname);
  await once(other, 'listening');
  try {
    await browser.open('/applications');
    await page.getByRole('heading', { name: 'Another program' }).waitFor();
    const registrations = () =>
      page.evaluate<number>('navigator.serviceWorker.getRegistrations().then(({ length }) => length)');
    await expect.poll(registrations, { timeout: waitMs }).toBe(0);
    await expect.poll(() => page.evaluate<string[]>('caches.keys()'), { timeout: waitMs }).toEqual([]);
  } finally {
    other.closeAllConnections();
    other.close();
  }
});
