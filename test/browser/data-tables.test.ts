import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaults, measureOverflow } from '../support/accessibility.ts';
import { type Client, logIn } from '../support/api.ts';
import { type ConsoleBrowser, openBrowser, waitMs } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;
let client: Client;
let browser: ConsoleBrowser;
let page: Page;
let applicationId: string;

beforeAll(async () => {
  server = await startServer();
  ({ client } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Warehouse' } })).id;
  browser = await openBrowser(server, { locale: 'en-GB' });
  ({ page } = browser);
  await browser.logIn();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const rows = () => page.getByRole('table', { name: 'Rows' });
const firstCells = () =>
  rows()
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .locator('td:first-child')
    .allTextContents();
const tables = async () => (await client.dataTables.get({ applicationId })).items;

test('a table is made with its columns, and opened', async () => {
  await browser.open(`/applications/${applicationId}/data-tables`);
  await page.getByRole('button', { name: 'Create the first data table' }).click();
  const form = dialog('Create data table');
  await form.getByLabel(/^Name/).fill('Parts');
  await form.getByLabel('Column 1, name').fill('serial');
  await form.getByLabel('Column 1, values').selectOption('unique');
  for (const [number, name, type] of [
    [2, 'weight', 'number'],
    [3, 'ready', 'boolean'],
  ] as const) {
    await form.getByRole('button', { name: 'Add a column' }).click();
    await form.getByLabel(`Column ${number}, name`).fill(name);
    await form.getByLabel(`Column ${number}, type`).selectOption(type);
  }
  expect(await findFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Create data table' }).click();
  await page.getByRole('heading', { name: 'Parts', level: 1 }).waitFor();
  expect((await tables())[0]).toMatchObject({
    name: 'Parts',
    columns: [
      { name: 'serial', dataType: 'string', constraint: 'unique' },
      { name: 'weight', dataType: 'number', constraint: 'optional' },
      { name: 'ready', dataType: 'boolean', constraint: 'optional' },
    ],
  });
});

test('rows are inserted, changed and deleted, each value by an input of its type', async () => {
  await page.getByRole('button', { name: 'Insert the first row' }).click();
  const form = dialog('Insert row');
  await form.getByLabel('serial').fill('A-1');
  await form.getByLabel('weight').fill('heavy');
  await form.getByRole('button', { name: 'Insert' }).click();
  await form.getByText('That is no number').waitFor();
  await form.getByLabel('weight').fill('2.5');
  await form.getByRole('button', { name: 'Insert' }).click();
  await rows().getByText('A-1').waitFor();

  await page.getByRole('button', { name: 'Insert row' }).click();
  await form.getByLabel('serial').fill('A-1');
  await form.getByRole('button', { name: 'Insert' }).click();
  await form.getByText(/must be unique/).waitFor();
  await form.getByLabel('serial').fill('A-2');
  await form.getByRole('button', { name: 'Insert' }).click();
  await rows().getByText('A-2').waitFor();

  await rows().getByRole('row').filter({ hasText: 'A-2' }).getByText('Edit').click();
  const edit = dialog('Edit row');
  await edit.getByLabel('weight').fill('7');
  await edit.getByRole('button', { name: 'Save' }).click();
  await rows().getByRole('row').filter({ hasText: 'A-2' }).getByText('7').waitFor();

  await rows().getByRole('row').filter({ hasText: 'A-1' }).getByText('Delete').click();
  await dialog('Delete row').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(firstCells, { timeout: waitMs }).toEqual(['A-2']);
});

test('a CSV file is imported, and what did not fit is listed', async () => {
  await page.getByRole('button', { name: 'Import CSV' }).click();
  const form = dialog('Import CSV');
  const lines = ['serial,weight,ready', 'B-1,1,true', 'B-2,2,false', 'A-2,3,true', 'B-3,much,', 'B-4,40,1'];
  const content = Buffer.from(lines.join('\n'));
  await form.locator('input[type=file]').setInputFiles({ name: 'parts.csv', mimeType: 'text/csv', buffer: content });
  await form.getByRole('button', { name: 'Import' }).click();
  await form.getByText('5 of 5 rows: 3 stored, 2 left out.').waitFor();
  expect(await form.getByRole('table', { name: 'Rows that were left out' }).getByRole('row').allTextContents()).toEqual(
    ['LineWhy it was left out', '4serial must be unique, and another row has this value', '5weight must be a number'],
  );
  expect(await findFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect.poll(firstCells, { timeout: waitMs }).toEqual(['A-2', 'B-1', 'B-2', 'B-4']);
});

test('rows are sorted and filtered by the server', async () => {
  await rows().getByRole('button', { name: 'weight' }).click();
  await rows().getByRole('button', { name: 'weight' }).click();
  await expect.poll(firstCells, { timeout: waitMs }).toEqual(['B-4', 'A-2', 'B-2', 'B-1']);
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByLabel('Condition 1, column').selectOption('serial');
  await page.getByLabel('Condition 1, comparison').selectOption('$startsWith');
  await page.getByLabel('Condition 1, value').fill('b-');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByLabel('Condition 2, column').selectOption('weight');
  await page.getByLabel('Condition 2, comparison').selectOption('$gte');
  await page.getByLabel('Condition 2, value').fill('2');
  await expect.poll(firstCells, { timeout: waitMs }).toEqual(['B-4', 'B-2']);
  await page.getByRole('heading', { name: '2 of 4 rows' }).waitFor();
  await page.getByLabel('Condition 2, value').fill('1000');
  await page.getByText('No row is like that').waitFor();
  await page.getByRole('button', { name: 'Remove condition 2' }).click();
  await page.getByRole('button', { name: 'Remove condition 1' }).click();
  await expect.poll(async () => (await firstCells()).length, { timeout: waitMs }).toBe(4);
});

test('columns are added and removed', async () => {
  await page.getByRole('button', { name: 'Add column' }).click();
  const form = dialog('Add column');
  await form.getByLabel('Name').fill('hall no');
  await form.getByRole('button', { name: 'Add column' }).click();
  await form.getByText('A name is letters, digits, _ and -').waitFor();
  await form.getByLabel('Name').fill('hall');
  await form.getByLabel('Default value').fill('north');
  expect(await findFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Add column' }).click();
  await page.getByRole('button', { name: 'Remove column hall' }).click();
  await dialog('Remove column').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove column hall' }).waitFor({ state: 'detached' });
  expect((await tables())[0].columns).toHaveLength(3);
});

test('all rows are written into a file, and deleted only when the name is typed', async () => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export CSV' }).click();
  await dialog('Export CSV').getByRole('button', { name: 'Export' }).click();
  const link = dialog('Export CSV').getByRole('link', { name: 'Fetch the file (4 rows)' });
  const csv = await (await fetch((await link.getAttribute('href')) ?? '')).text();
  expect(csv.split('\n')).toHaveLength(6);
  await dialog('Export CSV').getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete all rows' }).click();
  const confirm = dialog('Delete all rows');
  expect(await confirm.getByRole('button', { name: 'Delete all rows' }).isDisabled()).toBe(true);
  await confirm.getByLabel('Type “Parts” to go on').fill('Parts');
  await confirm.getByRole('button', { name: 'Delete all rows' }).click();
  await page.getByText('No rows yet').waitFor();
  expect((await tables())[0].rowCount).toBe(0);
});

test('the page has no serious fault and fits a phone, with rows as wide as they get', async () => {
  const wide = Array.from({ length: 12 }, (_, index) => ({
    name: `column_${index}_${'long'.repeat(5)}`,
    dataType: 'string',
    constraint: 'optional',
  }));
  const table = await client.dataTables.post({ applicationId, dataTable: { name: 'Wide', columns: wide } });
  const values = Object.fromEntries(wide.map(({ name }) => [name, 'W'.repeat(200)]));
  const dataTableRow = Array.from({ length: 60 }, () => values);
  await client.dataTableRows.post({ applicationId, dataTableId: table.id, dataTableRow });
  await browser.open(`/applications/${applicationId}/data-tables/${table.id}`);
  await page.getByText('1 to 25 of 60').waitFor();
  expect(await findFaults(page)).toEqual([]);
  expect(await measureOverflow(page)).toBe(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => measureOverflow(page), { timeout: waitMs }).toBe(0);
  expect(await findFaults(page)).toEqual([]);
  expect(browser.faults).toEqual({ foreign: [], violations: [], failures: [] });
});

test('a table is made of a CSV file in one step, its columns read from it and changed', async () => {
  await browser.open(`/applications/${applicationId}/data-tables`);
  await page.getByRole('button', { name: 'Create data table' }).click();
  const form = dialog('Create data table');
  const text = 'Part no,weight,note,ready\nA-1,1.5,first,true\nA-2,2,,false\nA-3,heavy,third,true\n';
  await form
    .locator('input[type=file]')
    .setInputFiles({ name: 'Stock.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await expect.poll(() => form.getByLabel('Column 1, name').inputValue()).toBe('Part_no');
  expect(await form.getByLabel(/^Name/).inputValue()).toBe('Stock');
  // One row is not a number: it is left out once the column is said to be one.
  expect(await form.getByLabel('Column 2, type').inputValue()).toBe('string');
  await form.getByLabel('Column 2, type').selectOption('number');
  await form.getByLabel('Column 1, name').fill('part');
  await form.getByLabel('Column 1, values').selectOption('unique');
  expect(await findFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Create data table' }).click();
  const outcome = dialog('Import CSV');
  await outcome.getByText('2 stored, 1 left out').waitFor({ timeout: waitMs });
  await outcome.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByRole('heading', { name: 'Stock', level: 1 }).waitFor();
  const table = (await tables()).find(({ name }: { name: string }) => name === 'Stock');
  expect(table.columns.map(({ name, dataType }: { name: string; dataType: string }) => `${name} ${dataType}`)).toEqual([
    'part string',
    'weight number',
    'note string',
    'ready boolean',
  ]);
  const { items } = await client.dataTableRows.get({ applicationId, dataTableId: table.id });
  expect(items.map(({ part, weight, ready }: Record<string, unknown>) => [part, weight, ready])).toEqual([
    ['A-1', 1.5, true],
    ['A-2', 2, false],
  ]);
});
