import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listConsolePaths, measureOverflow, waitForRest } from '../support/accessibility.ts';
import { logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, takeScreenshot, waitMs } from '../support/browser.ts';
import { consoleDialogs, fillConsole } from '../support/console-world.ts';
import { adminEmail, adminPassword, startServer, type TestServer } from '../support/start-server.ts';

type Words = Record<string, string | { one: string; other: string }>;

/** What everything is called: no word of any language. */
const name = 'Zq7';

let server: TestServer;
let browser: ConsoleBrowser;
let page: Page;
let ids: Record<string, string>;
let words: Words;

beforeAll(async () => {
  server = await startServer();
  const { client, token } = await logIn(server);
  ids = await fillConsole({ server, client, token }, name);
  const parts = ['login', 'pages', 'actions', 'workflow-parts'];
  const read = (part: string) =>
    readFile(new URL(`../../console/src/words/de/${part}.json`, import.meta.url), 'utf8').then(JSON.parse);
  words = Object.assign({}, ...(await Promise.all(parts.map(read))));
  browser = await openBrowser(server, { locale: 'de-DE', timezoneId: 'Europe/Berlin' });
  ({ page } = browser);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** An English text in German, as the catalogue has it. */
function german(text: string): string {
  const known = words[text];
  return typeof known === 'string' ? known : text;
}

/** Everything on the page that can be read or heard, by itself: what stands in elements, labels, titles, placeholders. */
const readPage = () =>
  page.evaluate<string[]>(`(() => {
    const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
    const found = new Set();
    for (const element of document.querySelectorAll('body *')) {
      if (!isSeen(element) || element.closest('script, style, pre, code')) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)?.trim();
        if (text) found.add(text);
      }
      // A sentence with elements inside of it counts whole, and each piece of it.
      const pieces = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      for (const piece of pieces) found.add(piece.textContent.trim());
      if (pieces.length > 1) found.add(element.textContent.trim());
    }
    found.delete('');
    return [...found];
  })()`);

/** Matches a text of the catalogue as it is shown in English, where German has another. */
function matcherOf(): (text: string) => string | undefined {
  const plain = new Set<string>();
  const withPlaces: [RegExp, string][] = [];
  for (const [key, word] of Object.entries(words)) {
    const text = key.replace(/\|\|.*/, '');
    if (word === text) continue;
    if (!/\{\w+\}/.test(text)) {
      plain.add(text.trim());
      continue;
    }
    const forms = typeof word === 'string' ? [text] : [text, text.replace(/s\b(?!.*s\b)/, '')];
    for (const form of forms) {
      const pieces = form.split(/\{\w+\}/);
      // A pattern of less than a word fits anything.
      if (!pieces.some((piece) => /[A-Za-z]{3}/.test(piece))) continue;
      withPlaces.push([new RegExp(`^${pieces.map((piece) => RegExp.escape(piece)).join('(.+)')}$`, 's'), form]);
    }
  }
  return (text) => (plain.has(text) ? text : withPlaces.find(([pattern]) => pattern.test(text))?.[1]);
}

/** What the API and its programs call things in any language, as scopes and types of nodes, and what the server has written. */
async function findNames(): Promise<ReadonlySet<string>> {
  const read = async <T>(file: string): Promise<T> =>
    JSON.parse(await readFile(new URL(`../../console/src/api/${file}`, import.meta.url), 'utf8'));
  const parts = await read<Record<string, { label: string }[]>>('workflow-parts.json');
  const actions = await read<{ name: string }[]>('actions.json');
  return new Set([
    ...['standalone', 'gateway', 'peripheral', `Test of the notification rule "${name}"`],
    ...Object.values(parts).flatMap((each) => each.map(({ label }) => label)),
    ...actions.map((action) => action.name.slice(0, action.name.indexOf('.'))),
  ]);
}

async function findEnglish(): Promise<string[]> {
  const matching = matcherOf();
  const names = await findNames();
  // "Attribute" is English, and German for several of them.
  const isGerman = new Set(Object.values(words));
  return (await readPage()).filter((text) => !names.has(text) && !isGerman.has(text) && matching(text) !== undefined);
}

async function openPage(path: string): Promise<void> {
  await browser.open(path.replaceAll(/\$(\w+)/g, (_, parameter: string) => ids[parameter] ?? parameter));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await expect.poll(() => page.getByLabel(german('Loading')).count(), { timeout: waitMs }).toBe(0);
  await waitForRest(page);
}

/** Texts that do not fit where they stand: cut off by their own box, in what is no field and no list that scrolls. */
const findCutOff = () =>
  page.evaluate<string[]>(`(() => {
    const found = [];
    for (const element of document.querySelectorAll('button, a, label, th, h1, h2, [role=tab], .mantine-NavLink-label, .mantine-Badge-label, .mantine-Button-label')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.off-screen, .foreign, pre')) continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isCut = (overflowX === 'hidden' || overflowX === 'clip' || textOverflow === 'ellipsis') && element.scrollWidth > element.clientWidth + 1;
      if (isCut && element.textContent.trim()) found.push(element.textContent.trim());
    }
    return [...new Set(found)];
  })()`);

/** What is not German, is cut off, or makes the page wider than a phone. */
async function examine(picture: string): Promise<Record<string, unknown>> {
  const english = await findEnglish();
  const cut = await findCutOff();
  await takeScreenshot(page, `german-${picture}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await waitForRest(page);
  const sideways = await expect
    .poll(() => measureOverflow(page), { timeout: 3_000 })
    .toBe(0)
    .then(() => 0)
    .catch(() => measureOverflow(page));
  const cutOnPhone = await findCutOff();
  await takeScreenshot(page, `german-${picture}-phone`);
  await page.setViewportSize({ width: 1440, height: 900 });
  return {
    ...(english.length ? { english } : {}),
    ...(cut.length ? { cut } : {}),
    ...(cutOnPhone.length ? { cutOnPhone } : {}),
    ...(sideways > 0 ? { sideways } : {}),
  };
}

const toPicture = (text: string) => text.replaceAll(/[^a-zA-Z]+/g, '-').replace(/^-|-$/g, '');

/** Those of the scripts that have a German sentence, which is long enough to be nothing else. */
async function findGerman(addresses: readonly string[]): Promise<string[]> {
  const sentences = Object.values(words).filter(
    (text) => typeof text === 'string' && /^[^{]{40,}$/.test(text),
  ) as string[];
  const scripts = [...new Set(addresses)].filter((address) => address.endsWith('.js'));
  const texts = await Promise.all(scripts.map(async (address) => (await fetch(address)).text()));
  return scripts.filter((_, index) => sentences.some((sentence) => texts[index]?.includes(sentence)));
}

describe('the console in German', () => {
  test('the login is German, and loads no more of the language than its own texts', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await browser.open('/');
    await page.getByLabel(german('E-mail')).waitFor();
    expect(await examine('login')).toEqual({});
    await page.getByLabel(german('E-mail')).fill(adminEmail);
    await page.locator('input[name=password]').fill(adminPassword);
    await page.getByRole('button', { name: german('Log in') }).click();
    await page.getByRole('heading', { name: german('Applications'), level: 1 }).waitFor();
  });

  test('no page shows an English text, cuts a German one off, or is wider than a phone', async () => {
    const paths = (await listConsolePaths()).filter((path) => path !== '/print');
    expect(paths.length).toBeGreaterThan(12);
    const faults: Record<string, unknown> = {};
    for (const path of paths) {
      await openPage(path);
      const found = await examine(toPicture(path) || 'applications');
      if (Object.keys(found).length > 0) faults[path] = found;
    }
    expect(faults).toEqual({});
  }, 400_000);

  test('nor does a dialog', async () => {
    const more: [path: string, button: string][] = [
      ['/', 'Create an application'],
      ['/applications/$applicationId/devices', 'New device'],
      ['/applications/$applicationId/devices', 'Columns'],
      ['/applications/$applicationId/devices/$deviceId', 'Share'],
      ['/applications/$applicationId/devices/$deviceId', 'Actions'],
      ['/applications/$applicationId/dashboards', 'Create dashboard'],
      ['/applications/$applicationId/alarms', 'Create alarm rule'],
      ['/applications/$applicationId/events', 'New event'],
      ['/applications/$applicationId/notifications/rules', 'Create notification rule'],
      ['/applications/$applicationId/credentials', 'Create credential'],
      ['/applications/$applicationId/certificates', 'Trust an authority'],
      ['/applications/$applicationId/certificates', 'Register the first certificate'],
      ['/applications/$applicationId/files', 'New directory'],
      ['/applications/$applicationId/edge-deployments', 'Release a version'],
      ['/applications/$applicationId/data-tables/$dataTableId', 'More'],
      ['/applications/$applicationId/dashboards/$dashboardId', 'More'],
      ['/organizations', 'Create organization'],
    ];
    const faults: Record<string, unknown> = {};
    for (const [path, button] of [...consoleDialogs, ...more]) {
      await openPage(path);
      const label = german(button).replace('{name}', name).replace('Details', german('Details'));
      await page.getByRole('button', { name: label, exact: true }).first().click();
      await page.locator('[role=dialog], [role=menu]').first().waitFor();
      for (const radio of ['Devices that I choose', 'Only what I choose']) {
        if (await page.getByLabel(german(radio)).count()) await page.getByLabel(german(radio)).check();
      }
      await waitForRest(page);
      const found = await examine(toPicture(`${path}-${button}`));
      if (Object.keys(found).length > 0) faults[`${path} ${button}`] = found;
    }
    expect(faults).toEqual({});
  }, 400_000);

  test('the editor of workflows has German forms for every node, which keeps its name', async () => {
    await openPage('/applications/$applicationId/workflows/$flowId');
    await page.getByPlaceholder(german('Search')).fill('throttle');
    const node = page.getByRole('button', { name: 'Throttle', exact: false }).first();
    await node.waitFor();
    expect(await findEnglish()).toEqual([]);
  });

  test('every dialog of a dashboard, and its editor, are German', async () => {
    await openPage('/applications/$applicationId/dashboards/$dashboardId');
    const faults: Record<string, unknown> = {};
    const note = async (where: string) => {
      await waitForRest(page);
      const found = await examine(`dashboard-${toPicture(where)}`);
      if (Object.keys(found).length > 0) faults[where] = found;
    };
    for (const item of ['Settings', 'Variables', 'Reports', 'Kiosk', 'Keys', 'Delete']) {
      await page.getByRole('button', { name: german('More'), exact: true }).click();
      await page.getByRole('menuitem', { name: german(item), exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await note(item);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: german('Edit'), exact: true }).click();
    await note('editor');
    await page.getByRole('button', { name: german('Add block'), exact: true }).click();
    await page.getByRole('menu').waitFor();
    await note('blocks');
    expect(faults).toEqual({});
  }, 200_000);

  test('English is loaded without a byte of German', async () => {
    const english = await openBrowser(server, { locale: 'en-US' });
    const asked: string[] = [];
    english.page.on('request', (request) => asked.push(request.url()));
    try {
      await english.logIn();
      await english.open(`/applications/${ids.applicationId}/devices`);
      await english.page.getByRole('heading', { level: 1 }).waitFor();
      const ofGerman = await page.evaluate<string[]>(
        "performance.getEntriesByType('resource').map(({ name }) => name)",
      );
      expect(await findGerman(ofGerman)).not.toEqual([]);
      expect(await findGerman(asked)).toEqual([]);
    } finally {
      await english.close();
    }
  });

  test('nothing broke the content security policy, failed in the page or went to another host', () => {
    expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
  });
});
